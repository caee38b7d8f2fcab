import { readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileState, isUnchanged, publish, retract, settle, sweep, temporaryPath } from "../../../main/publish";
import { tempFolder } from "../../support/temp";

const bytes = Buffer.from("%PDF-1.4 made here");

function request(outDir: string, output: string, whenTaken: "fail" | "replace" | "number" = "number") {
  return { bytes, outDir, output, whenTaken, token: "b-1-1" };
}

describe("publish", () => {
  it("writes the bytes under the first free name, folders included", async () => {
    const outDir = join(tempFolder(), "new");
    const published = publish(request(outDir, "a/b.pdf"));
    expect(published).toMatchObject({ output: "a/b.pdf", bytes: bytes.length });
    expect(readFileSync(join(outDir, "a/b.pdf"))).toEqual(bytes);
  });

  it("never overwrites: it takes the next name", async () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    expect(publish(request(outDir, "b.pdf")).output).toBe("b-2.pdf");
    expect(readFileSync(join(outDir, "b.pdf"), "utf8")).toBe("the user's own");
  });

  it("fails when no name is free, and leaves nothing behind", async () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    expect(() => publish(request(outDir, "b.pdf", "fail"))).toThrow(/came into/);
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("replaces where it was asked to", async () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "old");
    publish(request(outDir, "b.pdf", "replace"));
    expect(readFileSync(join(outDir, "b.pdf"))).toEqual(bytes);
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("says so when the folder cannot be written", async () => {
    const outDir = join(tempFolder(), "file");
    writeFileSync(outDir, "not a folder");
    expect(() => publish(request(outDir, "b.pdf"))).toThrow(expect.objectContaining({ code: "output-unwritable" }));
  });

  it("drops the temporary name when the job is settled", async () => {
    const outDir = tempFolder();
    const published = publish(request(outDir, "b.pdf"));
    expect(readdirSync(outDir)).toHaveLength(2);
    settle(published.proof ?? "");
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("takes a result back that does not count", async () => {
    const outDir = tempFolder();
    retract(outDir, publish(request(outDir, "b.pdf")));
    expect(readdirSync(outDir)).toEqual([]);
  });
});

describe("retract", () => {
  it("leaves the file of another attempt alone that took the name meanwhile", () => {
    const outDir = tempFolder();
    const published = publish(request(outDir, "b.pdf"));
    unlinkSync(join(outDir, "b.pdf"));
    writeFileSync(join(outDir, "b.pdf"), "the winner's");
    retract(outDir, published);
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("never removes a file that it replaced", () => {
    const outDir = tempFolder();
    retract(outDir, publish(request(outDir, "b.pdf", "replace")));
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });
});

describe("fileState", () => {
  it("is empty for what is no file, however odd the path", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "file"), "x");
    for (const path of [folder, join(folder, "none"), join(folder, "file", "below"), join(folder, "x".repeat(300))]) {
      expect(fileState(path)).toBe("");
    }
    expect(fileState(join(folder, "file"))).not.toBe("");
  });
});

describe("sweep", () => {
  it("removes a half-written temporary file", async () => {
    const outDir = tempFolder();
    writeFileSync(temporaryPath(join(outDir, "b.pdf"), "b-1-1"), "half");
    sweep(outDir, "b.pdf", "b-1-1");
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("removes a final file that is proven to be of the killed attempt", async () => {
    const outDir = tempFolder();
    publish(request(outDir, "b.pdf"));
    sweep(outDir, "b.pdf", "b-1-1");
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("finds the final file of the killed attempt under its number", () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    publish(request(outDir, "b.pdf"));
    sweep(outDir, "b.pdf", "b-1-1");
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("leaves a final file alone that somebody else made", async () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    writeFileSync(temporaryPath(join(outDir, "b.pdf"), "b-1-1"), "half");
    sweep(outDir, "b.pdf", "b-1-1");
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });
});

describe("isUnchanged", () => {
  async function done() {
    const outDir = tempFolder();
    const logo = join(outDir, "logo.png");
    writeFileSync(logo, "logo");
    const published = publish(request(outDir, "b.pdf"));
    return { outDir, logo, done: { ...published, dependencies: { [logo]: fileState(logo) } } };
  }

  it("holds while the output and what it was made of are as they were", async () => {
    const { outDir, done: result } = await done();
    expect(await isUnchanged(outDir, result)).toBe(true);
  });

  it("fails when the output is gone", async () => {
    const { outDir, done: result } = await done();
    unlinkSync(join(outDir, "b.pdf"));
    expect(await isUnchanged(outDir, result)).toBe(false);
  });

  it("fails when the output was changed, even at the same size", async () => {
    const { outDir, done: result } = await done();
    writeFileSync(join(outDir, "b.pdf"), Buffer.from(bytes.toString().toUpperCase()));
    expect(await isUnchanged(outDir, result)).toBe(false);
  });

  it("fails when a file it was made of changed", async () => {
    const { outDir, logo, done: result } = await done();
    writeFileSync(logo, "another logo");
    expect(await isUnchanged(outDir, result)).toBe(false);
  });
});
