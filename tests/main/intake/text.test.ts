import { join } from "node:path";
import { expect, it } from "vitest";
import { readText } from "../../../main/intake";
import type { IntakeItem } from "../../../shared/stages";
import { folderWith, read } from "./support";

async function readAll(path: string, text: string, template?: string): Promise<IntakeItem[]> {
  const items: IntakeItem[] = [];
  for await (const item of readText(path, text, template === undefined ? {} : { template })) items.push(item);
  return items;
}

const CONTENTS: Readonly<Record<string, string>> = {
  "a.md": "---\ntitle: One\n---\n# Text\n",
  "a.txt": "Plain.",
  "a.html": "<p>Marked</p>",
  "a.json": '[{ "prompt": "one" }, { "prompt": "two", "data": { "n": 1 } }]',
  "a.jsonl": '{ "prompt": "one" }\n{ "promt": "typo" }\n',
  "a.csv": "prompt,city\nfirst,Ulm\nsecond\n",
  "empty.md": "\n",
};

it.each(Object.entries(CONTENTS))("reads a text as it would the file %s", async (name, text) => {
  const path = join(folderWith({ [name]: text }), name);
  expect(await readAll(path, text)).toEqual((await read([path])).items);
});

it("reads the text and never the file", async () => {
  const folder = folderWith({ "a.md": "# On the disk\n", "a.csv": "prompt\nOn the disk\n" });
  const prompts = async (name: string, text: string) =>
    (await readAll(join(folder, name), text)).map((item) => item.kind === "prompt" && item.found.prompt.prompt);
  expect(await prompts("a.md", "# Being typed\n")).toEqual(["# Being typed\n"]);
  expect(await prompts("a.csv", "prompt\nBeing typed\n")).toEqual(["Being typed"]);
  expect(await readAll("/nowhere/at/all.json", '{ "prompt": "there is no such file" }')).toHaveLength(1);
});

it("needs no text of a record that has a template", async () => {
  const record = '{ "data": { "name": "Ada" } }';
  expect(await readAll("/in/a.json", record)).toMatchObject([{ kind: "rejected" }]);
  expect(await readAll("/in/a.json", record, "plain")).toMatchObject([{ kind: "prompt" }]);
});
