import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isReachable, readWindowState, writeWindowState } from "../../../main/desktop/window-state";
import { tempFolder } from "../../support/temp";

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const STATE = { x: 10, y: 20, width: 800, height: 600, isMaximized: true };

describe("where the window was", () => {
  it("is kept", () => {
    const folder = tempFolder();
    writeWindowState(join(folder, "deep", "window.json"), STATE);
    expect(readWindowState(join(folder, "deep", "window.json"))).toEqual(STATE);
    expect(readdirSync(join(folder, "deep"))).toEqual(["window.json"]);
  });

  it.each(["", "{", "[]", '{"x":1}', JSON.stringify({ ...STATE, width: 0 }), JSON.stringify({ ...STATE, x: "1" })])(
    "is unknown where the file says: %s",
    (text) => {
      const file = join(tempFolder(), "window.json");
      writeFileSync(file, text);
      expect(readWindowState(file)).toBeUndefined();
    },
  );

  it("cannot be kept where there is no room, and nobody is troubled", () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "window.json.part"));
    writeWindowState(join(folder, "window.json"), STATE);
    expect(readWindowState(join(folder, "window.json"))).toBeUndefined();
  });

  it.each([
    ["on the screen", { x: 100, y: 100, width: 800, height: 600 }, true],
    ["half beyond the right edge", { x: 1800, y: 100, width: 800, height: 600 }, true],
    ["all but beyond the right edge", { x: 1900, y: 100, width: 800, height: 600 }, false],
    ["beyond the left edge", { x: -790, y: 100, width: 800, height: 600 }, false],
    ["its title above the screen", { x: 100, y: -30, width: 800, height: 600 }, false],
    ["its title below the screen", { x: 100, y: 1070, width: 800, height: 600 }, false],
    ["on a second screen", { x: 2000, y: -200, width: 800, height: 600 }, true],
  ])("is looked at: %s", (_name, window, isSeen) => {
    expect(isReachable(window, [SCREEN, { x: 1920, y: -300, width: 1280, height: 1024 }])).toBe(
      isSeen || window.x === 1900,
    );
    if (window.x !== 2000) expect(isReachable(window, [SCREEN])).toBe(isSeen);
  });
});
