import { createWriteStream, promises } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { readInputs } from "../../../main/intake";
import { readLines } from "../../../main/intake/lines";
import { folderWith } from "./support";

const ROWS = 200_000;

describe("streaming", () => {
  it("gives the first row of a long file before the last is written", async () => {
    const cwd = folderWith({ "a.csv": "" });
    const path = join(cwd, "a.csv");
    const head = `prompt,n\n${Array.from({ length: 20_000 }, (_, n) => `Hello ${n},${n}\n`).join("")}`;
    await promises.writeFile(path, head);
    const items = readInputs(["a.csv"], { cwd });
    const first = await items.next();
    expect(first.value).toMatchObject({ kind: "prompt", found: { line: 2 } });
    // Reading is still under way: what is added now is found, too.
    await promises.appendFile(path, "added,1\n");
    let last = first.value;
    for await (const item of items) last = item;
    expect(last).toMatchObject({ kind: "prompt", found: { prompt: { prompt: "added" }, row: 20_001 } });
  });

  it("takes no more of its source than it needs", async () => {
    let taken = 0;
    let isClosed = false;
    async function* source() {
      try {
        for (; taken < 1000; ) {
          taken += 1;
          yield `{"prompt":"${taken}"}\n`;
        }
      } finally {
        isClosed = true;
      }
    }
    for await (const item of readInputs(["-"], { cwd: "/", stdin: source() })) {
      expect(item.kind).toBe("prompt");
      break;
    }
    expect(taken).toBeLessThan(5);
    expect(isClosed).toBe(true);
  });

  it("reads 200,000 rows, each with its number and line", async () => {
    const cwd = folderWith({ "a.csv": "" });
    const file = createWriteStream(join(cwd, "a.csv"));
    file.write("prompt,name\n");
    for (let row = 1; row <= ROWS; row++) file.write(`Hello ${row},"n ${row}"\n`);
    file.end();
    await finished(file);
    let row = 0;
    for await (const item of readInputs(["a.csv"], { cwd })) {
      row += 1;
      if (item.kind !== "prompt" || item.found.row !== row || item.found.line !== row + 1) {
        expect(item).toMatchObject({ kind: "prompt", found: { row, line: row + 1 } });
      }
    }
    expect(row).toBe(ROWS);
  });

  it("throws away lines over the limit as they come", async () => {
    async function* pieces() {
      yield* ["abc", "def\nab", "c\n", "abcd", "e"];
    }
    const lines = [];
    for await (const batch of readLines(pieces(), 3)) lines.push(...batch);
    expect(lines).toEqual([
      { number: 1, text: "", isTooLong: true },
      { number: 2, text: "abc", isTooLong: false },
      { number: 3, text: "", isTooLong: true },
    ]);
  });

  it("leaves no file open when its reader stops early", async () => {
    const cwd = folderWith({ "a.csv": `prompt\n${"Hello\n".repeat(100_000)}` });
    const opened = async () => {
      const links = (await promises.readdir("/proc/self/fd")).map((fd) =>
        promises.readlink(`/proc/self/fd/${fd}`).catch(() => ""),
      );
      return (await Promise.all(links)).filter((link) => link.startsWith(cwd));
    };
    let duringReading: string[] = [];
    for await (const _item of readInputs(["a.csv"], { cwd })) {
      duringReading = await opened();
      break;
    }
    expect(duringReading).toHaveLength(1);
    await expect.poll(opened).toEqual([]);
  });
});
