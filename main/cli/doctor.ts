import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { app } from "electron";
import { batchSettingsSchema } from "../../shared/batch";
import type { FastLaneState } from "../../shared/health";
import { Queue } from "../queue";
import { openEngine, submit } from "../worker";
import { type CommandContext, EXIT, print } from "./command-context";
import { electronSource } from "./runtime";

const SLOWER = "PDFs are the same, but every document is navigated to, which takes several times as long.";

/** The object that `doctor --json` prints. */
interface DoctorReport {
  ok: boolean;
  electron: { path: string; version: string; chromium: string; source: string };
  node: string;
  sqlite: string;
  display: string | null;
  sandbox: boolean;
  missingLibraries: string[];
  problems: string[];
  /** Whether documents are injected; `reason` says why they are not, and null also where nothing could be rendered. */
  fastLane: FastLaneState;
  /** What works, but worse than it could. `ok` does not depend on it. */
  warnings: string[];
}

/** `doctor`: looks at what is needed, and makes one PDF the whole way to see that it works. */
export async function runDoctor(context: CommandContext, flags: { json: boolean }): Promise<number> {
  const problems: string[] = [];
  const trial = await tryOnePdf(context);
  if (trial.problem) problems.push(`Making one PDF failed: ${trial.problem}`);
  const missing = await missingLibraries();
  if (missing.length > 0) problems.push(`System libraries are missing: ${missing.join(", ")}. Run: npm run setup`);
  problems.push(...queueProblems(context.defaultQueueFile));
  const report: DoctorReport = {
    ok: problems.length === 0,
    electron: {
      path: process.execPath,
      version: process.versions.electron,
      chromium: process.versions.chrome,
      source: electronSource(),
    },
    node: process.versions.node,
    sqlite: trial.sqlite,
    display: process.env.WAYLAND_DISPLAY ?? process.env.DISPLAY ?? null,
    sandbox: !app.commandLine.hasSwitch("no-sandbox"),
    missingLibraries: missing,
    problems,
    fastLane: trial.fastLane,
    warnings: trial.fastLane.reason === null ? [] : [`The fast lane is off: ${trial.fastLane.reason} ${SLOWER}`],
  };
  await print(flags.json ? JSON.stringify(report) : describe(report, context));
  return report.ok ? EXIT.allDone : EXIT.someFailed;
}

function describe(report: DoctorReport, context: CommandContext): string {
  const { electron, node, sqlite, display, sandbox, problems, warnings, fastLane } = report;
  return [
    `Electron ${electron.version} (${electron.source}), Chromium ${electron.chromium}, Node ${node}, SQLite ${sqlite}`,
    `at ${electron.path}`,
    `display: ${display ?? "none (only the window needs one)"}`,
    `Chromium's sandbox: ${sandbox ? "on" : "off, because this runs as root; run as another user to have it on"}`,
    `queue: ${context.defaultQueueFile}`,
    ...(fastLane.on ? ["fast lane: on, an injected document is printed like one navigated to"] : []),
    ...(problems.length === 0
      ? ["Everything works: one PDF was made the whole way."]
      : problems.map((text) => `✗ ${text}`)),
    ...warnings.map((text) => `! ${text}`),
  ].join("\n");
}

async function missingLibraries(): Promise<string[]> {
  if (process.platform !== "linux") return [];
  const { stdout } = await promisify(execFile)("ldd", [process.execPath]).catch(() => ({ stdout: "" }));
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].flatMap(([, name]) => name ?? []);
}

function queueProblems(file: string): string[] {
  try {
    accessSync(dirname(file), constants.W_OK);
    return [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    return [`The folder of the queue, ${dirname(file)}, cannot be written to. Check its permissions or use --queue.`];
  }
}

interface Trial {
  sqlite: string;
  fastLane: FastLaneState;
  problem?: string;
}

async function tryOnePdf(context: CommandContext): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-doctor-"));
  const queue = new Queue(join(folder, "queue.db"));
  const sqlite = queue.sqliteVersion;
  const settings = { ...context.environment, workerConcurrency: 1 };
  const engine = openEngine({ queue, settings, mainFolder: context.mainFolder });
  try {
    const found = {
      prompt: { prompt: "# It works" },
      source: "-",
      line: 1,
      baseDir: folder,
      relativeDir: "",
      stem: "doctor",
    };
    const { batchId } = await submit(queue, {
      items: (async function* () {
        yield { kind: "prompt" as const, found };
      })(),
      inputs: ["doctor"],
      label: "doctor",
      outDir: folder,
      settings: batchSettingsSchema.parse({ retries: 0 }),
    });
    await engine.worker.drain({ batchId });
    await engine.ready;
    const [failure] = queue.batchFailures(batchId);
    const { fastLane } = engine.lanes.health;
    return failure ? { sqlite, fastLane, problem: failure.message } : { sqlite, fastLane };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { sqlite, fastLane: engine.lanes.health.fastLane, problem };
  } finally {
    await engine.close();
    queue.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
