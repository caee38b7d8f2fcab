import { z } from "zod";
import { batchDefaultsSchema } from "./batch-defaults";
import { MOST_CHOSEN } from "./concurrency";
import { RENDERER_MB } from "./renderer-memory";
import { LANGUAGES, type Language } from "./texts";

const SPOKEN = Object.keys(LANGUAGES) as Language[];

/** What somebody chose for the window. */
export const preferencesSchema = z.strictObject({
  language: z.enum(["system", ...SPOKEN]),
  theme: z.enum(["system", "light", "dark"]),
  /** Whether files are queued as soon as they are dropped, without the sheet that shows what is in them. */
  addAtOnce: z.boolean(),
  /** What becomes of the work when the window is closed: it goes on without a window, or with the next start. */
  whenClosed: z.enum(["ask", "finish", "stop"]),
  /** Whether the same prompt gives the same PDF, byte for byte. */
  reproducible: z.boolean(),
  /** How many PDFs are made at once: whatever is fastest, or a number. The environment comes before it. */
  concurrency: z.union([z.literal("auto"), z.number().int().min(1).max(MOST_CHOSEN)]),
  /** Most memory of the renderer of one document, in MB. The environment comes before it. */
  rendererMb: z.number().int().min(RENDERER_MB.least).max(RENDERER_MB.mostChosen),
  batch: batchDefaultsSchema,
});

export type Preferences = z.infer<typeof preferencesSchema>;
export type CloseChoice = Preferences["whenClosed"];
