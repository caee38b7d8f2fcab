import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PdfPromptError } from "../../shared/errors";
import { median } from "./figures";
import { launcherCommand, type Program, programAgain } from "./program-again";

/** How often it is looked for the PDF: an error of half of it, at no cost that counts. */
const LOOK_MS = 2;
const LIMIT_MS = 60_000;

/** Milliseconds from starting a program, medians of the runs. */
export interface StartFigures {
  runs: number;
  /** From starting the launcher until the first PDF stands under its name; null where there is no launcher. */
  firstPdfMs: number | null;
  /** Until the launcher has ended, after everything was put away; null as above. */
  endMs: number | null;
  /** The same without the launcher: Electron started at once with the same arguments. */
  electron: { firstPdfMs: number; endMs: number };
  /** Where the time until the first PDF goes. */
  shares: {
    /** The launcher: Node's start, and the look whether anything is missing. */
    launcherMs: number | null;
    /** Electron, until our code has run and printed its version: Chromium's start and loading the app. */
    electronMs: number;
    /** The rest: queue, compose thread, lane's window, the document itself, publish. */
    workMs: number;
  };
}

/** Times the start of the whole program, the ways in turns. */
export async function benchStart({
  runs,
  onStep,
}: {
  runs: number;
  onStep: (line: string) => void;
}): Promise<StartFigures> {
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  const prompt = join(folder, "one.md");
  writeFileSync(prompt, "# A letter\n\nOne short paragraph.\n");
  const launcher = launcherCommand();
  const launched: Timed[] = [];
  const direct: Timed[] = [];
  const versions: number[] = [];
  try {
    // The first run reads everything from the disk; what is measured is a start from the system's cache.
    for (let run = 0; run <= runs; run += 1) {
      onStep(run === 0 ? "starting once to warm up" : `starting, run ${run} of ${runs}`);
      const render = (outDir: string) => renderArguments(prompt, outDir, join(folder, `queue-${run}.db`));
      const ofLauncher = launcher && (await timeRender(launcher, render, join(folder, `launcher-${run}`)));
      const ofElectron = await timeRender(programAgain(), render, join(folder, `electron-${run}`));
      const version = await timeVersion();
      if (run === 0) continue;
      if (ofLauncher) launched.push(ofLauncher);
      direct.push(ofElectron);
      versions.push(version);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const electron = middleOf(direct);
  const whole = launched.length === 0 ? null : middleOf(launched);
  const electronMs = median(versions);
  return {
    runs,
    firstPdfMs: whole?.firstPdfMs ?? null,
    endMs: whole?.endMs ?? null,
    electron,
    shares: {
      launcherMs: whole && whole.firstPdfMs - electron.firstPdfMs,
      electronMs,
      workMs: electron.firstPdfMs - electronMs,
    },
  };
}

interface Timed {
  firstPdfMs: number;
  endMs: number;
}

function middleOf(times: readonly Timed[]): Timed {
  return {
    firstPdfMs: median(times.map(({ firstPdfMs }) => firstPdfMs)),
    endMs: median(times.map(({ endMs }) => endMs)),
  };
}

function renderArguments(prompt: string, outDir: string, queue: string): string[] {
  return ["render", prompt, "--out", outDir, "--queue", queue, "--json"];
}

async function timeRender(
  program: Program,
  argumentsFor: (outDir: string) => string[],
  outDir: string,
): Promise<Timed> {
  mkdirSync(outDir);
  const startedAt = performance.now();
  const child = start(program, argumentsFor(outDir));
  const ended = endOf(child).then(() => performance.now());
  // Its end is awaited below; a failure must not count as unhandled until then.
  ended.catch(() => undefined);
  while (!readdirSync(outDir).some((name) => name.endsWith(".pdf") && !name.startsWith("."))) {
    if (child.exitCode !== null || performance.now() - startedAt > LIMIT_MS) {
      child.kill("SIGKILL");
      throw new PdfPromptError("internal", `No PDF came out of ${program.command} (exit code ${child.exitCode}).`);
    }
    await sleep(LOOK_MS);
  }
  const firstPdfMs = performance.now() - startedAt;
  return { firstPdfMs, endMs: (await ended) - startedAt };
}

async function timeVersion(): Promise<number> {
  const startedAt = performance.now();
  const child = start(programAgain(), ["--version"]);
  const ended = endOf(child);
  ended.catch(() => undefined);
  if (child.stdout) await Promise.race([once(child.stdout, "data"), ended]);
  const elapsedMs = performance.now() - startedAt;
  await ended;
  return elapsedMs;
}

function start({ command, args }: Program, more: readonly string[]): ChildProcess {
  // The fourth stream ends with this process, and the child with it.
  return spawn(command, [...args, ...more], {
    stdio: ["ignore", "pipe", "ignore", "pipe"],
    env: { ...process.env, PDFPROMPT_PARENT_FD: "3" },
  });
}

async function endOf(child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  const [code] = await once(child, "exit");
  if (code !== 0) throw new PdfPromptError("internal", `A run that was timed ended with exit code ${code}.`);
}
