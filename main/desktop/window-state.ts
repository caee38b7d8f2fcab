import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** Where a window was, in screen pixels, and whether it filled the screen. */
const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof stateSchema>;

/** A part of the screen, in pixels. */
export type Area = Pick<WindowState, "x" | "y" | "width" | "height">;

/** So much of a window must be on a screen to be taken hold of with the pointer. */
const LEAST_VISIBLE = { width: 100, height: 40 };

/** What {@link writeWindowState} wrote; undefined where there is nothing, or nothing that can be read. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Writes it, whole or not at all. A disk that refuses is no reason to trouble who closes a window. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(state));
    renameSync(`${file}.part`, file);
  } catch {
    // The next start opens the window where windows open.
  }
}

/** Whether enough of a window would be seen on one of the screens: the one it was on may be gone. */
export function isReachable(window: Area, screens: readonly Area[]): boolean {
  return screens.some((screen) => {
    const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
    // Windows are moved by their upper edge.
    const isUnderTop = window.y >= screen.y && window.y + LEAST_VISIBLE.height <= screen.y + screen.height;
    return across >= LEAST_VISIBLE.width && isUnderTop;
  });
}
