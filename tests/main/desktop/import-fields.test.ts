import { describe, expect, it } from "vitest";
import { fieldMap, fieldsFor } from "../../../main/desktop/import/fields";
import { mapFields } from "../../../main/desktop/import/map-fields";
import type { Prompt } from "../../../shared/prompt";
import type { FoundPrompt, IntakeItem } from "../../../shared/stages";

const COLUMNS = ["Guest", "text", "city"];

function row(
  data: Record<string, unknown>,
  more: Partial<Prompt> = {},
  columns: readonly string[] = COLUMNS,
): IntakeItem {
  const found: FoundPrompt = {
    prompt: { prompt: "", ...more, data },
    source: "/in/a.csv",
    line: 2,
    row: 1,
    baseDir: "/in",
    relativeDir: "",
    stem: "a",
  };
  return { kind: "prompt", found, columns };
}

async function mapped(items: IntakeItem[], fields: Record<string, string>, needsPrompt = false): Promise<IntakeItem[]> {
  async function* given() {
    yield* items;
  }
  const all: IntakeItem[] = [];
  for await (const item of mapFields(given(), fields, needsPrompt)) all.push(item);
  return all;
}

const promptOf = (item: IntakeItem | undefined) => (item?.kind === "prompt" ? item.found.prompt : undefined);

describe("fields of a template", () => {
  it("are filled by the column of their name, in whatever way that is written", () => {
    const fields = fieldsFor(["place", "table_number", "host"], ["place", "Table Number", "age"], {});
    expect(fields.map(({ name, column }) => [name, column])).toEqual([
      ["prompt", null],
      ["title", null],
      ["place", "place"],
      ["table_number", "Table Number"],
      ["host", null],
    ]);
  });

  it("have a column of nearly their name suggested, unless something else was chosen", () => {
    const suggestion = (chosen: Record<string, string>) =>
      fieldsFor(["recipient"], ["recipent", "city"], chosen).find(({ name }) => name === "recipient")?.suggestion;
    expect(suggestion({})).toBe("recipent");
    expect(suggestion({ recipient: "city" })).toBeNull();
    expect(suggestion({ recipient: "" })).toBeNull();
  });

  it("never have a column suggested that fills another field", () => {
    const fields = fieldsFor(["time"], ["Time", "text"], {});
    expect(fields.map(({ name, column, suggestion }) => [name, column, suggestion])).toEqual([
      ["prompt", null, null],
      ["title", null, null],
      ["time", "Time", null],
    ]);
  });

  it("come to a map of those alone that another column fills, or none where theirs would", () => {
    const columns = ["place", "Host"];
    const map = (chosen: Record<string, string>) => fieldMap(fieldsFor(["place", "host"], columns, chosen), columns);
    expect(map({})).toEqual({ host: "Host" });
    expect(map({ place: "" })).toEqual({ place: "", host: "Host" });
    expect(map({ place: "Host", host: "" })).toEqual({ place: "Host" });
  });

  it("are none where there are no columns", () => {
    expect(fieldsFor(["place"], [], {})).toEqual([]);
  });
});

describe("columns that fill fields", () => {
  it("fill data, text and title, and stay under their own names", async () => {
    const [item] = await mapped([row({ Guest: "Ada", text: "Hello" })], {
      name: "Guest",
      prompt: "text",
      title: "Guest",
    });
    expect(promptOf(item)).toEqual({
      prompt: "Hello",
      title: "Ada",
      data: { Guest: "Ada", text: "Hello", name: "Ada" },
    });
    expect(item?.columns).toEqual(["Guest", "text", "city", "name", "prompt", "title"]);
  });

  it("take a key of the prompt as they take data, and leave a field empty where that was chosen", async () => {
    const [item] = await mapped([row({ city: "Ulm" }, { title: "T" })], { name: "title", city: "" });
    expect(promptOf(item)?.data).toEqual({ name: "T" });
  });

  it("keep one header for all rows of a table", async () => {
    const [first, second] = await mapped([row({ Guest: "A" }), row({ Guest: "B" })], { name: "Guest" });
    expect(first?.columns).toBe(second?.columns);
  });

  it("keep a rejected row as wide as its header", async () => {
    const raw = {
      origin: { baseDir: "/", relativeDir: "", stem: "a" },
      value: { kind: "cells" as const, cells: ["Ada", "x", "y"] },
    };
    const rejected: IntakeItem = {
      kind: "rejected",
      problem: { code: "input-invalid", message: "no" },
      raw,
      columns: COLUMNS,
    };
    const [item] = await mapped([rejected], { name: "Guest" });
    expect(item).toMatchObject({ raw: { value: { cells: ["Ada", "x", "y", "Ada"] } }, columns: [...COLUMNS, "name"] });
  });

  it("are asked for once a table, not once a row, where none has the text", async () => {
    const items = await mapped([row({ Guest: "A" }), row({ Guest: "B" })], {}, true);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: "rejected", problem: { source: "/in/a.csv", line: 1 } });
  });

  it("refuse a row whose text is empty, and take one that names a template", async () => {
    const columns = ["prompt", "template"];
    const items = await mapped([row({}, { prompt: " " }, columns), row({}, { template: "letter" }, columns)], {}, true);
    expect(items.map(({ kind }) => kind)).toEqual(["rejected", "prompt"]);
  });
});
