import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { publish, retract, settle, sweep } from "../../../main/publish";
import { tempFolder } from "../../support/temp";

// A file system on which a file has one name only, as FAT has it.
vi.mock(import("node:fs"), async (importOriginal) => ({
  ...(await importOriginal()),
  linkSync: () => {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  },
}));

const bytes = Buffer.from("%PDF-1.4 made here");
const TOKEN = "b-1-1";

function request(outDir: string, whenTaken: "fail" | "number" = "number") {
  return { bytes, outDir, output: "b.pdf", whenTaken, token: TOKEN };
}

describe("where a file can have one name only", () => {
  it("an output gets its name whole, and the next one where it is taken", () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    const published = publish(request(outDir));
    settle(published.proof ?? "");
    expect(published.output).toBe("b-2.pdf");
    expect(readdirSync(outDir).sort()).toEqual(["b-2.pdf", "b.pdf"]);
    expect(readFileSync(join(outDir, "b-2.pdf"))).toEqual(bytes);
    expect(readFileSync(join(outDir, "b.pdf"), "utf8")).toBe("the user's own");
  });

  it("nothing is left where no name is free", () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    expect(() => publish(request(outDir, "fail"))).toThrow(/came into/);
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("a result is taken back, and another attempt's is not", () => {
    const outDir = tempFolder();
    retract(outDir, publish(request(outDir)));
    expect(readdirSync(outDir)).toEqual([]);
    const published = publish(request(outDir));
    writeFileSync(join(outDir, "b.pdf"), "the winner's");
    retract(outDir, published);
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("a final file of a killed attempt is found by its hash, whatever number it has", () => {
    const outDir = tempFolder();
    writeFileSync(join(outDir, "b.pdf"), "the user's own");
    publish(request(outDir));
    sweep(outDir, "b.pdf", TOKEN);
    expect(readdirSync(outDir)).toEqual(["b.pdf"]);
  });

  it("a name that was taken and got no content is given up", () => {
    const outDir = tempFolder();
    publish(request(outDir));
    // As a kill leaves it between taking the name and renaming the content over it.
    renameSync(join(outDir, "b.pdf"), join(outDir, `.${TOKEN}.part`));
    writeFileSync(join(outDir, "b.pdf"), "");
    sweep(outDir, "b.pdf", TOKEN);
    expect(readdirSync(outDir)).toEqual([]);
  });

  it("what was replaced by somebody since stays", () => {
    const outDir = tempFolder();
    mkdirSync(join(outDir, "deep"));
    publish({ ...request(outDir), output: "deep/b.pdf" });
    writeFileSync(join(outDir, "deep/b.pdf"), "edited by hand");
    sweep(outDir, "deep/b.pdf", TOKEN);
    expect(readdirSync(join(outDir, "deep"))).toEqual(["b.pdf"]);
  });
});
