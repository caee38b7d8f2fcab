import { existsSync } from "node:fs";
import { OWN_TEMPLATE } from "../../shared/choices";
import { PdfPromptError, type Problem, toProblem } from "../../shared/errors";
import type { Overrides } from "../watch";
import { namePatternProblem } from "../worker";
import type { Preset, Presets } from "./import/presets";

/**
 * What a preset of the sheet says for a watched folder: it beats the folder's own settings, as the command line does. There
 * is nothing in it that lets scripts run: anybody may put files into such a folder.
 * @param name null for none
 * @param folder absolute; for messages
 * @throws PdfPromptError where it was deleted, or says what cannot be
 */
export function overridesFrom(
  presets: Pick<Presets, "get">,
  name: string | null,
  folder: string,
): Omit<Overrides, "outDir" | "allowScripts" | "epochSeconds"> {
  if (name === null) return {};
  const refuse = (why: string) => new PdfPromptError("input-invalid", why, { source: folder });
  const preset = presets.get(name);
  if (!preset) throw refuse(`The preset "${name}" was deleted. Choose another one for this folder, or none.`);
  const { pattern, onConflict, options } = preset;
  const template = templateOf(preset);
  if (preset.template === OWN_TEMPLATE) {
    if (template === undefined) {
      throw refuse(`The preset "${name}" names no template of its own. Save it anew, or choose another one, or none.`);
    }
    if (!existsSync(template)) {
      throw refuse(`The template of the preset "${name}" is gone: ${template}. Put it back, or choose another preset.`);
    }
  }
  const wrong = pattern === "" ? undefined : namePatternProblem(pattern);
  if (wrong) throw refuse(`The names of the preset "${name}" are wrong: ${wrong} Save it anew, or choose another one.`);
  return { template, name: pattern === "" ? undefined : pattern, onConflict, options };
}

/** What keeps files from being rendered with a preset now, though it could be used before; see {@link overridesFrom}. */
export function problemOfPreset(...asked: Parameters<typeof overridesFrom>): Problem | undefined {
  try {
    overridesFrom(...asked);
    return undefined;
  } catch (error) {
    return toProblem(error);
  }
}

function templateOf({ template, ownTemplate }: Preset): string | undefined {
  return (template === OWN_TEMPLATE ? ownTemplate : template) ?? undefined;
}
