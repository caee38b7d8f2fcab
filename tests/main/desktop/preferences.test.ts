import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type KeptPreferences, readPreferences, writePreferences } from "../../../main/desktop/preferences";
import { DEFAULT_PREFERENCES } from "../../../shared/default-preferences";
import { tempFolder } from "../../support/temp";

const NOTHING_CHOSEN = { ...DEFAULT_PREFERENCES, presets: [] };

it("gives back what was kept", () => {
  const file = join(tempFolder(), "settings", "preferences.json");
  const kept = {
    outputFolder: "/srv/pdf",
    language: "de",
    theme: "dark",
    addAtOnce: true,
    whenClosed: "stop",
    reproducible: true,
    concurrency: 5,
    presets: [
      {
        name: "Letters",
        choices: { template: "own", name: "{stem}-{index}", onConflict: "skip", options: { pageSize: "A5" } },
        ownTemplate: "/srv/letter.liquid",
      },
    ],
  } satisfies KeptPreferences;
  writePreferences(file, kept);
  expect(readPreferences(file)).toEqual(kept);
});

it("takes what it can read of a file that others wrote, and the defaults for the rest", () => {
  const file = join(tempFolder(), "preferences.json");
  const choices = { template: "letter", name: "", onConflict: "unique", options: {} };
  const good = { name: "Good", choices, ownTemplate: null };
  writeFileSync(
    file,
    JSON.stringify({
      outputFolder: "relative",
      language: "xx",
      theme: "dark",
      addAtOnce: "yes",
      whenClosed: 1,
      reproducible: "yes",
      concurrency: 17,
      presets: [{ name: "" }, good, { ...good, name: "Own without a path", choices: { ...choices, template: "own" } }],
    }),
  );
  const read = readPreferences(file);
  expect(read).toEqual({ ...NOTHING_CHOSEN, theme: "dark", outputFolder: undefined, presets: [good] });
});

it("has the defaults where there is no file, or no JSON in it", () => {
  const file = join(tempFolder(), "preferences.json");
  expect(readPreferences(file)).toEqual(NOTHING_CHOSEN);
  writeFileSync(file, "{");
  expect(readPreferences(file)).toEqual(NOTHING_CHOSEN);
  expect(readFileSync(file, "utf8")).toBe("{");
});
