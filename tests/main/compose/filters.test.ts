import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failure, promptFolder } from "./support";

const folder = promptFolder();

/** What a template prints for a prompt with these data. */
async function print(template: string, data: Record<string, unknown> = {}, epochSeconds?: number): Promise<string> {
  folder.write("t.liquid", `<body><main>${template}</main></body>`);
  const { html } = await folder.compose({ prompt: "", template: "t.liquid", data }, { epochSeconds });
  return /<main>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "";
}

async function reason(template: string, data: Record<string, unknown> = {}): Promise<string> {
  return (await failure(print(template, data))).message;
}

describe("dates", () => {
  let zone: string | undefined;
  beforeEach(() => {
    zone = process.env.TZ;
    // West of Greenwich midnight in UTC is the day before.
    process.env.TZ = "America/Los_Angeles";
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  test.each([
    ["2026-01-30", "2026-01-30 00:00"],
    ["2026-1-3", "2026-01-03 00:00"],
    ["2026-01-30T14:05", "2026-01-30 14:05"],
    ["2026-01-30 14:05:59.5", "2026-01-30 14:05"],
    ["2026-01-30T23:30:00+02:00", "2026-01-30 23:30"],
    ["2026-01-30T23:30:00Z", "2026-01-30 23:30"],
    ["30 January 2026", "2026-01-30 00:00"],
    ["30. Jan 2026", "2026-01-30 00:00"],
    ["Friday, January 30th, 2026", "2026-01-30 00:00"],
    ["sept 1, 2026", "2026-09-01 00:00"],
    ["1951-12-31", "1951-12-31 00:00"],
    [1769781600, "2026-01-30 14:00"],
    ["1769781600", "2026-01-30 14:00"],
  ])("are printed as they were written, whatever zone the machine is in: %s", async (due, expected) => {
    expect(await print('{{ due | date: "%Y-%m-%d %H:%M" }}', { due })).toBe(expected);
  });

  test("are printed in the zone they were written in, or in the one that is asked for", async () => {
    const at = "2026-01-30T23:30:00+02:00";
    expect(await print('{{ at | date: "%H:%M %z" }}', { at })).toBe("23:30 +0200");
    expect(await print('{{ at | date: "%d %H:%M", "Asia/Tokyo" }}', { at })).toBe("31 06:30");
    expect(await print("{{ at | date_to_xmlschema }}", { at })).toBe("2026-01-30T23:30:00+02:00");
  });

  test("are written out in the language of the document", async () => {
    const data = { due: "2026-03-05", lang: "de" };
    expect(await print("{{ due | local_date }}", data)).toBe("5. März 2026");
    expect(await print('{{ due | local_date: "full" }}', { ...data, lang: "fr" })).toBe("jeudi 5 mars 2026");
    expect(await print('{{ due | local_date: "short", "en-GB" }}', data)).toBe("05/03/2026");
    expect(await print('{{ due | date: "%A, %-d %B" }}', data)).toBe("Thursday, 5 March");
    expect(await print("{{ due | local_date }}", { due: "2026-03-05T23:30+10:00" })).toBe("March 5, 2026");
  });

  test("that were not given print nothing", async () => {
    expect(await print("[{{ due | date: '%Y' }}{{ due | local_date }}{{ due | date_to_string }}]", { due: "" })).toBe(
      "[]",
    );
  });

  test.each([
    "soon",
    "01/02/2026",
    "2026-02-30",
    "2026-13-01",
    "2026-01-30T25:00",
    "30 Janvier 2026",
    "31 April 2026",
    true,
  ])("that are none are an error that says so: %s", async (due) => {
    const message = await reason('\n{{ due | date: "%Y" }}', { due });
    expect(message).toMatch(/t\.liquid:2" failed at \{\{ due \| date: "%Y" \}\}: /);
    expect(message).toContain(`"${due}" is no`);
  });

  test("know now and today, which a batch may fix", async () => {
    const seconds = Date.UTC(2026, 0, 30, 23, 30) / 1000;
    const template = '{{ "now" | date: "%d %H:%M" }}, {{ "today" | local_date }}';
    expect(await print(template, {}, seconds)).toBe("30 23:30, January 30, 2026");
    const offset = String(await print('{{ "now" | date: "%z" }}'));
    expect(offset).toMatch(/^-0[78]00$/);
  });
});

describe("numbers", () => {
  test.each([
    ["{{ n | number }}", 1234567.25, "en", "1,234,567.25"],
    ["{{ n | number: 2 }}", "1234.5", "de", "1.234,50"],
    ["{{ n | number: 0 }}", -2.5, "en", "-3"],
    ["{{ n | number: 2, 'en' }}", 1234.5, "de", "1,234.50"],
    ["{{ n | percent }}", 0.256, "en", "26%"],
    ["{{ n | percent: 1 }}", "0.256", "fr", "25,6 %"],
    ["{{ n | money: 'EUR' }}", 1234.5, "de", "1.234,50 €"],
    ["{{ n | money: 'USD' }}", "1234.5", "en-US", "$1,234.50"],
    ["{{ n | money: 'JPY' }}", 1234.5, "en", "¥1,235"],
    ["{{ n | money: currency }}", "-0.005", "en", "-CHF 0.01"],
    // More digits than a floating-point number holds.
    ["{{ n | money: 'EUR' }}", "12345678901234567890.12", "en", "€12,345,678,901,234,567,890.12"],
    ["{{ n | number: 2 }}", "1.005", "en", "1.01"],
    ["[{{ n | number }}{{ n | money: 'EUR' }}]", "", "en", "[]"],
  ])("%s of %s in %s", async (template, n, lang, expected) => {
    // Languages put several kinds of blanks between.
    expect((await print(template, { n, lang, currency: "CHF" })).replace(/&nbsp;|\s/g, " ")).toBe(expected);
  });

  test.each([
    ["{{ n | number }}", "1,234.50", '"1,234.50" is no number; write it like 1234.5'],
    ["{{ n | money: 'EUR' }}", "€5", '"€5" is no number'],
    ["{{ n | money: 'EUR' }}", true, '"true" is no number'],
    ["{{ n | money }}", 5, "needs the three letters of a currency"],
    ["{{ n | money: 'euro' }}", 5, '"euro" is none'],
    ["{{ n | number: 99 }}", 5, 'from 0 to 20, not "99"'],
    ["{{ n | number: 2, 'Deutsch!' }}", 5, '"Deutsch!" is no language'],
    ["{{ n | local_date: 'huge' }}", 5, '"huge" is no style of dates'],
    ["{{ n | mony: 'EUR' }}", 5, 'no filter "mony" (did you mean "money"?)'],
  ])("%s of %s is an error", async (template, n, expected) => {
    expect(await reason(template, { n })).toContain(expected);
  });
});

describe("a field that is not there", () => {
  const data = { customer: { address: "x" }, lines: [{ name: "a", price: 1 }] };

  test.each([
    ["{{ custmer.address }}", 'Did you mean "customer"?'],
    ["{{ customer.adress }}", 'Did you mean "customer.address"?'],
    ["{% for line in lines %}{{ line.pirce }}{% endfor %}", 'Did you mean "line.price"?'],
    ["{% for line in linse %}{{ line.price }}{% endfor %}", 'Did you mean "lines"?'],
    ["{{ lines[0].pirce }}", '"lines.0.pirce"'],
  ])("is named, with the nearest there is: %s", async (template, expected) => {
    expect(await reason(template, data)).toContain(expected);
  });

  test("may be tested for, and may have a default", async () => {
    const template =
      "{% if nickname %}{{ nickname }}{% else %}{{ customer.address }}{% endif %}{{ vat | default: 'none' }}" +
      "{% unless customer.company %}!{% endunless %}";
    expect(await print(template, data)).toBe("xnone!");
  });
});

test("tables are made of nested data, whose text is escaped", async () => {
  const template =
    "<table>{% for line in lines %}<tr><td>{{ line.name }}</td><td>{{ line.price | money: 'EUR' }}</td></tr>{% endfor %}</table>";
  const lines = [
    { name: "<b>Bolts</b>", price: 1.5 },
    { name: "Nuts & co", price: "2.25" },
  ];
  expect(await print(template, { lines })).toBe(
    "<table><tbody><tr><td>&lt;b&gt;Bolts&lt;/b&gt;</td><td>€1.50</td></tr><tr><td>Nuts &amp; co</td><td>€2.25</td></tr></tbody></table>",
  );
});
