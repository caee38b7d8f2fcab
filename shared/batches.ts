/** What the window asks about whole batches, and what it is told. */
import { z } from "zod";
import type { JobState } from "./job";

const id = z.string().min(1).max(100);

export interface BatchCounts extends Record<JobState, number> {
  unchanged: number;
  rejected: number;
}

/** A batch as people see it. */
export interface BatchView extends BatchCounts {
  id: string;
  /** Names of its inputs. */
  label: string;
  /** Absolute. */
  outDir: string;
  createdAtMs: number;
  /** All of its input is read, and nothing waits or runs. */
  isFinished: boolean;
  /** Absolute path of what failed, to be mended and rendered again; null where nothing did, or it is not written. */
  failuresFile: string | null;
}

export const batchRequestSchemas = {
  /** A page of batches, the newest first. */
  listBatches: z.strictObject({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
  openBatchFolder: z.strictObject({ id }),
  /** Put its failed jobs back in the queue. */
  retryBatch: z.strictObject({ id }),
  /** Cancel those of its jobs that wait; what runs goes on. */
  cancelBatch: z.strictObject({ id }),
  /** Show the file with what failed in the system's file manager. */
  showFailures: z.strictObject({ id }),
  /** Put the path of that file on the clipboard. */
  copyFailuresPath: z.strictObject({ id }),
} as const;

/** A page of batches. */
export interface BatchPage {
  /** All there are. */
  total: number;
  batches: BatchView[];
}
