import type { Problem } from "../../shared/errors";
import type { Queue } from "../queue";

/** How many reasons are kept of a file. */
const MOST_PROBLEMS = 100;

/** What became of one file. */
export interface Outcome {
  done: number;
  unchanged: number;
  failed: number;
  /** A PDF of it, below the output folder; null without any. */
  output: string | null;
  /** The first of what is wrong. */
  problems: Problem[];
}

export const NOTHING_MADE: Outcome = { done: 0, unchanged: 0, failed: 0, output: null, problems: [] };

/** What became of the files of a batch that has ended, by their absolute paths. Memory does not grow with the prompts. */
export async function outcomesOf(
  queue: Queue,
  batchId: string,
  sources: ReadonlySet<string>,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const page of queue.results.pages(batchId)) {
    for (const { source, line, state, output, problem } of page) {
      if (source === null || !sources.has(source)) continue;
      const outcome = outcomes.get(source) ?? { ...NOTHING_MADE, problems: [] };
      outcomes.set(source, outcome);
      outcome.output ??= output;
      if (state === "done" || state === "unchanged") outcome[state] += 1;
      else {
        outcome.failed += 1;
        if (outcome.problems.length === MOST_PROBLEMS) continue;
        const cancelled: Problem = { code: "cancelled", message: "The job was cancelled by hand.", source };
        outcome.problems.push(problem ?? { ...cancelled, line: line ?? undefined });
      }
    }
    // Everything else has its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return outcomes;
}
