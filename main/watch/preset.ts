import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { type BatchSettings, batchSettingsSchema } from "../../shared/batch";
import type { Problem } from "../../shared/errors";
import { PRESET_NAME } from "../../shared/own-files";
import { pageOptionsSchema } from "../../shared/prompt";
import { templateProblem } from "../../shared/templates";
import { parseSettings, type ValueIssue } from "../intake";
import { namePatternProblem } from "../worker";

export { PRESET_NAME };

/** Where the PDFs of a folder go that says nothing of it. */
const DEFAULT_OUT = "pdfs";

const settings = batchSettingsSchema.shape;

/**
 * What a folder's preset may say. Everybody who may put files into the folder may write it: it names no folder outside,
 * and it does not allow scripts.
 */
export const presetSchema = z.strictObject({
  /** Built-in template, or path of a `.liquid` file in the folder. */
  template: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  onConflict: settings.onConflict.unwrap().optional(),
  /** Milliseconds a document may take. */
  timeout: settings.timeoutMs.unwrap().optional(),
  retries: settings.retries.unwrap().optional(),
  strict: z.boolean().optional(),
  reproducible: z.boolean().optional(),
  /** Folder for the PDFs, in the watched folder. */
  out: z.string().min(1).optional(),
  options: pageOptionsSchema.optional(),
});

export type Preset = z.infer<typeof presetSchema>;

/** What the call says of all its folders, which beats what is in them. Paths are absolute. */
export interface Overrides extends Omit<Preset, "out"> {
  outDir?: string | undefined;
  allowScripts?: boolean | undefined;
  /** What counts as now where PDFs are to be reproducible, in seconds since 1970. */
  epochSeconds: number;
}

/** How the files of a folder are rendered. */
export interface FolderSettings {
  /** Absolute. */
  outDir: string;
  settings: BatchSettings;
}

/** The settings of one folder, read again whenever its preset was changed. */
export class FolderPreset {
  readonly #folder: string;
  readonly #overrides: Overrides;
  #state = "unread";
  #current: FolderSettings | { problem: Problem } | undefined;

  constructor(folder: string, overrides: Overrides) {
    this.#folder = folder;
    this.#overrides = overrides;
  }

  /** What holds now, or what is wrong with the preset. The same object as before where nothing changed. */
  read(): FolderSettings | { problem: Problem } {
    const file = join(this.#folder, PRESET_NAME);
    const stats = statSync(file, { throwIfNoEntry: false });
    const state = stats ? `${stats.size}:${stats.mtimeMs}` : "";
    if (this.#current && state === this.#state) return this.#current;
    const preset = stats ? readPreset(file, this.#folder) : { value: {} };
    this.#state = state;
    this.#current = "problem" in preset ? preset : effective(this.#folder, preset.value, this.#overrides);
    return this.#current;
  }
}

function readPreset(file: string, folder: string): { value: Preset } | { problem: Problem } {
  try {
    return parseSettings(readFileSync(file, "utf8"), file, presetSchema, (preset) => flawsOf(preset, folder));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The settings of the folder cannot be read: ${why}. Check the file's permissions.`;
    return { problem: { code: "input-unreadable", message, source: file } };
  }
}

function flawsOf({ template, name, out }: Preset, folder: string): ValueIssue[] {
  const flaws: ValueIssue[] = [];
  const wrongName = name === undefined ? undefined : namePatternProblem(name);
  if (wrongName) flaws.push({ path: ["name"], message: `"name": ${wrongName.replace(/\.$/, "")}` });
  const wrongTemplate = template === undefined ? undefined : templateProblem(template);
  if (wrongTemplate) flaws.push({ path: ["template"], message: `"template": ${wrongTemplate.replace(/\.$/, "")}` });
  if (out !== undefined && !isInside(resolve(folder, out), folder)) {
    flaws.push({
      path: ["out"],
      message: '"out" must be a folder in the watched one. For another, start the watch with --out',
    });
  }
  const file = template?.endsWith(".liquid") ? resolve(folder, template) : undefined;
  if (file !== undefined && !isFileInside(file, folder)) {
    flaws.push({
      path: ["template"],
      message: `"template" names no file in the watched folder. Put the template there, or start the watch with --template`,
    });
  }
  return flaws;
}

function effective(folder: string, preset: Preset, { outDir, epochSeconds, ...call }: Overrides): FolderSettings {
  const given = Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined)) as typeof call;
  const { template, name, onConflict, timeout, retries, strict, reproducible, allowScripts } = { ...preset, ...given };
  const options = { ...preset.options, ...call.options };
  return {
    outDir: outDir ?? resolve(folder, preset.out ?? DEFAULT_OUT),
    settings: batchSettingsSchema.parse({
      ...(template === undefined
        ? {}
        : { template: template.endsWith(".liquid") ? resolve(folder, template) : template }),
      ...(name === undefined ? {} : { name }),
      ...(Object.keys(options).length === 0 ? {} : { options }),
      onConflict,
      timeoutMs: timeout,
      retries,
      strict,
      allowScripts,
      epochSeconds: reproducible ? epochSeconds : undefined,
    }),
  };
}

/** Whether a path is beneath a folder, and not the folder itself. Both absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isFileInside(path: string, folder: string): boolean {
  try {
    return statSync(path).isFile() && isInside(realpathSync(path), realpathSync(folder));
  } catch {
    return false;
  }
}
