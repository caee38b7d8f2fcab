import { Queue } from "../queue";
import { type CommandContext, EXIT, print, UsageError } from "./command-context";
import { count } from "./progress";
import { queueFile } from "./render";

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

/** `status`: depth by state and the figures of the last jobs. */
export function showStatus(context: CommandContext, flags: QueueFlags): Promise<number> {
  return withQueue(context, flags, (queue) => {
    const stats = queue.stats();
    const { queued, claimed, done, failed, cancelled, paused, pdfsPerMinute, p50Ms, p95Ms } = stats;
    const lines = [
      `${count(queued)} queued, ${count(claimed)} running${paused ? " (paused)" : ""}`,
      `${count(done)} done, ${count(failed)} failed, ${count(cancelled)} cancelled`,
      `${count(pdfsPerMinute)} PDFs in the last minute`,
    ];
    if (p50Ms !== null) lines.push(`${p50Ms} ms a PDF at the median, ${p95Ms} ms at the 95th percentile`);
    lines.push(`queue: ${queue.file}`);
    return { json: stats, text: lines.join("\n") };
  });
}

/** `retry`: failed jobs back in the queue. */
export function retryJobs(context: CommandContext, ids: number[], flags: QueueFlags): Promise<number> {
  return withQueue(context, flags, (queue) => {
    const retried = queue.requeue(ids.length > 0 ? { ids } : "all");
    return { json: { retried }, text: `${count(retried)} put back in the queue` };
  });
}

/** `cancel`: queued jobs at once; running ones are stopped by their worker. */
export function cancelJobs(
  context: CommandContext,
  ids: number[],
  flags: QueueFlags & { all: boolean },
): Promise<number> {
  if (ids.length === 0 && !flags.all) throw new UsageError("Say which jobs to cancel: their numbers, or --all.");
  return withQueue(context, flags, (queue) => {
    const cancelled = queue.cancel(flags.all ? "all" : { ids });
    return { json: { cancelled }, text: `${count(cancelled)} cancelled` };
  });
}
