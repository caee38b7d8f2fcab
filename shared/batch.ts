import { z } from "zod";
import { CONFLICT_POLICIES } from "./choices";
import { pageOptionsSchema } from "./prompt";
import { MAX_EPOCH_SECONDS } from "./reproducible";

export { CONFLICT_POLICIES };

/** More milliseconds no timer counts: it would be over at once. */
export const MOST_TIMEOUT_MS = 2 ** 31 - 1;

/** What holds for all prompts of a batch. It is stored with the batch, so that any worker can go on with it. */
export const batchSettingsSchema = z.strictObject({
  /** Built-in template or absolute path of a `.liquid` file, for prompts that name none. */
  template: z.string().optional(),
  /** Name pattern for prompts that bring none, see `outputName`. */
  name: z.string().optional(),
  options: pageOptionsSchema.optional(),
  onConflict: z.enum(CONFLICT_POLICIES).default("unique"),
  allowScripts: z.boolean().default(false),
  /** Whether a document with warnings fails, instead of being done with them. */
  strict: z.boolean().default(false),
  /**
   * Seconds since 1970 that stand for every moment: the same input then gives the same PDFs, byte for byte. Absent: dates
   * are those of the making.
   */
  epochSeconds: z.number().int().min(0).max(MAX_EPOCH_SECONDS).optional(),
  /** Milliseconds a document may take in its lane. */
  timeoutMs: z.number().int().min(1).max(MOST_TIMEOUT_MS).default(30_000),
  /** How often a job is tried again after a failure that may pass. */
  retries: z.number().int().min(0).max(100).default(3),
});

export type BatchSettings = z.infer<typeof batchSettingsSchema>;
