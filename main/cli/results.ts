import { setTimeout as sleep } from "node:timers/promises";
import type { PromptOrigin } from "../../shared/stages";
import type { Queue } from "../queue";
import { manifestPath, openOrigin } from "../worker";

/** How often it is looked whether another process has written the results. */
const POLL_MS = 50;
/** How often it is looked whether that process is still there. */
const TAKE_OVER_MS = 2000;

/** What a batch left beside its PDFs, as absolute paths; null where it left none. */
export interface Results {
  manifest: string | null;
  failuresFile: string | null;
  /** The batch has ended, and its results could not be written. Why was said when it was tried. */
  isMissing: boolean;
}

/**
 * The results of a batch that was worked on. Where another process writes them at this moment, it is waited for.
 * @param takeOver writes them where that process is gone, and does nothing else
 */
export async function resultsOf(
  queue: Queue,
  batchId: string,
  outDir: string,
  interrupted: AbortSignal,
  takeOver: () => Promise<unknown>,
): Promise<Results> {
  const none = { manifest: null, failuresFile: null };
  const hasEnded = queue.isBatchSealed(batchId) && !queue.isBatchActive(batchId);
  if (!hasEnded || !queue.results.hasPrompts(batchId)) return { ...none, isMissing: false };
  let lookedAt = performance.now();
  while (queue.results.stateOf(batchId).state === "writing" && !interrupted.aborted) {
    await sleep(POLL_MS);
    if (performance.now() - lookedAt < TAKE_OVER_MS) continue;
    await takeOver();
    lookedAt = performance.now();
  }
  const { state, failuresFile } = queue.results.stateOf(batchId);
  if (state !== "written") return { ...none, isMissing: true };
  return { manifest: manifestPath(outDir), failuresFile, isMissing: false };
}

/** Opens the origins of prompts that failed before and are given back; see `readInputs`. */
export function openOriginOf(queue: Queue | undefined): (folder: string, sealed: string) => PromptOrigin | undefined {
  return (folder, sealed) => queue && openOrigin(queue, folder, sealed);
}
