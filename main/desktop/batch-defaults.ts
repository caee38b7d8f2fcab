import { type BatchSettings, batchSettingsSchema } from "../../shared/batch";
import type { BatchDefaults } from "../../shared/batch-defaults";

/** Settings of a batch that is added in the window. @param template built-in, or absolute path; undefined for none */
export function settingsFrom(
  { options, name, ...limits }: BatchDefaults,
  template: string | undefined = undefined,
): BatchSettings {
  // What says nothing is left out: the same call is the same batch, whether nothing was chosen or chosen away again.
  return batchSettingsSchema.parse({
    ...limits,
    template,
    name: name === "" ? undefined : name,
    options: Object.keys(options).length > 0 ? options : undefined,
  });
}
