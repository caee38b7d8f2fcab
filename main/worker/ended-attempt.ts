import { basename } from "node:path";
import type { EndedAttempt } from "../../shared/log";
import type { ClaimedJob, Finish, Outcome } from "../queue";

const OUTCOMES = {
  complete: "done",
  fail: "failed",
  abort: "cancelled",
  retry: "retried",
  release: "released",
} as const satisfies Record<Outcome["kind"], EndedAttempt["outcome"]>;

/** An attempt that has ended as the log has it. `finish.job` is the job that was claimed. */
export function endedAttempt({ job, outcome, elapsedMs }: Finish): EndedAttempt {
  const { id, batchId, attempt, found, output } = job as ClaimedJob;
  const result = outcome.kind === "complete" ? outcome.result : undefined;
  const problem = "problem" in outcome ? outcome.problem : undefined;
  return {
    job: id,
    batch: batchId,
    attempt,
    outcome: OUTCOMES[outcome.kind],
    code: problem?.code ?? null,
    elapsedMs,
    times: result?.times ?? null,
    pages: result?.pages ?? null,
    bytes: result?.bytes ?? null,
    warnings: result?.warnings.length ?? 0,
    retryInMs: outcome.kind === "retry" ? outcome.delayMs : null,
    source: basename(found.source),
    line: found.line,
    words: { output: result?.output ?? output, message: problem?.message ?? null, prompt: found.prompt },
  };
}

/** An error of the queue in words. Those of a parser quote what they could not read, which may be a prompt. */
export function describeError(error: unknown): string {
  if (error instanceof SyntaxError) return "A row of the queue cannot be read";
  return error instanceof Error ? error.message : String(error);
}

/** An error of the file system without its message: that names files, and prompts may have named them. */
export function errorName(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? (error instanceof Error ? error.name : "unknown");
}
