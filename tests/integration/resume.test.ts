import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { processTree, runCli, startCli } from "../support/cli";
import { pdfPages, pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

const PROMPTS = 200;

function writePrompts(folder: string, count: number): string {
  mkdirSync(folder);
  for (let number = 1; number <= count; number += 1) {
    writeFileSync(join(folder, `p${number}.md`), `# Prompt ${number}\n\nThis is prompt ${number} of the batch.\n`);
  }
  return folder;
}

const pdfs = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".pdf"));
const others = (folder: string) => readdirSync(folder).filter((name) => !name.endsWith(".pdf"));

/** Starts a batch, waits until some PDFs are there, and ends it with `end`. */
async function interrupt(
  args: string[],
  home: string,
  outDir: string,
  end: (pid: number) => Promise<void>,
): Promise<number | null> {
  const child = startCli(args, { home, detached: true });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const hasSome = () => {
    try {
      return pdfs(outDir).length >= 20;
    } catch {
      return false;
    }
  };
  while (!hasSome()) await sleep(5);
  await end(child.pid ?? 0);
  return ended;
}

describe("a batch that was interrupted", () => {
  it("ends with exactly one whole PDF a prompt after kill -9 of everything and the same call again", async () => {
    const home = tempFolder();
    const outDir = join(home, "out");
    const args = ["render", writePrompts(join(home, "in"), PROMPTS), "--out", outDir, "--json"];
    await interrupt(args, home, outDir, async (pid) => {
      for (const member of await processTree(pid)) process.kill(member, "SIGKILL");
    });
    const before = pdfs(outDir).length;
    expect(before).toBeLessThan(PROMPTS);

    const again = await runCli(args, { home });
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("an earlier call was interrupted");
    expect(again.json).toMatchObject({ total: PROMPTS, done: PROMPTS, failed: 0 });
    // At least 20 were published before; the few that were in the making at the kill are made again.
    expect(again.json.pdfsPerSecond * again.json.seconds).toBeLessThan(PROMPTS - 5);
    expect(pdfs(outDir)).toHaveLength(PROMPTS);
    expect(others(outDir)).toEqual(["manifest.jsonl"]);
    for (const number of [1, 57, 133, PROMPTS]) {
      const file = join(outDir, `p${number}.pdf`);
      expect(pdfPages(file)).toBe(1);
      expect(pdfText(file)).toContain(`This is prompt ${number} of the batch.`);
    }

    const third = await runCli(args, { home });
    expect(third.json).toMatchObject({ total: PROMPTS, done: 0, unchanged: PROMPTS });
    expect(pdfs(outDir)).toHaveLength(PROMPTS);
  });

  it("ends with one result a row, in its new wording, where the input was edited before the same call again", async () => {
    const home = tempFolder();
    const outDir = join(home, "out");
    const file = join(home, "rows.csv");
    const write = (rows: readonly string[]) =>
      writeFileSync(file, `prompt,title\n${rows.map((text) => `${text},${text.split(" ")[0]}`).join("\n")}\n`);
    const old = Array.from({ length: PROMPTS }, (_, index) => `row${index} as it was`);
    write(old);
    const args = ["render", file, "--name", "{title}", "--out", outDir, "--json"];
    await interrupt(args, home, outDir, async (pid) => {
      for (const member of await processTree(pid)) process.kill(member, "SIGKILL");
    });
    // Every third is edited, among them what was done and what was in the making; some are gone, and one is new.
    const edited = old.flatMap((text, index) => {
      if (index % 7 === 0) return [];
      return [index % 3 === 0 ? text.replace("was", "is now") : text];
    });
    edited.splice(4, 0, "added between");
    write(edited);
    const again = await runCli(args, { home });
    expect(again.stderr).toContain("edited, moved or taken out since");
    expect(again.json).toMatchObject({ total: edited.length, failed: 0 });
    expect(again.json.unchanged).toBeGreaterThan(0);
    // Nearly all was rendered by this call: at least 20 were before, but those were edited or have another place.
    expect(again.json.pdfsPerSecond * again.json.seconds).toBeGreaterThan(again.json.done - 5);
    const results = readFileSync(join(outDir, "manifest.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line): { line: number; output: string } => JSON.parse(line));
    expect(results.map(({ line }) => line)).toEqual(edited.map((_, index) => index + 2));
    for (const { line, output } of results) {
      const text = edited[line - 2] ?? "";
      expect(pdfText(join(outDir, output))).toContain(text);
      if (!text.includes("now")) expect(output).toBe(`${text.split(" ")[0]}.pdf`);
    }
  });

  it("ends with the app when only the launcher is killed", async () => {
    const home = tempFolder();
    const outDir = join(home, "out");
    const args = ["render", writePrompts(join(home, "in"), PROMPTS), "--out", outDir, "--json"];
    let tree: number[] = [];
    await interrupt(args, home, outDir, async (pid) => {
      tree = await processTree(pid);
      process.kill(pid, "SIGKILL");
    });
    const isRunning = (pid: number) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    for (let tries = 0; tries < 200 && tree.slice(1).some(isRunning); tries += 1) await sleep(50);
    expect(tree.slice(1).filter(isRunning)).toEqual([]);
    expect(pdfs(outDir).length).toBeLessThan(PROMPTS);
    expect((await runCli(args, { home })).json).toMatchObject({ total: PROMPTS, done: PROMPTS });
  });

  it.each([
    ["SIGTERM, for the launcher alone", "SIGTERM", 1],
    ["SIGINT, for the launcher alone", "SIGINT", 1],
    ["SIGINT, for all of its processes, as of a terminal", "SIGINT", -1],
  ] as const)(
    "exits with 130 on %s, puts back what ran, and goes on with the same call",
    async (_name, signal, whom) => {
      const home = tempFolder();
      const outDir = join(home, "out");
      const args = ["render", writePrompts(join(home, "in"), PROMPTS), "--out", outDir, "--json"];
      const code = await interrupt(args, home, outDir, async (pid) => {
        process.kill(whom * pid, signal);
      });
      expect(code).toBe(130);
      expect((await runCli(["status", "--json"], { home })).json).toMatchObject({ claimed: 0, failed: 0 });
      expect(others(outDir)).toEqual([]);
      expect((await runCli(args, { home })).json).toMatchObject({ total: PROMPTS, done: PROMPTS });
      expect(pdfs(outDir)).toHaveLength(PROMPTS);
    },
  );
});
