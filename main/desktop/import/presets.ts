import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute } from "node:path";
import { z } from "zod";
import { OWN_TEMPLATE } from "../../../shared/choices";
import { importChoicesSchema, type PresetSummary, presetNameSchema } from "../../../shared/import";

/** Which columns fill the fields is a matter of one table, not of a preset. */
const presetSchema = importChoicesSchema.omit({ fields: true }).extend({
  name: presetNameSchema,
  /** Name pattern of the outputs. */
  pattern: importChoicesSchema.shape.name,
  /** Absolute path of the user's own template; null where it is not one. */
  ownTemplate: z.string().refine(isAbsolute).nullable(),
});

/** What is chosen in the sheet, kept under a name. */
export type Preset = z.infer<typeof presetSchema>;

const keptSchema = z.object({ presets: z.array(z.unknown()) });

/** The presets of the sheet, kept in a file. One that cannot be read is as if it had not been saved. */
export class Presets {
  readonly #file: string;
  #presets: Preset[];
  /** Removed since the start, by name. */
  readonly #removed = new Map<string, Preset>();
  #onChange: (name: string) => void = () => undefined;

  /** @param file absolute */
  constructor(file: string) {
    this.#file = file;
    this.#presets = readKept(file);
  }

  /** Their names, in the order of the alphabet. */
  get names(): string[] {
    return this.#presets.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
  }

  /** What somebody tells them apart by, in the order of the alphabet. */
  list(): PresetSummary[] {
    return this.names.flatMap((name) => {
      const preset = this.get(name);
      if (!preset) return [];
      const { template, ownTemplate, pattern } = preset;
      return [{ name, pattern, template: template === OWN_TEMPLATE ? basename(ownTemplate ?? "") : template }];
    });
  }

  /** Undefined where there is none of this name. */
  get(name: string): Preset | undefined {
    return this.#presets.find((preset) => preset.name === name);
  }

  /** Calls back with the name of each that is saved or removed. */
  watch(onChange: (name: string) => void): void {
    this.#onChange = onChange;
  }

  /** Keeps one; it takes the place of another of its name. */
  save(preset: Preset): void {
    this.#keep([...this.#presets.filter(({ name }) => name !== preset.name), preset], preset.name);
  }

  remove(name: string): void {
    const removed = this.get(name);
    if (removed) this.#removed.set(name, removed);
    this.#keep(
      this.#presets.filter((preset) => preset.name !== name),
      name,
    );
  }

  /** Has one back that was removed, unless another has its name by now. */
  restore(name: string): void {
    const removed = this.#removed.get(name);
    if (removed && !this.get(name)) this.save(removed);
  }

  #keep(presets: Preset[], changed: string): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.part`;
    writeFileSync(temporary, `${JSON.stringify({ presets }, null, 2)}\n`);
    renameSync(temporary, this.#file);
    this.#presets = presets;
    this.#onChange(changed);
  }
}

function readKept(file: string): Preset[] {
  try {
    const { presets } = keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return presets.flatMap((preset) => presetSchema.safeParse(preset).data ?? []);
  } catch {
    return [];
  }
}
