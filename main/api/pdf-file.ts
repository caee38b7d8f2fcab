import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { JobDetails } from "../queue";
import { ApiError } from "./errors";

const CHUNK_BYTES = 256 * 1024;
/** A link or a pipe in the place of the PDF is not what was made; a pipe is not waited for. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens the finished PDF of a job, after making sure that it is still the one that was made.
 * @returns the open file; whoever gets it closes it
 * @throws ApiError 409 where it is not done, 410 where the file is not there any more or was changed
 */
export async function openPdf(job: JobDetails): Promise<{ file: FileHandle; bytes: number }> {
  if (job.state !== "done" || job.bytes === null || job.sha256 === null) throw notDone(job);
  let file: FileHandle;
  try {
    file = await open(join(job.outDir, job.name), FLAGS);
  } catch {
    throw new ApiError(410, "gone", "The PDF was moved or removed since it was made.");
  }
  try {
    const info = await file.stat();
    if (info.isFile() && info.size === job.bytes && (await digestOf(file)) === job.sha256)
      return { file, bytes: info.size };
    throw new ApiError(410, "gone", "The PDF was changed since it was made.");
  } catch (error) {
    await file.close();
    throw error;
  }
}

function notDone({ state, error }: JobDetails): ApiError {
  const why = {
    queued: "It waits for its turn.",
    claimed: "It is being made.",
    failed: `It failed (${error?.code ?? "internal"}): see the job.`,
    cancelled: "It was cancelled.",
    done: "It was made by an older version that kept no record of the file.",
  }[state];
  return new ApiError(409, "not-done", `There is no PDF of this job. ${why}`);
}

async function digestOf(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let position = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return hash.digest("hex");
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
