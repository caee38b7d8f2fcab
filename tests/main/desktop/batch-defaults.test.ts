import { expect, it } from "vitest";
import { settingsFrom } from "../../../main/desktop/batch-defaults";
import { withOption } from "../../../renderer/state/page-options";
import { batchSettingsSchema } from "../../../shared/batch";
import { DEFAULT_PREFERENCES } from "../../../shared/default-preferences";

const { batch } = DEFAULT_PREFERENCES;

it("settings of a batch are those of the command line where nothing was chosen", () => {
  expect(settingsFrom(batch)).toEqual(batchSettingsSchema.parse({}));
  expect(settingsFrom(batch, "letter")).toEqual(batchSettingsSchema.parse({ template: "letter" }));
});

it("settings of a batch have what was chosen", () => {
  const chosen = { ...batch, name: "{row}", onConflict: "skip", retries: 0, options: { landscape: true } } as const;
  expect(settingsFrom(chosen)).toMatchObject({
    ...{ name: "{row}", onConflict: "skip", retries: 0, options: { landscape: true }, timeoutMs: 30_000 },
  });
});

it("an option that is chosen away leaves nothing behind", () => {
  const chosen = withOption(withOption({}, "scale", 0.5), "landscape", true);
  expect(chosen).toEqual({ scale: 0.5, landscape: true });
  expect(withOption(chosen, "scale", undefined)).toEqual({ landscape: true });
});
