import { setTimeout as sleep } from "node:timers/promises";
import type { WebContents } from "electron";
import { PdfPromptError } from "../../../shared/errors";
import { middleOf } from "./page-scripts";

/** How far the wheel is turned at once, in pixels; people do so about every frame. */
const WHEEL_PX = 160;
const WHEEL_MS = 16;

type Key = { key: string; modifiers?: ("control" | "shift")[] };

/** The window's page, as somebody has it in front of them. */
export class Page {
  readonly #contents: WebContents;

  constructor(contents: WebContents) {
    this.#contents = contents;
  }

  /** Runs a function in the page. It goes there as its text, and what is given and comes back as JSON. */
  async run<Given extends readonly (string | number)[], Answer>(
    script: (...given: Given) => Answer,
    ...given: Given
  ): Promise<Awaited<Answer>> {
    const call = `(${script})(...${JSON.stringify(given)})`;
    // Of the frame, not of the contents: those would wait until everything has been loaded.
    const json = await this.#contents.mainFrame.executeJavaScript(
      `Promise.resolve(${call}).then((answer) => JSON.stringify({ answer }))`,
    );
    return JSON.parse(String(json)).answer;
  }

  /** @returns where a click goes. @throws PdfPromptError `internal` where there is no such element */
  async placeOf(selector: string): Promise<{ x: number; y: number }> {
    const place = await this.run(middleOf, selector);
    if (!place) throw new PdfPromptError("internal", `The window has no ${selector}.`);
    return place;
  }

  click({ x, y }: { x: number; y: number }): void {
    const at = { x, y, button: "left", clickCount: 1 } as const;
    this.#contents.sendInputEvent({ type: "mouseDown", ...at });
    this.#contents.sendInputEvent({ type: "mouseUp", ...at });
  }

  press({ key, modifiers = [] }: Key): void {
    this.#contents.sendInputEvent({ type: "keyDown", keyCode: key, modifiers });
    if (key.length === 1 && modifiers.length === 0) this.#contents.sendInputEvent({ type: "char", keyCode: key });
    this.#contents.sendInputEvent({ type: "keyUp", keyCode: key, modifiers });
  }

  /** @param down how far, in turns of the wheel; negative for up */
  wheel({ x, y }: { x: number; y: number }, down: number): void {
    const by = { deltaX: 0, deltaY: -down * WHEEL_PX, canScroll: true };
    this.#contents.sendInputEvent({ type: "mouseWheel", x, y, ...by });
  }

  /** Turns the wheel for a while, half of it down and half of it up. */
  async wheelFor(place: { x: number; y: number }, ms: number): Promise<void> {
    const startedAt = performance.now();
    for (let passedMs = 0; passedMs < ms; passedMs = performance.now() - startedAt) {
      this.wheel(place, passedMs < ms / 2 ? 1 : -1);
      await sleep(WHEEL_MS);
    }
  }
}
