import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchSettingsSchema } from "../../../shared/batch";
import type { FastLaneState } from "../../../shared/health";
import { Queue } from "../../queue";
import { openEngine, submit } from "../../worker";
import type { CommandContext } from "../command-context";

/** What came of the trial. */
export interface Trial {
  sqlite: string | null;
  fastLane: FastLaneState;
  problem?: string;
}

/** Makes one PDF the whole way, in a queue of its own, and prints a known document both ways. Never throws. */
export async function tryOnePdf(context: CommandContext): Promise<Trial> {
  const trial: Trial = { sqlite: null, fastLane: { on: false, reason: null } };
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "pdfprompt-doctor-"));
    await makePdf(context, folder, trial);
  } catch (error) {
    trial.problem = error instanceof Error ? error.message : String(error);
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
  return trial;
}

/** Notes in `trial` what it finds, step by step, so that an error leaves what was known before it. */
async function makePdf(context: CommandContext, folder: string, trial: Trial): Promise<void> {
  const queue = new Queue(join(folder, "queue.db"));
  trial.sqlite = queue.sqliteVersion;
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
    // On a slow machine the document still had the only lane when the check was to begin.
    await engine.lanes.checked();
    const [failure] = queue.batchFailures(batchId);
    if (failure) trial.problem = failure.message;
  } finally {
    trial.fastLane = engine.lanes.health.fastLane;
    await engine.close();
    queue.close();
  }
}
