import type { ClaimedJob } from "../queue";

/** Names an attempt in its temporary file. Unlike the job's id alone it is unique among the queues of a machine. */
export function attemptToken({ batchId, id, attempt }: Pick<ClaimedJob, "batchId" | "id" | "attempt">): string {
  return `${batchId.slice(0, 8)}-${id}-${attempt}`;
}
