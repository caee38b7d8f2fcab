import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { composeDocument } from "../../../main/compose/compose-document";
import { templateFields } from "../../../main/compose/template-fields";
import { builtinTemplate } from "../../../main/compose/templates";
import { TEMPLATE_FIELDS } from "../../../shared/template-fields";
import { BUILTIN_TEMPLATES } from "../../../shared/templates";
import { tempFolder } from "../../support/temp";

it("names the fields of a built-in template, and nothing that is made for it", () => {
  expect(templateFields("invitation").sort()).toEqual(
    ["date", "host", "lead", "name", "place", "reply", "table_number", "time"].sort(),
  );
  expect(templateFields("invoice")).toEqual(expect.arrayContaining(["items", "currency", "number", "recipient"]));
  expect(templateFields("invoice")).not.toContain("invoice");
  expect(templateFields("labels").sort()).toEqual(["grid", "labels"]);
  expect(templateFields("plain")).toEqual([]);
});

it("names the fields of built-in templates that are written down for finding slips, members among them", () => {
  for (const template of BUILTIN_TEMPLATES) {
    const written = TEMPLATE_FIELDS[template];
    const fields = written.filter((field) => !field.includes("."));
    expect([...fields].sort(), template).toEqual(templateFields(template).sort());
    const { engine, parsed } = builtinTemplate(template) ?? {};
    const members = (parsed && engine?.globalVariableSegmentsSync(parsed)) ?? [];
    for (const [field, member] of members) {
      // Those are worked out from the field of that name.
      if (template === "labels" && field === "labels") continue;
      if (typeof member === "string" && fields.includes(String(field))) expect(written).toContain(`${field}.${member}`);
    }
  }
});

it("leaves every built-in template able to make documents", async () => {
  for (const template of BUILTIN_TEMPLATES) {
    templateFields(template);
    const data = { labels: ["One"], name: "Ada", items: [{ description: "Bolts" }] };
    const request = {
      prompt: { prompt: "Hi", data },
      source: "-",
      line: 1,
      baseDir: "/",
      allowScripts: false,
      template,
    };
    expect((await composeDocument(request)).html, template).toContain("<html");
  }
});

it("names the fields of one's own template and of what it includes", () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "parts"));
  writeFileSync(join(folder, "parts", "foot.liquid"), "{{ company }}");
  writeFileSync(
    join(folder, "offer.liquid"),
    '{% for line in lines %}{{ line.price }}{% endfor %}{% include "parts/foot" %}{{ content }}',
  );
  expect(templateFields(join(folder, "offer.liquid")).sort()).toEqual(["company", "lines"]);
});

it("says which templates there are where one is unknown", () => {
  expect(() => templateFields("leter")).toThrow(/Did you mean "letter"/);
});
