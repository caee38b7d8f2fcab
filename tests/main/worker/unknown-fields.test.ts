import { describe, expect, it } from "vitest";
import { FieldWatch, slipsOf } from "../../../main/worker/unknown-fields";
import type { Prompt } from "../../../shared/prompt";
import type { FoundPrompt } from "../../../shared/stages";
import { found } from "../../support/jobs";

const prompt = (more: Partial<Prompt>): FoundPrompt => {
  const one = found("a");
  return { ...one, prompt: { ...one.prompt, ...more } };
};

function watched(prompts: readonly FoundPrompt[], settings: { template?: string; name?: string } = {}) {
  const watch = new FieldWatch({ template: settings.template, name: settings.name });
  for (const one of prompts) watch.see({ kind: "prompt", found: one });
  const { slips, others } = watch.report();
  return { slips: slips.map(({ message }) => /"(.*?)".*"(.*?)"/.exec(message)?.slice(1)), others };
}

describe("fields that a built-in template does not know", () => {
  it("are slips where one of nearly the same name is missing, and told once", () => {
    const data = { organisaton: "x", name: "Ada", shelf: 1 };
    expect(watched([prompt({ data }), prompt({ data })], { template: "certificate" })).toEqual({
      slips: [["organisaton", "organisation"]],
      others: [{ template: "certificate", fields: ["shelf"] }],
    });
    expect(watched([prompt({ data: { subtitle: "x" }, template: "certificate" })]).slips).toEqual([]);
    const both = prompt({ data: { organisaton: "x", organisation: "y", titel: "z" }, template: "certificate" });
    expect(watched([both])).toEqual({
      slips: [["titel", "title"]],
      others: [{ template: "certificate", fields: ["organisaton"] }],
    });
  });

  it("are those of the header of a table, and of every row where a column is JSON", () => {
    const watch = new FieldWatch({ template: "certificate", name: undefined });
    const columns = ["nmae", "data"];
    const rows = [{ nmae: "Ada" }, { nmae: "Bo", organisaton: "x" }];
    for (const [index, data] of rows.entries()) {
      const one = { ...prompt({ data }), line: index + 4 };
      watch.see({ kind: "prompt", found: one, columns, headerLine: 3 });
    }
    expect(watch.report().slips.map(({ line }) => line)).toEqual([3, 5]);
  });

  it("are not those that another template of the batch reads", () => {
    const data = { name: "Ada", table_number: "3", shelf: 1 };
    const rows = [prompt({ data, template: "certificate" }), prompt({ data, template: "invitation" })];
    expect(watched(rows).others).toEqual([
      { template: "certificate", fields: ["shelf"] },
      { template: "invitation", fields: ["shelf"] },
    ]);
    expect(watched(rows.slice(0, 1)).others).toEqual([{ template: "certificate", fields: ["table_number", "shelf"] }]);
  });

  it("are found in objects and in lists of them, too", () => {
    const data = { recipient: { name: "N", adress: "Quay 1" }, items: [{ price: 1 }, { price: 2, quantitiy: 2 }] };
    expect(watched([prompt({ data, template: "invoice" })]).slips).toEqual([
      ["recipient.adress", "recipient.address"],
      ["items.quantitiy", "items.quantity"],
    ]);
    expect(watched([prompt({ data: { "recipient.address": "Quay 1" }, template: "letter" })]).others).toEqual([
      { template: "letter", fields: ["recipient.address"] },
    ]);
  });

  it("are none where a name, every template, or an own template uses them", () => {
    const data = { lang: "de", dir: "ltr", words: { totel: "x" }, organisaton: "x", name: "Ada", recipient: "N\nQuay" };
    const settings = { template: "certificate", name: "{field:organisaton}-{field:recipient.name}" };
    expect(watched([prompt({ data })], settings)).toEqual({ slips: [], others: [] });
    expect(watched([prompt({ data, template: "mine.liquid" }), prompt({ data })])).toEqual({ slips: [], others: [] });
  });

  it("are warnings of the prompt itself where it is asked alone", () => {
    const one = prompt({ data: { nmae: "Ada", shelf: 1 } });
    const settings = { template: "certificate", name: undefined };
    expect(slipsOf(one, settings)).toMatchObject([{ code: "input-invalid", source: one.source, line: one.line }]);
  });
});
