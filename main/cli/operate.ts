import type { ErrorCode } from "../../shared/errors";
import type { JobState } from "../../shared/job";
import { Queue } from "../queue";
import { type CommandContext, EXIT, note, print, UsageError } from "./command-context";
import { describePause } from "./pause-text";
import { count } from "./progress";
import { jobOf } from "./status";
import { queueFile } from "./submission";

interface QueueFlags {
  queue?: string;
  json: boolean;
}

async function withQueue(
  context: CommandContext,
  flags: QueueFlags,
  look: (queue: Queue) => { json: object; text: string },
): Promise<number> {
  const queue = new Queue(queueFile(context, flags));
  try {
    const { json, text } = look(queue);
    await print(flags.json ? JSON.stringify(json) : text);
    return EXIT.allDone;
  } finally {
    queue.close();
  }
}

/** `pause`: nothing is claimed any more, by any process; with `--now` what runs is put back, too. */
export function pauseQueue(context: CommandContext, flags: QueueFlags & { now: boolean }): Promise<number> {
  return withQueue(context, flags, (queue) => {
    queue.pause(flags.now ? "now" : "finish");
    return shownPause(queue);
  });
}

/** `resume`: ends a pause of any kind. */
export function resumeQueue(context: CommandContext, flags: QueueFlags): Promise<number> {
  return withQueue(context, flags, (queue) => {
    queue.resume();
    return shownPause(queue);
  });
}

function shownPause(queue: Queue): { json: object; text: string } {
  const pause = queue.pauseState();
  return { json: { pause: pause ?? null }, text: pause ? describePause(pause) : "the queue goes on" };
}

/** `retry`: failed jobs back in the queue; those that are named, also if they were cancelled. */
export function retryJobs(
  context: CommandContext,
  ids: number[],
  flags: QueueFlags & { batch?: string; code?: ErrorCode },
): Promise<number> {
  const { batch, code } = flags;
  const some = selected(ids, batch);
  if (ids.length > 0 && code !== undefined) throw new UsageError("Name jobs by number or by --code, not both.");
  const which = code === undefined ? (some ?? "all") : { code, batchId: batch };
  return withQueue(context, flags, (queue) => {
    noteOthers(queue, ids, ["failed", "cancelled"], "retry");
    const retried = queue.requeue(which);
    return { json: { retried }, text: `${count(retried)} put back in the queue` };
  });
}

/** `cancel`: queued jobs at once; running ones are stopped by their worker. */
export function cancelJobs(
  context: CommandContext,
  ids: number[],
  flags: QueueFlags & { batch?: string; all: boolean },
): Promise<number> {
  const some = selected(ids, flags.batch);
  if (some && flags.all) throw new UsageError("--all cancels everything: leave out the numbers and --batch.");
  const which = flags.all ? "all" : some;
  if (!which) throw new UsageError("Say which jobs to cancel: their numbers, --batch ID, or --all.");
  return withQueue(context, flags, (queue) => {
    noteOthers(queue, ids, ["queued", "claimed"], "cancel");
    const cancelled = queue.cancel(which);
    return { json: { cancelled }, text: `${count(cancelled)} cancelled` };
  });
}

/**
 * Says of jobs in other states that nothing is done with them.
 * @throws PdfPromptError `input-invalid` where there is no job with a number: then nothing is done with any
 */
function noteOthers(queue: Queue, ids: readonly number[], states: readonly JobState[], verb: string): void {
  const others = ids.map((id) => jobOf(queue, id)).filter(({ state }) => !states.includes(state));
  for (const { id, state } of others) note(`job ${id} is ${state}: nothing to ${verb}`);
}

/** The jobs that were named, by number or by batch; undefined where none were. */
function selected(ids: readonly number[], batchId: string | undefined) {
  if (ids.length > 0 && batchId !== undefined) throw new UsageError("Name jobs by number or by --batch, not both.");
  if (batchId !== undefined) return { batchId };
  return ids.length > 0 ? { ids } : undefined;
}
