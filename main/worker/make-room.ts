import type { IntakeItem } from "../../shared/stages";
import { isUnchanged } from "../publish";
import { type IdleJob, type MadeOutput, placeOf, type Queue } from "../queue";
import { breaks } from "./breaks";
import { isEqual, keyOf } from "./planner";

/** Jobs are taken out in transactions of at most this many. */
const CHUNK = 1000;

/** What is gone of an interrupted batch. */
export interface Superseded {
  jobs: number;
  /** What those that were done had made and what is still there, by the key of the output. */
  outputs: Map<string, MadeOutput>;
}

/**
 * Takes up an interrupted batch: jobs that stand for no prompt of the input any more make room before the first prompt is
 * planned. Their prompts were edited, moved or taken out: what waits of them is not to be rendered, names are to be free
 * again, and what had become of them is no result of the batch, or a prompt would have two. The same goes for what is done
 * and does not stand any more: its PDF is gone or was changed, or its template or a picture was. PDFs stay. Jobs that somebody
 * is at work on stay, too, and so do those whose prompts came on standard input or cannot be read now.
 * @param items all prompts of the input, but for what comes on standard input
 * @param options `outDir` is absolute; `write` does a write of the queue as soon as there is room for it
 */
export async function makeRoom(
  queue: Queue,
  batchId: string,
  items: AsyncIterable<IntakeItem>,
  {
    outDir,
    signal,
    write,
  }: { outDir: string; signal: AbortSignal | undefined; write: <T>(change: () => T) => Promise<T> },
): Promise<Superseded> {
  const met = new Set<number>();
  const wholeSources = new Set<string>();
  const flawedSources = new Set<string>();
  const rest = breaks();
  for await (const item of items) {
    if (signal?.aborted) return { jobs: 0, outputs: new Map() };
    await rest();
    if (item.kind === "prompt") {
      const { found } = item;
      wholeSources.add(found.source);
      const job = queue.jobOf(batchId, keyOf(found));
      if (job && placeOf(job.found) === placeOf(found) && isEqual(job.found.prompt, found.prompt)) met.add(job.id);
    } else {
      const { code, source = "" } = item.problem;
      // What was read and is wrong, such as an empty file, hides no prompt; what cannot be read may hide any number.
      (item.raw || code === "input-invalid" ? wholeSources : flawedSources).add(source);
    }
  }
  const isGone = (source: string) =>
    !flawedSources.has(source) && (wholeSources.has(source) || (flawedSources.size === 0 && source !== "-"));
  const stale: IdleJob[] = [];
  for (const job of queue.notUnderWay(batchId)) {
    if (signal?.aborted) return { jobs: 0, outputs: new Map() };
    await rest();
    const isStale = met.has(job.id)
      ? job.made !== undefined && !(await isUnchanged(outDir, job.made))
      : isGone(job.source);
    if (isStale) stale.push(job);
  }
  let jobs = 0;
  for (let start = 0; start < stale.length; start += CHUNK) {
    const ids = stale.slice(start, start + CHUNK).map(({ id }) => id);
    jobs += await write(() => queue.supersede(ids));
    await rest();
  }
  return { jobs, outputs: new Map(stale.flatMap(({ outputKey, made }) => (made ? [[outputKey, made]] : []))) };
}
