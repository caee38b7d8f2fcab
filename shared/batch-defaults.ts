import { z } from "zod";
import { CONFLICT_POLICIES } from "./choices";
import { pageOptionsSchema } from "./prompt";

const MINUTE = 60_000;

/** What holds for what is added in the window from then on, where a prompt says nothing itself. */
export const batchDefaultsSchema = z.strictObject({
  options: pageOptionsSchema,
  /** Name pattern; empty for the usual names. */
  name: z.string().max(500),
  onConflict: z.enum(CONFLICT_POLICIES),
  /** Milliseconds a document may take in its lane. */
  timeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(60 * MINUTE),
  /** How often a failure that may pass is tried again. */
  retries: z.number().int().min(0).max(100),
});

export type BatchDefaults = z.infer<typeof batchDefaultsSchema>;
