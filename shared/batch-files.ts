/** Files that are made of a whole batch: what the window asks for them, and what it is told. */
import { z } from "zod";
import { BATCH_FILE_KINDS, type BatchFileKind } from "./choices";
import type { Problem } from "./errors";

const id = z.string().min(1).max(100);

export const batchFileRequestSchemas = {
  /**
   * Let the user choose a place, then begin to make one PDF of all PDFs of a batch, or a ZIP file of them and their
   * manifest. What comes of it is told by {@link BatchFileProgress}.
   */
  makeBatchFile: z.strictObject({ id, kind: z.enum(BATCH_FILE_KINDS) }),
  /** Give up what is being made of a batch: nothing of it is left. */
  stopBatchFile: z.strictObject({ id }),
  /** Show what was made in the system's file manager. */
  showBatchFile: z.strictObject({ file: z.number().int() }),
} as const;

/** How far a file of a batch has come. */
export interface BatchFileProgress {
  /** Of the batch. */
  id: string;
  label: string;
  kind: BatchFileKind;
  /** PDFs that are in it, and those that are to be. */
  done: number;
  all: number;
  /** What came of it: nothing more is told, and the figures are the last ones. Null while it is made. */
  outcome: { made: BatchFile } | { problem: Problem } | null;
}

/** A file that was made of a batch. */
export interface BatchFile {
  /** To ask for it. */
  file: number;
  /** Without its folder. */
  name: string;
  pdfs: number;
  /** Null for a ZIP file. */
  pages: number | null;
  bytes: number;
  /** Prompts that have no PDF. */
  missing: number;
}
