import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { workOutInvoice } from "../../../main/compose/builtin-invoice";
import { bodyOf, compose, failure } from "./support";

const work = (data: Record<string, unknown>, language = "en") => workOutInvoice(data, language);
const items = (...rows: [quantity: unknown, price: unknown, tax?: unknown][]) =>
  rows.map(([quantity, price, tax]) => ({ description: "x", quantity, price, ...(tax === undefined ? {} : { tax }) }));

describe("an invoice", () => {
  test("is worked out from its rows: amounts, tax by rate, net and gross", () => {
    const invoice = work({ currency: "EUR", items: items([2, 10, 19], [1, "5.50", 7], [3, 1, 19]) });
    expect(invoice.rows.map(({ amount }) => amount)).toEqual(["€20.00", "€5.50", "€3.00"]);
    expect(invoice.taxes).toEqual([
      { rate: "19%", base: "€23.00", amount: "€4.37" },
      // 0.385
      { rate: "7%", base: "€5.50", amount: "€0.39" },
    ]);
    expect(invoice).toMatchObject({ net: "€28.50", gross: "€33.26", isGross: false });
  });

  test("has no errors of binary fractions", () => {
    expect(work({ items: items([3, 0.1], [1, 0.2]) }).gross).toBe("€0.50");
    // In binary, 1.005 is a little less.
    expect(work({ items: items([1, 1.005]) }).rows[0]?.amount).toBe("€1.01");
    expect(work({ items: items([1, 10.075, 0]) }).gross).toBe("€10.08");
    expect(work({ items: items(["900719925474099.3", "10.00"]) }).gross).toBe("€9,007,199,254,740,993.00");
  });

  test("rounds halves away from zero, each amount once", () => {
    expect(work({ items: items([0.5, 0.01], [-0.5, 0.01], [0.5, 0.01]) }).rows.map(({ amount }) => amount)).toEqual([
      "€0.01",
      "\u2212€0.01",
      "€0.01",
    ]);
  });

  test("works tax out from the sum of a rate, not row by row", () => {
    // 3 × 0.0333 would be 3 × 0.03.
    expect(work({ items: items([1, 0.33, 10], [1, 0.33, "10.0"], [1, 0.34, 10]) }).taxes).toEqual([
      { rate: "10%", base: "€1.00", amount: "€0.10" },
    ]);
  });

  test("takes tax out of prices that include it", () => {
    const invoice = work({ prices_include_tax: true, tax: 19, items: items([1, 119], [1, 1, 7]) });
    expect(invoice.taxes).toEqual([
      { rate: "19%", base: "€100.00", amount: "€19.00" },
      { rate: "7%", base: "€0.93", amount: "€0.07" },
    ]);
    expect(invoice).toMatchObject({ net: "€100.93", gross: "€120.00", isGross: true });
  });

  test("adds up: net and taxes are gross, whichever way", () => {
    const cents = (text: string) => BigInt(text.replace("\u2212", "-").replace(/[^\d-]/g, ""));
    const row = fc.tuple(
      fc.integer({ min: -5000, max: 5000 }).map((n) => n / 100),
      fc.integer({ min: 0, max: 999_999 }).map((n) => n / 100),
      fc.constantFrom(0, 5.5, 7, 19, 20),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.boolean(), (rows, prices_include_tax) => {
        const { net, gross, taxes, rows: shown, isGross } = work({ prices_include_tax, items: items(...rows) });
        const tax = taxes.reduce((sum, { amount }) => sum + cents(amount), 0n);
        const sum = shown.reduce((total, { amount }) => total + cents(amount), 0n);
        expect(cents(net) + tax).toBe(cents(gross));
        expect(cents(isGross ? gross : net)).toBe(sum);
      }),
    );
  });

  test("is written in its currency and language", () => {
    expect(work({ currency: "jpy", items: items([1, "1234.5"]) }).gross).toBe("¥1,235");
    expect(work({ currency: "KWD", items: items([1, "1.2345"]) }).gross).toBe("KWD\u00a01.235");
    expect(work({ currency: "EUR", items: items(["1234.5", 1, 5.5]) }, "de")).toMatchObject({
      gross: "1.302,40\u00a0€",
      taxes: [{ rate: "5,5\u00a0%", base: "1.234,50\u00a0€", amount: "67,90\u00a0€" }],
      rows: [{ quantity: "1.234,5" }],
    });
    expect(work({ items: items([1, 1]) }, "not a language").gross).toBe("€1.00");
  });

  test("shows prices finer than the smallest coin as they are", () => {
    expect(work({ items: items([1000, "0.0123"]) }).rows[0]).toMatchObject({ price: "€0.0123", amount: "€12.30" });
  });

  test("without rates has no taxes, without items is nothing", () => {
    expect(work({ items: items([1, 5]) }).taxes).toEqual([]);
    expect(work({})).toMatchObject({ rows: [], taxes: [], net: "€0.00", gross: "€0.00" });
  });

  test.each([
    [{ items: items([1, 1], ["a dozen", 1]) }, '"quantity" of item 2 must be a number with digits and a point'],
    [
      { items: items([1, "1,50"]) },
      '"price" of item 1 must be a number with digits and a point, such as 1234.5, it is "1,50"',
    ],
    [{ items: items([1, 1, "-5"]) }, '"tax" of item 1 must be a percentage such as 19 or 5.5'],
    [{ tax: "full", items: items([1, 1]) }, '"tax" must be a percentage'],
    [{ currency: "Euros" }, '"currency" must be a code of three letters such as EUR, USD or JPY, it is "EUROS"'],
    [{ items: "none" }, '"items" must be a list of objects'],
    [{ items: [{ price: 1 }, 5] }, "item 2 must be an object with description and price, it is 5"],
  ])("that cannot be worked out says why: %j", async (data, message) => {
    const error = await failure(compose({ prompt: "", template: "invoice", data }, { line: 9 }));
    expect(error.code).toBe("template-failed");
    expect(error.message).toContain(`Data for the template "invoice": ${message}`);
    expect(error.location.line).toBe(9);
  });

  test("prints sums and words in the language of the document", async () => {
    const body = bodyOf(
      await compose({
        prompt: "Danke.",
        template: "invoice",
        data: { lang: "de", number: "<7>", items: items([2, 10, 19]), words: { total: "Zu zahlen" }, date: "" },
      }),
    );
    expect(body).toContain("<h1>Rechnung</h1>");
    expect(body).toContain('<tr class="gross"><th>Zu zahlen</th><td>23,80&nbsp;€</td></tr>');
    expect(body).toContain("<dd>&lt;7&gt;</dd>");
    expect(body).not.toContain("Datum");
  });
});
