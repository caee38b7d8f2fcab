import { isAbsolute } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { OWN_TEMPLATE } from "../../../shared/choices";
import { PdfPromptError } from "../../../shared/errors";
import { importChoicesSchema, presetNameSchema } from "../../../shared/import";

/** How prompts are made, under a name. Which column fills which field is not in it: that is a matter of the files. */
export const presetSchema = z
  .object({
    name: presetNameSchema,
    choices: importChoicesSchema.omit({ fields: true }),
    /** Absolute path of the user's own template; null where it is none of theirs. */
    ownTemplate: z.string().refine(isAbsolute).nullable(),
  })
  .refine(({ choices, ownTemplate }) => (choices.template === OWN_TEMPLATE) === (ownTemplate !== null));

export type Preset = z.infer<typeof presetSchema>;
export type PresetContent = Omit<Preset, "name">;

/** The presets that were kept, in the order of their names. */
export class Presets {
  #presets: readonly Preset[];
  readonly #onChange: (presets: readonly Preset[]) => void;

  /** @param onChange told of all of them after each change, to keep them */
  constructor(presets: readonly Preset[], onChange: (presets: readonly Preset[]) => void) {
    this.#presets = sorted(presets);
    this.#onChange = onChange;
  }

  get names(): string[] {
    return this.#presets.map(({ name }) => name);
  }

  /** @throws PdfPromptError `input-invalid` where there is none of this name */
  get(name: string): PresetContent {
    const preset = this.#presets.find((candidate) => candidate.name === name);
    if (!preset) throw new PdfPromptError("input-invalid", `There is no preset ${name} any more.`);
    const { choices, ownTemplate } = preset;
    return { choices, ownTemplate };
  }

  /** The name of the preset that says just this; null where none does. */
  nameOf({ choices, ownTemplate }: PresetContent): string | null {
    const same = (preset: Preset) => isDeepStrictEqual(preset.choices, choices) && preset.ownTemplate === ownTemplate;
    return this.#presets.find(same)?.name ?? null;
  }

  /** Keeps a preset; one of the same name is replaced. */
  save(name: string, content: PresetContent): void {
    this.#set([...this.#others(name), { name, ...content }]);
  }

  remove(name: string): void {
    this.#set(this.#others(name));
  }

  #others(name: string): Preset[] {
    return this.#presets.filter((preset) => preset.name !== name);
  }

  #set(presets: readonly Preset[]): void {
    this.#presets = sorted(presets);
    this.#onChange(this.#presets);
  }
}

function sorted(presets: readonly Preset[]): Preset[] {
  return presets.toSorted((a, b) => a.name.localeCompare(b.name));
}
