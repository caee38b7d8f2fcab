import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { openedFiles } from "../../../main/desktop/opened-files";
import { tempFolder } from "../../support/temp";

describe("what the app is opened with", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = tempFolder();
    file = join(folder, "render");
    writeFileSync(file, "");
    mkdirSync(join(folder, "prompts"));
  });

  it("is nothing for a start by itself", () => {
    expect(openedFiles([], folder)).toEqual([]);
    expect(openedFiles(["window"], folder)).toEqual([]);
  });

  it("is files and folders that are there, as systems pass them on", () => {
    expect(openedFiles([file, join(folder, "prompts")], folder)).toEqual([file, join(folder, "prompts")]);
  });

  it("may be passed as addresses, as file managers of Linux do", () => {
    const spaced = join(folder, "a letter.md");
    writeFileSync(spaced, "");
    expect(openedFiles([pathToFileURL(spaced).href], folder)).toEqual([spaced]);
    expect(openedFiles(["window", pathToFileURL(spaced).href], folder)).toEqual([spaced]);
    expect(openedFiles(["file://elsewhere/letter.md"], folder)).toBeUndefined();
  });

  it("may be relative, or missing, behind `window`: the error is shown there", () => {
    expect(openedFiles(["window", "prompts", "/no/such.md"], folder)).toEqual([join(folder, "prompts"), "/no/such.md"]);
  });

  it("is a command otherwise, whatever files have its name", () => {
    expect(openedFiles(["render", file], folder)).toBeUndefined();
    expect(openedFiles(["render"], folder)).toBeUndefined();
    expect(openedFiles(["--version"], folder)).toBeUndefined();
    expect(openedFiles([file, "--out", folder], folder)).toBeUndefined();
    expect(openedFiles(["/no/such.md"], folder)).toBeUndefined();
  });
});
