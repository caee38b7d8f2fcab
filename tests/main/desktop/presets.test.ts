import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Preset, Presets } from "../../../main/desktop/import/presets";
import { tempFolder } from "../../support/temp";

function preset(name: string, more: Partial<Preset> = {}): Preset {
  return { name, pattern: "{stem}", template: "letter", ownTemplate: null, onConflict: "skip", options: {}, ...more };
}

it("presets are there at the next start, each under its name", () => {
  const file = join(tempFolder(), "new", "presets.json");
  const presets = new Presets(file);
  presets.save(preset("Offers", { options: { pageSize: "A5" } }));
  presets.save(preset("Cards", { template: "own", ownTemplate: "/home/ada/card.liquid" }));
  presets.save(preset("Offers", { options: { pageSize: "A4" } }));
  const again = new Presets(file);
  expect(again.names).toEqual(["Cards", "Offers"]);
  expect(again.get("Offers")).toEqual(preset("Offers", { options: { pageSize: "A4" } }));
  again.remove("Offers");
  expect(again.get("Offers")).toBeUndefined();
  expect(new Presets(file).names).toEqual(["Cards"]);
});

it("are listed with what tells them apart, and come back after they were removed, unless the name is taken", () => {
  const presets = new Presets(join(tempFolder(), "presets.json"));
  presets.save(preset("Offers"));
  presets.save(preset("Cards", { template: "own", ownTemplate: "/home/ada/card.liquid", pattern: "{row}" }));
  presets.save(preset("Plain", { template: null }));
  expect(presets.list()).toEqual([
    { name: "Cards", template: "card.liquid", pattern: "{row}" },
    { name: "Offers", template: "letter", pattern: "{stem}" },
    { name: "Plain", template: null, pattern: "{stem}" },
  ]);
  presets.remove("Offers");
  presets.remove("Cards");
  presets.save(preset("Cards", { pattern: "{id}" }));
  for (const name of ["Offers", "Cards", "Unknown"]) presets.restore(name);
  expect(presets.names).toEqual(["Cards", "Offers", "Plain"]);
  expect(presets.get("Cards")?.pattern).toBe("{id}");
});

it("a preset that cannot be read takes no other with it, and a damaged file none of the next ones", () => {
  const file = join(tempFolder(), "presets.json");
  const bad = [
    { ...preset("Bad"), options: { pageSize: "B9" } },
    { ...preset("Worse"), ownTemplate: "relative.liquid" },
  ];
  writeFileSync(file, JSON.stringify({ presets: [...bad, preset("Good")] }));
  expect(new Presets(file).names).toEqual(["Good"]);
  writeFileSync(file, "{");
  const presets = new Presets(file);
  expect(presets.names).toEqual([]);
  presets.save(preset("Next"));
  expect(JSON.parse(readFileSync(file, "utf8")).presets).toHaveLength(1);
});
