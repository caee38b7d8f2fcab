import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { composeDocument } from "../../../main/compose/compose-document";
import type { Prompt } from "../../../shared/prompt";
import { bodyOf, compose, failure, promptFolder, request } from "./support";

const folder = promptFolder();

/** As for a Chromium without page margin boxes, whichever runs the tests. */
const printedApart = (prompt: Partial<Prompt>, more: Parameters<typeof request>[1] = {}) =>
  composeDocument(request(prompt, more), { hasMarginBoxes: false });

describe("built-in templates", () => {
  test("are chosen by the prompt before the batch", async () => {
    const document = await compose({ prompt: "x", title: "T", template: "letter" }, { template: "report" });
    expect(document.html).toContain('class="subject"');
    expect((await compose({ prompt: "x" }, { template: "report" })).html).toContain("title-block");
  });

  test("that are unknown are an error with the known names and the nearest", async () => {
    const error = await failure(compose({ prompt: "x", template: "reprot" }));
    expect(error.code).toBe("template-failed");
    expect(error.message).toMatch(
      /"reprot".*Did you mean "report"\?.*plain, letter, report, invoice, labels, slides, invitation, certificate/,
    );
    expect(error.location).toEqual({ source: "/nowhere/note.md", line: 1 });
  });

  test("have no title in their running lines that a machine's fonts may lack", async () => {
    const lines = async (title: string, template = "report", options = {}) => {
      const { print } = await printedApart({ prompt: "x", title, template, options });
      return [print.headerHtml?.includes('class="title"'), print.footerHtml?.includes("pageNumber")];
    };
    expect(await lines("Où est Ærøskøbing?")).toEqual([true, true]);
    expect(await lines("تقرير")).toEqual([false, true]);
    expect(await lines("報告", "report", { header: '<i class="title"></i>' })).toEqual([true, true]);
    const { print } = await printedApart({ prompt: "x", title: "請求書", template: "invoice" });
    expect(print.footerHtml).not.toMatch(/title|·/);
  });

  test("have their running lines in the document where Chromium has page margin boxes", async () => {
    const boxes = async (prompt: Partial<Prompt>) => {
      const { html, print } = await composeDocument(request({ prompt: "x", ...prompt }), { hasMarginBoxes: true });
      const { headerHtml, footerHtml } = print;
      return {
        headerHtml,
        footerHtml,
        contents: [...html.matchAll(/@page\{@([a-z-]+)\{content:(.*?);font/g)].map(String),
      };
    };
    const none = { headerHtml: undefined, footerHtml: undefined };
    const report = await boxes({ template: "report", title: "報告" });
    expect(report).toMatchObject(none);
    expect(report.contents).toEqual([
      expect.stringContaining('@top-left{content:"報告";'),
      expect.stringContaining('@bottom-right{content:counter(page) " / " counter(pages);'),
    ]);
    const invoice = await boxes({ template: "invoice", title: "請求書" });
    expect(invoice.contents.join()).toContain('"請求書" " \u00a0·\u00a0 " counter(page)');
    // Neither the file's name, nor a line that gave way.
    const file = await boxes({ template: "report", options: { footer: "<i>own</i>" } });
    expect(file).toEqual({ headerHtml: undefined, footerHtml: expect.stringContaining("own"), contents: [] });
  });

  test("let no title out of the line that it stands in", async () => {
    const title = '</style><b>"}}\\\n x';
    const { html } = await composeDocument(request({ prompt: "x", title, template: "report" }), {
      hasMarginBoxes: true,
    });
    expect(html).toContain('content:"\\3c /style\\3e \\3c b\\3e \\22 }}\\5c ');
    expect(html).not.toMatch(/<\/style><b>/);
  });

  test("give way at the foot to a footer that is asked for, also by their style sheets", async () => {
    const hasNone = async (options = {}) =>
      /content:none\}\}<\/style><\/head>/.test((await compose({ prompt: "x", options })).html);
    expect([await hasNone(), await hasNone({ footer: "" }), await hasNone({ footer: "<i>x</i>" })]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("use the data that they have worked out for them, and no others", async () => {
    const unused = async (template: string, data: Record<string, unknown>) =>
      (await compose({ prompt: "x", template, data }, { wantsUnusedFields: true })).unusedFields;
    const invoice = { items: [], currency: "EUR", tax: 19, prices_include_tax: true, number: 1, words: {}, dir: "ltr" };
    expect(await unused("invoice", { ...invoice, grid: {} })).toEqual(["grid"]);
    expect(await unused("labels", { labels: ["x"], grid: {}, items: [] })).toEqual(["items"]);
  });

  test("treat what is empty in the data as not there", async () => {
    const data = { name: "N", date: "", place: " ", table_number: null, reply: [] };
    expect(bodyOf(await compose({ prompt: "x", template: "invitation", data }))).not.toMatch(/<dt>|class="reply"/);
    const error = await failure(compose({ prompt: "x", template: "invitation", data: { name: "" } }));
    expect(error.message).toContain('uses the field "name"');
  });

  test("say what they say themselves in the document's language, or as the data want it", async () => {
    const data = { name: "N", date: "1. Mai", lang: "de-AT" };
    expect(bodyOf(await compose({ prompt: "x", template: "invitation", data }))).toContain("<dt>Datum</dt>");
    const own = { ...data, words: { date: "Wann" } };
    expect(bodyOf(await compose({ prompt: "x", template: "invitation", data: own }))).toContain("<dt>Wann</dt>");
  });

  test("escape data in text and in attributes", async () => {
    const body = bodyOf(await compose({ prompt: "x", template: "invitation", data: { name: '<b onclick="x">&' } }));
    expect(body).toContain('<h1 class="name">&lt;b onclick="x"&gt;&amp;</h1>');
  });

  test("take addresses as a list or as one text", async () => {
    for (const address of [["Quay 1", "Town"], "Quay 1\nTown"]) {
      const body = bodyOf(
        await compose({ prompt: "x", template: "letter", data: { recipient: { name: "N", address } } }),
      );
      expect(body).toContain("Quay 1");
    }
    expect(bodyOf(await compose({ prompt: "x", template: "letter", data: { recipient: "N\nQuay 1" } }))).toContain(
      "Quay 1",
    );
  });

  test.each(["plain", "letter", "certificate", "invitation", "report", "slides"])(
    "%s does not print the name of the file where there is no title",
    async (template) => {
      const data = { name: "Ada" };
      const more = { source: "/nowhere/people.csv" };
      const document = await printedApart({ prompt: "text\n\n---\n\nmore", template, data }, more);
      expect(document.title).toBe("people");
      expect(bodyOf(document)).not.toContain("people");
      expect(document.print.headerHtml ?? "").not.toContain('class="title"');
      const titled = await printedApart({ prompt: "# people\n\ntext", template, data }, more);
      expect(bodyOf(titled)).toContain("people");
      if (template === "report") expect(titled.print.headerHtml).toContain('class="title"');
    },
  );

  test("set the language from the metadata, else from the data, else English", async () => {
    expect((await compose({ prompt: "x", options: { metadata: { language: "de" } } })).html).toContain(
      '<html lang="de">',
    );
    expect((await compose({ prompt: "x", data: { lang: "fr" } })).html).toContain('<html lang="fr">');
    expect((await compose({ prompt: "x" })).html).toContain('<html lang="en">');
  });

  test("name the field a prompt's data lack, the place that uses it, and the nearest there is", async () => {
    const error = await failure(compose({ prompt: "x", template: "invitation", data: { nmae: "N" } }, { line: 7 }));
    expect(error.code).toBe("template-failed");
    expect(error.message).toMatch(/"invitation:\d+" uses the field "name".*Did you mean "nmae"\?/);
    expect(error.message).toMatch(/Known fields: nmae, (?!.*\bwords\b)/);
    expect(error.location.line).toBe(7);
  });
});

describe("a user's template", () => {
  test.each([
    "{% assign x = nam %}[{{ x }}]",
    '{% if nam == "Ada" %}a{% endif %}',
    '{% if name and nam == "Ada" %}a{% endif %}',
    '{% if name == "x" %}{% elsif "A" != nam %}a{% endif %}',
    '{% unless nam contains "A" %}a{% endunless %}',
    '{% case nam %}{% when "Ada" %}a{% endcase %}',
    "{% for one in list %}{% if nam == one %}a{% endif %}{% endfor %}",
  ])("fails where it compares or assigns an unknown field: %s", async (source) => {
    const path = folder.write("own.liquid", `\n${source}`);
    const data = { name: "Ada", list: ["a"] };
    const { message } = await failure(folder.compose({ prompt: "x", template: "own.liquid", data }));
    expect(message).toContain(`Template "${path}:2" uses the field "nam"`);
    expect(message).toContain('Did you mean "name"?');
  });

  test.each([
    ["{% if nam %}a{% else %}b{% endif %}", "b"],
    ["{% unless nam %}b{% endunless %}", "b"],
    ['{% if nam and nam == "Ada" %}a{% else %}b{% endif %}', "b"],
    ["{% if nam == nil or nam == blank %}b{% endif %}", "b"],
    ['{% assign x = nam | default: "b" %}{{ x }}', "b"],
    ['{% if none == "" %}b{% endif %}', "b"],
    ["{% if false %}{% assign x = 1 %}{% endif %}{% if x == 1 %}a{% else %}b{% endif %}", "b"],
    ['{% for one in list %}{% if one.kind == "k" %}a{% else %}b{% endif %}{% endfor %}', "b"],
    ["{% capture y %}b{% endcapture %}{% case y %}{% when 'b' %}b{% endcase %}", "b"],
  ])("may ask whether a field is there: %s", async (source, shown) => {
    folder.write("own.liquid", `<p>${source}</p>`);
    const data = { name: "Ada", none: "", list: [{ a: 1 }] };
    expect((await folder.compose({ prompt: "x", template: "own.liquid", data })).html).toContain(`<p>${shown}</p>`);
  });

  test("does not print an object as if it were a text", async () => {
    folder.write("own.liquid", "{{ customer }}");
    const data = { customer: { name: "Ada", city: "London" } };
    const { message } = await failure(folder.compose({ prompt: "x", template: "own.liquid", data }));
    expect(message).toContain("at {{ customer }}: it is an object, of which one field can be printed: name, city.");
    folder.write("own.liquid", "<p>{{ customer | json }}</p>");
    expect((await folder.compose({ prompt: "x", template: "own.liquid", data })).html).toContain('{"name":"Ada"');
  });

  test("gets content, title, data, language and the data's keys, of which reserved ones lose", async () => {
    folder.write("own.liquid", "<html lang={{ lang }}><p>{{ title }}|{{ city }}|{{ data.title }}</p>{{ content }}");
    const { html } = await folder.compose({
      prompt: "*hi*",
      title: "T",
      template: "own.liquid",
      data: { city: "Åbo & more", title: "other", content: "no" },
    });
    expect(html).toContain("<p>T|Åbo &amp; more|other</p><p><em>hi</em></p>");
  });

  test("may be named by an absolute path for a whole batch, and lie elsewhere", async () => {
    const path = join(folder.parent, "batch.liquid");
    writeFileSync(path, "<p>{{ title }}</p>");
    const { html, dependencies } = await folder.compose({ prompt: "x", title: "T" }, { template: path });
    expect(html).toContain("<p>T</p>");
    expect(dependencies).toEqual([path]);
  });

  test("named by a prompt must lie beneath the prompt's folder, links followed", async () => {
    const outside = join(folder.parent, "outside.liquid");
    writeFileSync(outside, "secret");
    symlinkSync(outside, join(folder.path, "link.liquid"));
    for (const template of ["../outside.liquid", outside, "link.liquid"]) {
      const error = await failure(folder.compose({ prompt: "x", template }));
      expect(error.code).toBe("template-failed");
      expect(error.message).toContain("lies outside the prompt's own folder");
    }
  });

  test("includes by name what lies in its own folder", async () => {
    folder.write("t/own.liquid", '{% render "head" %}{% include "parts/foot.liquid" %}');
    folder.write("t/head.liquid", "<h1>{{ title }}</h1>");
    folder.write("t/parts/foot.liquid", "<i>{{ title }}</i>");
    const { html, dependencies } = await folder.compose({ prompt: "x", title: "T", template: "t/own.liquid" });
    expect(html).toContain("<h1>T</h1><i>T</i>");
    expect(dependencies).toHaveLength(3);
  });

  test("cannot include what lies outside its folder", async () => {
    writeFileSync(join(folder.parent, "secret.liquid"), "SECRET");
    mkdirSync(join(folder.path, "t"));
    symlinkSync(join(folder.parent, "secret.liquid"), join(folder.path, "t", "link.liquid"));
    for (const name of ["../../secret", "../../secret.liquid", join(folder.parent, "secret.liquid"), "link"]) {
      for (const tag of ["render", "include", "layout"]) {
        folder.write("t/own.liquid", `{% ${tag} "${name}" %}`);
        const error = await failure(folder.compose({ prompt: "x", template: "t/own.liquid" }));
        expect(error.code).toBe("template-failed");
        expect(error.message).toContain("which is no file in the template's own folder");
      }
    }
  });

  test("is read again when it or what it includes changed", async () => {
    folder.write("own.liquid", '<p>one {% render "part" %}</p>');
    folder.write("part.liquid", "a");
    expect((await folder.compose({ prompt: "x", template: "own.liquid" })).html).toContain("<p>one a</p>");
    utimesSync(folder.write("part.liquid", "b"), 1, 1);
    expect((await folder.compose({ prompt: "x", template: "own.liquid" })).html).toContain("<p>one b</p>");
    utimesSync(folder.write("own.liquid", '<p>two {% render "part" %}</p>'), 1, 1);
    expect((await folder.compose({ prompt: "x", template: "own.liquid" })).html).toContain("<p>two b</p>");
  });

  test("serves files of its own folder with the asset filter, and no others", async () => {
    const logo = folder.write("t/logo.png");
    writeFileSync(join(folder.parent, "secret.png"), "x");
    folder.write("t/own.liquid", '<img src="{{ "logo.png" | asset }}">');
    const { html, assets, warnings } = await folder.compose({ prompt: "x", template: "t/own.liquid" });
    const [key = ""] = Object.keys(assets);
    expect(assets[key]).toBe(logo);
    expect(html).toContain(`<img src="/${key}">`);
    expect(warnings).toEqual([]);
    folder.write("t/own.liquid", '<img src="{{ "../../secret.png" | asset }}">');
    expect((await failure(folder.compose({ prompt: "x", template: "t/own.liquid" }))).message).toContain(
      "there is no file",
    );
  });

  test("with a mistake is an error at its line", async () => {
    const path = folder.write("own.liquid", "<p>\n{% if %}");
    const error = await failure(folder.compose({ prompt: "x", template: "own.liquid" }));
    expect(error.code).toBe("template-failed");
    expect(error.message).toContain(`${path}:2`);
    folder.write("other.liquid", "{{ title | nofilter }}");
    expect((await failure(folder.compose({ prompt: "x", template: "other.liquid" }))).message).toContain("nofilter");
  });

  test.each([
    ["a loop over a huge range", "{% for i in (1..1000000000) %}x{% endfor %}"],
    ["loops in loops", `${"{% for i in (1..9999) %}".repeat(4)}x${"{% endfor %}".repeat(4)}`],
    ["text that doubles", `{% assign s = "x" %}${"{% assign s = s | append: s %}".repeat(60)}{{ s }}`],
    ["a template that includes itself", '{% render "own" %}'],
  ])("that does not end is stopped: %s", { timeout: 15_000 }, async (_, source) => {
    folder.write("own.liquid", source);
    const error = await failure(folder.compose({ prompt: "x", template: "own.liquid" }));
    expect(error.code).toBe("template-failed");
  });

  test("name the partial in which a field is unknown, with its line", async () => {
    const own = folder.write("own.liquid", '<p>\n{% render "parts/part", customer: customer %}');
    const part = folder.write("parts/part.liquid", "<b>\n{{ customer.nmae }}</b>");
    const data = { customer: { name: "Ada" } };
    const { message } = await failure(folder.compose({ prompt: "x", data }, { template: own }));
    expect(message).toContain(`"${part}:2" uses the field "customer.nmae"`);
  });

  test("that includes itself says so", async () => {
    folder.write("own.liquid", '{% render "part" %}');
    folder.write("part.liquid", '{% render "part" %}');
    const { message } = await failure(folder.compose({ prompt: "x", template: "own.liquid" }));
    expect(message).toContain("it includes itself");
  });

  test("prints data that refer to themselves without end, or fails, but does not hang", async () => {
    const data: Record<string, unknown> = { name: "N" };
    data.self = data;
    folder.write("own.liquid", "{{ self.self.self.name }}{{ missing }}");
    const error = await failure(folder.compose({ prompt: "x", template: "own.liquid", data }));
    expect(error.message).toContain('"missing"');
  });

  test("sees no properties that the data do not have themselves", async () => {
    folder.write("own.liquid", "{{ data.constructor }}");
    expect((await failure(folder.compose({ prompt: "x", template: "own.liquid", data: { a: 1 } }))).message).toContain(
      "constructor",
    );
  });
});

describe("a prompt's text and data", () => {
  test("are never evaluated as Liquid", async () => {
    const code = "{{ title }} {% for i in (1..9) %}x{% endfor %} {{ 'a' | upcase }}";
    expect(bodyOf(await compose({ prompt: code, title: "T" }))).toContain(
      "{{ title }} {% for i in (1..9) %}x{% endfor %}",
    );
    const body = bodyOf(await compose({ prompt: "x", template: "invitation", data: { name: "{{ title }}" } }));
    expect(body).toContain('<h1 class="name">{{ title }}</h1>');
  });

  test("that look like front matter code are printed literally", async () => {
    const body = bodyOf(await compose({ prompt: "---js\nrequire('child_process')\n---\n\ntext" }));
    expect(body).toContain("require('child_process')");
  });
});
