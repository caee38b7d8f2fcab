import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { Arrivals } from "../../../main/watch/arrivals";
import { tempFolder } from "../../support/temp";

/** Longer than any test takes. */
const NEVER_MS = 3_600_000;

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const arrivalsWith = (settleMs: number, clockBehindMs = 0) => new Arrivals({ folder, settleMs, clockBehindMs });
const look = async (arrivals: Arrivals) =>
  (await arrivals.look(join(folder, "pdfs"), () => false)).map(({ path }) => path);
const write = (name: string, text = "text") => {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const makeOld = (path: string, ms: number) => utimesSync(path, new Date(Date.now() - ms), new Date(Date.now() - ms));

describe("a file that arrives", () => {
  it("is taken once it looks the same at two looks and was left alone", async () => {
    const arrivals = arrivalsWith(50);
    write("a.md");
    expect(await look(arrivals)).toEqual([]);
    await sleep(60);
    expect(await look(arrivals)).toEqual(["a.md"]);
  });

  it("is not taken while it grows, however old it is said to be", async () => {
    const arrivals = arrivalsWith(50);
    const path = write("a.md");
    for (let round = 0; round < 4; round += 1) {
      makeOld(path, NEVER_MS);
      expect(await look(arrivals)).toEqual([]);
      await sleep(60);
      appendFileSync(path, "more");
    }
  });

  it("is not taken before it was left alone so long", async () => {
    const arrivals = arrivalsWith(NEVER_MS);
    write("a.md");
    for (let round = 0; round < 3; round += 1) expect(await look(arrivals)).toEqual([]);
  });

  it("is taken at the second look when it is old: it was moved here whole", async () => {
    const arrivals = arrivalsWith(60_000);
    makeOld(write("a.md"), 120_000);
    expect(await look(arrivals)).toEqual([]);
    expect(await look(arrivals)).toEqual(["a.md"]);
  });

  it("is as old as the clock of its own disk says", async () => {
    const arrivals = arrivalsWith(60_000, 110_000);
    makeOld(write("a.md"), 120_000);
    await look(arrivals);
    expect(await look(arrivals)).toEqual([]);
  });

  it("is taken at the second look when it was renamed from an unfinished one", async () => {
    const arrivals = arrivalsWith(NEVER_MS);
    write("a.md.part");
    write(".b.md.Xy12");
    write("other.tmp");
    expect(await look(arrivals)).toEqual([]);
    renameSync(join(folder, "a.md.part"), join(folder, "a.md"));
    renameSync(join(folder, ".b.md.Xy12"), join(folder, "b.md"));
    // Of this one it cannot be told that it is the same.
    renameSync(join(folder, "other.tmp"), join(folder, "c.md"));
    expect(await look(arrivals)).toEqual([]);
    expect(await look(arrivals)).toEqual(["a.md", "b.md"]);
  });

  it.runIf(process.platform === "linux")("is not taken while a process writes it, however long it pauses", async () => {
    const arrivals = arrivalsWith(0);
    const path = join(folder, "a.jsonl");
    const file = openSync(path, "w");
    writeSync(file, '{"prompt":"half');
    await look(arrivals);
    await sleep(20);
    expect(await look(arrivals)).toEqual([]);
    closeSync(file);
    expect(await look(arrivals)).toEqual(["a.jsonl"]);
  });

  it.runIf(process.platform === "linux")("is taken while a process only reads it", async () => {
    const arrivals = arrivalsWith(0);
    const file = openSync(write("a.md"), "r");
    await look(arrivals);
    expect(await look(arrivals)).toEqual(["a.md"]);
    closeSync(file);
  });

  it("is waited for longer while it is empty", async () => {
    const arrivals = arrivalsWith(100);
    makeOld(write("empty.md", ""), 300);
    makeOld(write("full.md"), 300);
    await look(arrivals);
    expect(await look(arrivals)).toEqual(["full.md"]);
    makeOld(join(folder, "empty.md"), 600);
    await look(arrivals);
    expect(await look(arrivals)).toEqual(["empty.md", "full.md"]);
  });
});

describe("what is left alone", () => {
  it("are unfinished and hidden files, other kinds, links, the preset, and folders of its own", async () => {
    const arrivals = arrivalsWith(0);
    const left = [
      "a.md.part",
      "a.md.crdownload",
      "a.md.tmp",
      "a.md~",
      ".a.md",
      "~$a.md",
      "photo.png",
      "pdfprompt.json",
      "b.md.error.json",
      "done/a.md",
      "failed/a.md",
      "pdfs/manifest.jsonl",
      "earlier/manifest.jsonl",
      "earlier/failures.csv",
      "earlier/failures-2.jsonl",
      "node_modules/a.md",
      ".git/a.md",
    ];
    for (const name of left) write(name);
    symlinkSync(join(folder, "done/a.md"), join(folder, "link.md"));
    const taken = ["a.md", "earlier/failures.md", "failures.csv", "sub/done/b.csv", "sub/pdfprompt.json"];
    for (const name of taken) write(name);
    await look(arrivals);
    expect(await look(arrivals)).toEqual(taken);
  });

  it("is what is being worked on", async () => {
    const arrivals = arrivalsWith(0);
    write("a.md");
    write("b.md");
    const free = () => arrivals.look(folder, (path) => path === "a.md");
    await free();
    expect((await free()).map(({ path }) => path)).toEqual(["b.md"]);
  });
});
