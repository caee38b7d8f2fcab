import { expect, it } from "vitest";
import { type Preset, type PresetContent, Presets } from "../../../main/desktop/import/presets";
import { FIRST_CHOICES } from "../../../shared/import";

const { fields: _, ...FIRST } = FIRST_CHOICES;
const LETTER: PresetContent = { choices: { ...FIRST, template: "letter", name: "{title}" }, ownTemplate: null };
const OWN: PresetContent = { choices: { ...FIRST, template: "own" }, ownTemplate: "/srv/own.liquid" };

function presets(first: readonly Preset[] = []) {
  const kept: (readonly Preset[])[] = [];
  return { presets: new Presets(first, (all) => kept.push(all)), kept };
}

it("keeps what is saved, in the order of the names", () => {
  const { presets: all, kept } = presets([{ name: "Zeta", ...LETTER }]);
  all.save("Alpha", OWN);
  expect(all.names).toEqual(["Alpha", "Zeta"]);
  expect(all.get("Alpha")).toEqual(OWN);
  expect(kept).toEqual([
    [
      { name: "Alpha", ...OWN },
      { name: "Zeta", ...LETTER },
    ],
  ]);
});

it("replaces a preset of the same name", () => {
  const { presets: all } = presets([{ name: "Mine", ...LETTER }]);
  all.save("Mine", OWN);
  expect(all.names).toEqual(["Mine"]);
  expect(all.get("Mine")).toEqual(OWN);
});

it("knows the preset that says just what is chosen, the path of an own template included", () => {
  const { presets: all } = presets([{ name: "Own", ...OWN }]);
  expect(all.nameOf(structuredClone(OWN))).toBe("Own");
  expect(all.nameOf({ ...OWN, ownTemplate: "/srv/other.liquid" })).toBeNull();
  expect(all.nameOf({ ...OWN, choices: { ...OWN.choices, options: { landscape: true } } })).toBeNull();
});

it("forgets what is removed, and says so where it is asked for again", () => {
  const { presets: all, kept } = presets([{ name: "Mine", ...LETTER }]);
  all.remove("Mine");
  expect(kept).toEqual([[]]);
  expect(() => all.get("Mine")).toThrow("There is no preset Mine any more.");
});
