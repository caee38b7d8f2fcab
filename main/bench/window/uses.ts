import { setTimeout as sleep } from "node:timers/promises";
import { PdfPromptError } from "../../../shared/errors";
import { spreadOf } from "../figures";
import type { Page } from "./page";
import { frameAfter, shownAfter } from "./page-scripts";
import type { Reactions } from "./steps";

/** Between two inputs, so that each finds the window at rest and at another moment of the work. */
const PAUSE_MS = 130;

const ROW = '[data-testid="job-row"]';
const GRID = '[data-testid="job-grid"]';
/** A row whose job is here, not one that is still on its way. */
const FILLED_ROW = `${ROW}[data-state]`;

/** One thing that somebody does. */
interface Use {
  name: string;
  /** The event that it is heard by. */
  event: "click" | "keydown" | "wheel";
  /** Where it is done; anywhere for keys. */
  at?: string;
  act(page: Page, place: { x: number; y: number }): void;
  /** What is looked for until it is shown. Default: nothing, the next frame is all. */
  shows?: string;
}

const click = (name: string, at: string, shows?: string): Use => ({
  name,
  event: "click",
  at,
  act: (page, place) => page.click(place),
  ...(shows === undefined ? {} : { shows }),
});
const press = (name: string, key: string, shows?: string): Use => ({
  name,
  event: "keydown",
  act: (page) => page.press({ key }),
  ...(shows === undefined ? {} : { shows }),
});

/** In the order in which they are done, over and over: each leaves the window as the next one needs it. */
const USES: readonly Use[] = [
  click("filter", '[data-testid="filter-done"]', FILLED_ROW),
  click("select", `${ROW}:nth-of-type(4)`),
  press("next row", "Down"),
  press("inspector", "i", '[data-testid="inspector"]'),
  press("inspector closed", "i"),
  { name: "wheel", event: "wheel", at: GRID, act: (page, place) => page.wheel(place, 3) },
  click("filter", '[data-testid="filter-all"]', FILLED_ROW),
  click("select", `${ROW}:nth-of-type(4)`),
  press("last row", "End", FILLED_ROW),
  press("first row", "Home", FILLED_ROW),
  {
    name: "dialog",
    event: "keydown",
    act: (page) => page.press({ key: "V", modifiers: ["control", "shift"] }),
    shows: '[data-testid="paste-text"]',
  },
  ...[..."words"].map((letter) => press("typing", letter)),
  press("dialog closed", "Escape"),
];

/** Uses the window as somebody would, so many times, and tells how soon it followed. */
export async function useWindow(page: Page, rounds: number): Promise<Reactions> {
  const next = new Times();
  const shown = new Times();
  for (let round = 0; round < rounds; round += 1) {
    for (const use of USES) {
      const { nextMs, shownMs } = await reactionTo(page, use);
      next.add(use.name, nextMs);
      if (shownMs !== undefined) shown.add(use.name, shownMs);
    }
  }
  return { nextFrame: next.byName(), nextFrameOfAll: spreadOf(next.all()), untilShown: shown.byName() };
}

async function reactionTo(
  page: Page,
  { name, event, at, act, shows }: Use,
): Promise<{ nextMs: number; shownMs?: number }> {
  const place = at === undefined ? { x: 0, y: 0 } : await page.placeOf(at);
  const frame = page.run(frameAfter, event);
  const content = shows === undefined ? undefined : page.run(shownAfter, event, shows);
  // Scripts are run in their order: once this one has been, the page listens.
  await page.run(() => undefined);
  const dueAt = performance.now() + PAUSE_MS;
  await sleep(PAUSE_MS);
  // What comes from a hand comes when it comes: where this process is late with it, that is waited for, too.
  const lateMs = Math.max(0, performance.now() - dueAt);
  act(page, place);
  const nextMs = lateMs + (await frame);
  if (content === undefined) return { nextMs };
  const shownMs = await content;
  if (shownMs === null) throw new PdfPromptError("internal", `Nothing came of "${name}" in the window: no ${shows}.`);
  return { nextMs, shownMs: lateMs + shownMs };
}

/** Timings by what was timed. */
class Times {
  readonly #byName = new Map<string, number[]>();

  add(name: string, ms: number): void {
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), ms]);
  }

  byName(): Record<string, ReturnType<typeof spreadOf>> {
    return Object.fromEntries([...this.#byName].map(([name, times]) => [name, spreadOf(times)]));
  }

  all(): number[] {
    return [...this.#byName.values()].flat();
  }
}
