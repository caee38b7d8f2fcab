import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { app, type BrowserWindow } from "electron";
import type { Queue } from "../../queue";
import { Page } from "./page";
import { countFrames, whenUsable } from "./page-scripts";
import { ADD, askedSchema, RENDER, SCROLL, type Step, USABLE, USE, WATCH, WORK } from "./steps";
import { useWindow } from "./uses";
import { withWaiting } from "./waiting";

const LOOK_MS = 10;
/** In it, the list is wherever it stands. */
const GRID = '[data-testid="job-grid"]';

/** The app behind the window. */
export interface MeasuredApp {
  queue: Queue;
  add(paths: readonly string[]): Promise<unknown>;
  pause(kind: "now"): unknown;
  resume(): unknown;
}

/** Keeps all that the window keeps in `folder`: nothing of the user's is read or written. Before `app` is ready. */
export function keepIn(folder: string): void {
  app.setPath("userData", folder);
  app.setPath("documents", folder);
}

/**
 * Says when the window can be used, and answers what `bench window` asks ({@link Step}) until it asks no more: then the
 * app ends. The window itself knows nothing of it, and is used from outside: by input, and by looking at its page.
 */
export function attendWindow(window: BrowserWindow, model: MeasuredApp): void {
  const { queue } = model;
  const page = new Page(window.webContents);
  window.webContents.once("dom-ready", () => {
    void page.run(whenUsable).then(() => say(USABLE));
  });

  const steps = new Map([
    step(ADD, async ({ file }) => {
      const startedAt = performance.now();
      const { wait } = await withWaiting(() => model.add([file]));
      return { seconds: (performance.now() - startedAt) / 1000, wait };
    }),
    step(RENDER, async ({ file }) => {
      const startedAt = performance.now();
      await model.add([file]);
      while (queue.activeBatches(1).length > 0) await sleep(LOOK_MS);
      return { seconds: (performance.now() - startedAt) / 1000 };
    }),
    step(WORK, async ({ isWanted }) => {
      if (isWanted) model.resume();
      else model.pause("now");
      while (queue.stats().claimed > 0 !== isWanted) await sleep(LOOK_MS);
      return null;
    }),
    step(WATCH, async ({ ms }) => {
      const before = queue.stats().done;
      const { wait } = await withWaiting(() => sleep(ms));
      return { pdfsPerSecond: (1000 * (queue.stats().done - before)) / ms, wait };
    }),
    step(SCROLL, async ({ ms }) => {
      const place = await page.placeOf(GRID);
      const frames = page.run(countFrames, ms);
      await page.wheelFor(place, ms);
      return frames;
    }),
    step(USE, ({ rounds }) => {
      window.webContents.focus();
      return useWindow(page, rounds);
    }),
  ]);

  createInterface({ input: process.stdin })
    .on("line", async (line) => {
      try {
        const { step: name, given } = askedSchema.parse(JSON.parse(line));
        say(JSON.stringify({ value: await steps.get(name)?.(given) }));
      } catch (error) {
        say(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
      }
    })
    .on("close", () => app.quit());
}

function step<Given, Answer>(
  { name, given }: Step<Given, Answer>,
  act: (given: Given) => Promise<Answer>,
): [name: string, run: (raw: unknown) => Promise<unknown>] {
  return [name, (raw) => act(given.parse(raw))];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
