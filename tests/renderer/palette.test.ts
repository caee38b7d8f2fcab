import { describe, expect, it, test } from "vitest";
import { formatKeys } from "../../renderer/format/keys";
import { speak } from "../../renderer/i18n";
import { COMMAND_GROUPS, isOffered, labelOf } from "../../renderer/state/commands";
import { fuzzyScore } from "../../renderer/state/fuzzy";
import { type PaletteEntry, sectionsFor } from "../../renderer/state/palette";
import { COMMAND_NAMES, type Command } from "../../shared/commands";

describe("a text is found", () => {
  it.each([
    ["retry", "Retry all that failed"],
    ["failed retry", "Retry all that failed"],
    ["rtf", "Retry all that failed"],
    ["offnen", "Ausgabeordner öffnen"],
    ["  SETT ", "Settings…"],
    ["", "Anything"],
  ])("by %j: %s", (query, text) => {
    expect(fuzzyScore(query, text)).not.toBeNull();
  });

  it.each([
    ["retry done", "Retry all that failed"],
    ["etf", "Retry all that failed"],
    ["ooo", "Pause or stop"],
  ])("not by %j: %s", (query, text) => {
    expect(fuzzyScore(query, text)).toBeNull();
  });

  it("better by the beginning of a word than by its middle, and better by that than by letters apart", () => {
    const scores = ["Show the jobs", "Showboat show", "Wash owl", "Sit here or wait"].map((text) =>
      fuzzyScore("sho", text),
    );
    expect(scores).toEqual([3, 3, null, 1]);
    expect(fuzzyScore("how", "Show")).toBe(2);
  });
});

describe("the palette", () => {
  const entry = (id: string, group: PaletteEntry["group"], words?: string): PaletteEntry => ({
    ...{ id, group, label: id, keys: "", run: () => undefined },
    ...(words ? { words } : {}),
  });
  const entries = [
    entry("Add files…", "add"),
    entry("Resume", "queue", "Pause or resume"),
    entry("Settings…", "app"),
    entry("Add a folder…", "add"),
  ];
  const shown = (query: string) =>
    sectionsFor(query, entries).map(({ group, entries }) => [group, entries.map(({ id }) => id)]);

  it("shows everything in its groups while nothing is typed", () => {
    expect(shown("")).toEqual([
      ["add", ["Add files…", "Add a folder…"]],
      ["queue", ["Resume"]],
      ["app", ["Settings…"]],
    ]);
  });

  it("shows what fits best first, also by other words for it", () => {
    expect(shown("fold")).toEqual([["add", ["Add a folder…"]]]);
    expect(shown("pause")).toEqual([["queue", ["Resume"]]]);
    expect(shown("se").map(([group]) => group)).toEqual(["app", "queue"]);
    expect(shown("nothing of that")).toEqual([]);
  });
});

describe("the commands", () => {
  const stats = { queued: 0, claimed: 0, failed: 0, paused: false, pause: null, removals: 0 };
  const offered = (command: Command, now: object) => isOffered(command, { ...stats, ...now });

  it("are all in the palette, but for the one that opens it", () => {
    const grouped = Object.values(COMMAND_GROUPS).flat() as Command[];
    expect([...grouped, "palette"].sort()).toEqual([...COMMAND_NAMES].sort());
  });

  it("are offered while there is something for them to do", () => {
    expect([offered("retryFailed", {}), offered("retryFailed", { failed: 1 })]).toEqual([false, true]);
    expect([offered("cancelQueued", {}), offered("cancelQueued", { queued: 1 })]).toEqual([false, true]);
    expect([offered("undoRemoval", {}), offered("undoRemoval", { removals: 1 })]).toEqual([false, true]);
    const paused = { paused: true, pause: { kind: "finish" } };
    expect([
      offered("pauseNow", {}),
      offered("pauseNow", { ...paused, claimed: 1 }),
      offered("pauseNow", paused),
      offered("pauseNow", { paused: true, claimed: 1, pause: { kind: "now" } }),
    ]).toEqual([true, true, false, false]);
  });

  it("say what they would do now", () => {
    expect(labelOf("pause", stats)).toBe("toolbar.pauseFinish");
    expect(labelOf("pause", { ...stats, paused: true })).toBe("toolbar.resume");
    expect(labelOf("settings", stats)).toBe("menu.settings");
  });
});

test("keys are called as on the keyboard: in each language, and with Apple's signs", () => {
  speak("en");
  expect(formatKeys("Mod+Shift+O", false)).toEqual(["Ctrl+Shift+O"]);
  expect(formatKeys("Space Mod+P", false)).toEqual(["Space", "Ctrl+P"]);
  expect(formatKeys("Plus Minus", false)).toEqual(["+", "−"]);
  expect(formatKeys("", false)).toEqual([]);
  speak("de");
  expect(formatKeys("Mod+Shift+O", false)).toEqual(["Strg+Umschalt+O"]);
  expect(formatKeys("Del PgUp", false)).toEqual(["Entf", "Bild↑"]);
  expect(formatKeys("Mod+Shift+O", true)).toEqual(["⇧⌘O"]);
  expect(formatKeys("Enter", true)).toEqual(["↩"]);
  speak("en");
});
