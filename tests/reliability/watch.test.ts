import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { tempFolder } from "../support/temp";
import { recordResult } from "./record";
import type { WatchScenarioOptions } from "./scenarios/watch";
import { bundleScenario } from "./support/bundle";
import type { Guard } from "./support/mutate";
import { randomFrom, SEED } from "./support/random";
import { isFull, progress, scaled } from "./support/scale";

const TIMEOUT_MS = scaled(900_000, 180_000);
/** A bounded run crashes at so many of the points. */
const BOUNDED_POINTS = 8;
const KILLS = scaled(200, 6);
/** Longer than the work of one process takes. */
const SPAN_MS = 1200;
/** Steps may fall together differently from run to run; so often a point is tried before it is passed over. */
const TRIES = 3;

/** Taken out: what an earlier process had begun is taken up. Its files are then new ones. */
const TAKE_UP = {
  name: "takes up what an earlier process had begun",
  file: "main/watch/folder.ts",
  find: "for (const batch of queue.watched.of(folder)) this.#start(batch, signal);",
  replace:
    "for (const batch of queue.watched.of(folder)) for (const file of batch.files) queue.watched.forget(folder, file.path);",
} as const satisfies Guard;

interface Place extends WatchScenarioOptions {
  home: string;
}

let bundle = "";

/** A watched folder with a file of each kind: one prompt, a list that fails in part, one that fails, one below. */
function newPlace(): Place {
  const home = tempFolder();
  const folder = join(home, "in");
  mkdirSync(join(folder, "sub"), { recursive: true });
  writeFileSync(join(folder, "letter.md"), "letter");
  writeFileSync(join(folder, "sub", "note.txt"), "note");
  writeFileSync(join(folder, "broken.json"), "{");
  writeFileSync(join(folder, "rows.jsonl"), '{"prompt":"row 1"}\n{"prompt":"bad template"}\n{"prompt":"row 3"}\n');
  return { home, folder, queueFile: join(home, "queue.db"), renderedFile: join(home, "rendered.txt") };
}

interface End {
  signal: NodeJS.Signals | null;
  points: string[];
}

function start({ home: _home, ...options }: Place, more: Partial<WatchScenarioOptions> = {}, folder = bundle) {
  const child = spawn(process.execPath, [join(folder, "scenario.cjs"), JSON.stringify({ ...options, ...more })], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<End>((resolve, reject) => {
    child.on("close", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL") reject(new Error(`the scenario ended with ${code ?? signal}: ${stderr}`));
      else resolve({ signal, points: code === 0 ? (JSON.parse(stdout) as string[]) : [] });
    });
  });
  return { child, ended };
}

/** Every file below the folder that people see, and hidden ones that were to be cleared away. */
function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".pdfprompt-watch."))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const AT_THE_END = [
  "done/letter.md",
  "done/sub/note.txt",
  "failed/broken.json",
  "failed/broken.json.error.json",
  "failed/rows.failures.jsonl",
  "failed/rows.jsonl",
  "failed/rows.jsonl.error.json",
  "pdfs/letter.pdf",
  "pdfs/manifest.jsonl",
  "pdfs/rows-1.pdf",
  "pdfs/rows-3.pdf",
  "pdfs/sub/note.pdf",
].sort();

/** What must hold once a process has come to its end. */
function flawsAtEnd({ folder, queueFile }: Place): string[] {
  const flaws: string[] = [];
  const files = filesIn(folder);
  for (const name of files) if (!AT_THE_END.includes(name)) flaws.push(`too many: ${name}`);
  for (const name of AT_THE_END) if (!files.includes(name)) flaws.push(`lost: ${name}`);
  if (flaws.length > 0) return flaws;
  const reason = JSON.parse(readFileSync(join(folder, "failed", "rows.jsonl.error.json"), "utf8"));
  if (reason.done !== 2 || reason.failed !== 1 || reason.failures[0]?.line !== 2) flaws.push("the reason is wrong");
  const rows = readFileSync(join(folder, "failed", "rows.failures.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  if (rows.length !== 1 || !rows[0]?.includes("bad template")) flaws.push("the rows that failed are wrong");
  const db = new Database(queueFile, { readonly: true });
  if (db.prepare("SELECT count(*) FROM watched").pluck().get() !== 0) flaws.push("a file is still noted as taken");
  // What was done is never done again: a second job for a prompt that has a PDF.
  const twice = db
    .prepare("SELECT source, line FROM job WHERE state = 'done' GROUP BY source, line HAVING count(*) > 1")
    .all();
  if (twice.length > 0) flaws.push(`rendered twice: ${JSON.stringify(twice)}`);
  if (db.pragma("integrity_check", { simple: true }) !== "ok") flaws.push("the queue is damaged");
  db.close();
  return flaws;
}

/** How often each prompt entered a lane. */
function rendered({ renderedFile }: Place): Map<string, number> {
  const counts = new Map<string, number>();
  if (!existsSync(renderedFile)) return counts;
  for (const text of readFileSync(renderedFile, "utf8").trim().split("\n")) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** What the same test finds where a protection is taken out: crashes while jobs run, until one shows it. */
async function flawsWithoutTakingUp(points: readonly string[]): Promise<string[]> {
  const without = await bundleScenario("watch", TAKE_UP);
  for (const point of points.filter((name) => name.includes("update job"))) {
    const place = newPlace();
    const { signal } = await start(place, { crashAt: point, renderMs: 50 }, without).ended;
    if (signal !== "SIGKILL") continue;
    // Slowly: what is done when the files are taken anew is found unchanged.
    await start(place, { renderMs: 1500 }, without).ended;
    const flaws = flawsAtEnd(place);
    if (flaws.length > 0) return flaws;
  }
  return [];
}

beforeAll(async () => {
  bundle = await bundleScenario("watch");
}, TIMEOUT_MS);

describe("a watching process that is killed", () => {
  it("at any named step: after the next start everything is there once, and nothing is lost", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const whole = newPlace();
    const { points } = await start(whole).ended;
    expect(flawsAtEnd(whole)).toEqual([]);
    expect(points.length).toBeGreaterThan(30);
    const random = randomFrom(SEED);
    const chosen = isFull ? points : points.filter(() => random() < BOUNDED_POINTS / points.length);
    const flaws: string[] = [];
    let crashes = 0;
    for (const point of chosen) {
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const place = newPlace();
        const { signal } = await start(place, { crashAt: point }).ended;
        if (signal !== "SIGKILL") continue;
        crashes += 1;
        await start(place).ended;
        flaws.push(...flawsAtEnd(place).map((flaw) => `${point}: ${flaw}`));
        // Only what was in a lane at that moment enters one again.
        const again = [...rendered(place).values()].filter((count) => count > 2);
        if (again.length > 0) flaws.push(`${point}: rendered more than twice`);
        break;
      }
      if (crashes % 20 === 0) progress(`${crashes} crashes of a watching process, ${flaws.length} flaws`);
    }
    expect(flaws, `seed ${SEED}`).toEqual([]);
    expect(crashes).toBeGreaterThan(chosen.length / 2);
    const control = await flawsWithoutTakingUp(points);
    expect(control).not.toEqual([]);
    recordResult({
      test: "A process that watches a folder ends itself at each step on the disk and before each commit",
      scale: `${crashes} of ${points.length} points, a folder with four files (one below, one list that fails in part, one broken)`,
      result: "files lost 0, put away twice 0, prompts done twice 0, leftovers 0",
      control: `where nothing ${TAKE_UP.name}, after crashes while jobs ran: ${[...new Set(control)].join("; ")}`,
    });
  });

  it(`again and again at random moments (seed ${SEED}): the same`, { timeout: TIMEOUT_MS }, async () => {
    const random = randomFrom(SEED);
    let kills = 0;
    let folders = 0;
    while (kills < KILLS) {
      const place = newPlace();
      folders += 1;
      // After its third kill a prompt in a lane would be failed, as it should: two are enough.
      for (let life = 0; life < 2; life += 1) {
        const { child, ended } = start(place, { renderMs: 100 });
        await Promise.race([sleep(random() * SPAN_MS), ended]);
        if (child.exitCode !== null) break;
        child.kill("SIGKILL");
        await ended;
        kills += 1;
      }
      await start(place).ended;
      expect(flawsAtEnd(place), `seed ${SEED}, kill ${kills}`).toEqual([]);
    }
    recordResult({
      test: "SIGKILL of a watching process at random moments, twice a folder",
      scale: `${kills} kills over ${folders} folders, seed ${SEED}`,
      result: "files lost 0, put away twice 0, prompts done twice 0, leftovers 0",
      control: "that of the test above",
    });
  });
});
