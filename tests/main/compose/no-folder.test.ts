import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { NO_FOLDER } from "../../../shared/stages";
import { compose, failure } from "./support";

const FILE = "docs/images/window-light.png";
const TEMPLATE = "main/compose/templates/letter.liquid";

test("a prompt without a folder has no images but those in it, also none of where the app was started", async () => {
  expect(existsSync(FILE)).toBe(true);
  const data = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
  const references = [FILE, `./${FILE}`, `../${FILE}`, `${process.cwd()}/${FILE}`, `file://${process.cwd()}/${FILE}`];
  const prompt = [...references, data].map((to) => `![](${to})`).join("\n\n");
  const { assets, html, warnings } = await compose({ prompt }, { baseDir: NO_FOLDER });
  expect(assets).toEqual({});
  expect(html).toContain(data);
  expect(warnings.map(({ code }) => code)).toEqual(references.map(() => "asset-blocked"));
});

test("a prompt without a folder has built-in templates only", async () => {
  expect(existsSync(TEMPLATE)).toBe(true);
  for (const template of [TEMPLATE, `./${TEMPLATE}`, `${process.cwd()}/${TEMPLATE}`]) {
    const error = await failure(compose({ prompt: "x", template }, { baseDir: NO_FOLDER }));
    expect(error.code).toBe("template-failed");
    expect(error.message).toContain("There is no template");
  }
  expect((await compose({ prompt: "x", template: "letter" }, { baseDir: NO_FOLDER })).html).toContain("<body");
});
