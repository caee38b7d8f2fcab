import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readPreferences, writePreferences } from "../../../main/desktop/preferences";
import { DEFAULT_PREFERENCES } from "../../../shared/default-preferences";
import { tempFolder } from "../../support/temp";

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
    rendererMb: 4096,
    batch: {
      options: { pageSize: "A5", margins: "10mm" },
      name: "{stem}",
      onConflict: "skip",
      timeoutMs: 60_000,
      retries: 0,
    },
  } as const;
  writePreferences(file, kept);
  expect(readPreferences(file)).toEqual(kept);
});

it("takes what it can read of a file that others wrote, and the defaults for the rest", () => {
  const file = join(tempFolder(), "preferences.json");
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
      rendererMb: 511,
      batch: { ...DEFAULT_PREFERENCES.batch, options: { margins: "10" } },
    }),
  );
  expect(readPreferences(file)).toEqual({ ...DEFAULT_PREFERENCES, theme: "dark", outputFolder: undefined });
});

it("has the defaults where there is no file, or no JSON in it", () => {
  const file = join(tempFolder(), "preferences.json");
  expect(readPreferences(file)).toEqual(DEFAULT_PREFERENCES);
  writeFileSync(file, "{");
  expect(readPreferences(file)).toEqual(DEFAULT_PREFERENCES);
  expect(readFileSync(file, "utf8")).toBe("{");
});
