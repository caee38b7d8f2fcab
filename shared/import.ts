/** What the sheet shows before prompts are queued, and what can be chosen in it. */
import { z } from "zod";
import type { BatchDefaults } from "./batch-defaults";
import { CONFLICT_POLICIES, OWN_TEMPLATE } from "./choices";
import type { Problem } from "./errors";
import { pageOptionsSchema } from "./prompt";
import { BUILTIN_TEMPLATES } from "./templates";

export const importChoicesSchema = z.strictObject({
  /** Null where each prompt has its own or none. */
  template: z.enum([...BUILTIN_TEMPLATES, OWN_TEMPLATE]).nullable(),
  /** Which column fills a field: field → column. Fields that are not named are filled by the column of their name. */
  fields: z.record(z.string().min(1).max(200), z.string().max(1000)),
  /** Name pattern; empty for the usual names. */
  name: z.string().max(500),
  onConflict: z.enum(CONFLICT_POLICIES),
  /** For prompts that say nothing of it themselves. */
  options: pageOptionsSchema,
});
/** What a preset is called. */
export const presetNameSchema = z.string().trim().min(1).max(80);

/** What is asked about presets where no sheet is open. */
export const presetRequestSchemas = {
  /** Those that were saved in the sheet. */
  listPresets: z.strictObject({}),
  forgetPreset: z.strictObject({ name: presetNameSchema }),
  /** Has one back that was forgotten since the app was started. */
  restorePreset: z.strictObject({ name: presetNameSchema }),
} as const;

/** A preset as it is listed. */
export interface PresetSummary {
  name: string;
  /** A built-in template, the file name of the user's own, or null for none. */
  template: string | null;
  /** Name pattern of the outputs. */
  pattern: string;
}

export type ImportChoices = z.infer<typeof importChoicesSchema>;

/** What is chosen before anybody has chosen anything. */
export function firstChoices({ name, onConflict, options }: BatchDefaults): ImportChoices {
  return { template: null, fields: {}, name, onConflict, options };
}

/** One file that was read. */
export interface ImportFile {
  /** Below what was dropped, with `/`. */
  name: string;
  encoding: string;
  prompts: number;
  rejected: number;
}

/** A field that a column can fill. */
export interface ImportField {
  name: string;
  /** The column that fills it, as chosen, or of the same name; null where none does. */
  column: string | null;
  /** A column of nearly the same name, where none fills it. */
  suggestion: string | null;
}

/** How far the look at the input has come. Counts are those so far until `isReading` is false. */
export interface ImportView {
  id: number;
  isReading: boolean;
  /** Prompts looked at, good and bad. */
  seen: number;
  /** The first of them; {@link fileCount} is the number of all. */
  files: ImportFile[];
  fileCount: number;
  choices: ImportChoices;
  /** Name of the user's own template, where one was chosen. */
  ownTemplate: string | null;
  /** Names of the presets. */
  presets: string[];
  /** Columns of all tables and members of data of all records, as they stand in the input. */
  columns: string[];
  fields: ImportField[];
  /** What is wrong with the choices themselves; then nothing is looked at. */
  problem: Problem | null;
  /** Null until all is read. */
  result: ImportResult | null;
  /** The first names that outputs would get. */
  names: string[];
  /** How many prompts, from the first, can be looked at. */
  previews: number;
  /** Grows with each look: what was rendered before another look is out of date. */
  look: number;
  outputFolder: string;
  outputFolderName: string;
}

/** What adding would come to. */
export interface ImportResult {
  toRender: number;
  unchanged: number;
  rejected: number;
  /** Prompts that were composed to see whether that works, and how many of those would fail. */
  composed: number;
  failing: number;
  renamed: number;
  replaced: number;
  /** Of the unchanged, those whose name a file has that is left alone. */
  skipped: number;
  /** Of the rejected, those whose name is taken. */
  refused: number;
  unusedFields: string[];
  /** The first of them. */
  failures: Problem[];
  failureCount: number;
  /** What would become a PDF, but not as it was meant: the first of them. */
  warnings: Problem[];
  warningCount: number;
  seconds: number;
}

/** A prompt as it would be printed. */
export interface ImportPreview {
  pdf: Uint8Array;
  name: string;
  source: string;
  line: number;
}
