/** What the window asks about single jobs, and what it is told. */
import { z } from "zod";
import { PROMPT_FORMATS } from "./choices";
import type { Problem } from "./errors";
import type { JobStage } from "./job";
import { PRIORITY } from "./prompt";
import { BUILTIN_TEMPLATES } from "./templates";

const id = z.number().int();
const ids = z.array(id).min(1).max(10_000);

/** A prompt that is typed or pasted may be so long. */
export const MOST_PASTED_CHARACTERS = 2_000_000;

export const jobRequestSchemas = {
  /** Put queued jobs before or behind all others. */
  moveJobs: z.strictObject({ ids, to: z.enum(["top", "bottom"]) }),
  /** Have queued jobs done earlier (lower) or later than others. */
  setPriority: z.strictObject({ ids, priority: z.number().int().min(PRIORITY.min).max(PRIORITY.max) }),
  /** Take jobs out of the list. */
  removeJobs: z.strictObject({ ids }),
  /** Put back what `removeJobs` took out. */
  undoRemove: z.strictObject({ removal: z.number().int() }),
  /** Put a job's error on the clipboard. */
  copyError: z.strictObject({ id }),
  /** The pointer drags a PDF out of the window. */
  startDrag: z.strictObject({ id }),
  /** The bytes of a job's PDF. */
  readPdf: z.strictObject({ id }),
  inspectJob: z.strictObject({ id }),
  /** The newest jobs with this text in their names, a few of them. */
  findJobs: z.strictObject({ text: z.string().min(1).max(1000) }),
  /** In which row a job is of the list of all jobs. */
  locateJob: z.strictObject({ id }),
  /** Queue a prompt that was typed or pasted. */
  addPrompt: z.strictObject({
    text: z.string().min(1).max(MOST_PASTED_CHARACTERS),
    format: z.enum(PROMPT_FORMATS),
    template: z.enum(BUILTIN_TEMPLATES).nullable(),
  }),
} as const;

/** What became of a wish to take jobs out. */
export interface Removal {
  removed: number;
  /** For `undoRemove`. */
  removal: number;
}

/** A job as the inspector shows it. */
export interface InspectedJob {
  /** The prompt's text, its beginning where it is very long. */
  text: string;
  isCut: boolean;
  format: string | null;
  template: string | null;
  /** Data and options as JSON, for people; null where there are none. */
  data: string | null;
  options: string | null;
  priority: number;
  failures: number;
  interrupts: number;
  /** Milliseconds. */
  times: Record<JobStage, number | null>;
  warnings: Problem[];
}
