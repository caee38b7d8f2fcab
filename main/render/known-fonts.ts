import type { LaneServer } from "./lane-server";
import type { AskedPage } from "./readiness";

/** After so many prints that lacked a font, this Chromium does not keep fonts in memory: nothing is tried any more. */
const MOST_MISSES = 3;

const NONE_IS_MISSING = `[...document.fonts].every(({ status }) => status !== "loading" && status !== "error")`;

/**
 * Built-in fonts that a page has loaded for earlier documents. Chromium usually has them in memory still and takes them
 * in the middle of a layout; where it does not, text is missing from a print that was not waited for, and this tells.
 */
export class KnownFonts {
  readonly #page: AskedPage;
  readonly #server: Pick<LaneServer, "fontsServed">;
  readonly #known = new Set<string>();
  #servedBefore = 0;
  #misses = 0;

  constructor(page: AskedPage, server: Pick<LaneServer, "fontsServed">) {
    this.#page = page;
    this.#server = server;
  }

  /** Whether a document with these fonts can be printed without waiting, to be looked at with {@link wereThere}. */
  mayBeThere(addresses: readonly string[]): boolean {
    this.#servedBefore = this.#server.fontsServed;
    return addresses.length === 0 || (this.#misses < MOST_MISSES && addresses.every((one) => this.#known.has(one)));
  }

  /**
   * Whether the print since {@link mayBeThere} had all its fonts: none is under way, and none has come meanwhile, which
   * the server would have been asked for.
   */
  async wereThere(addresses: readonly string[]): Promise<boolean> {
    if (addresses.length === 0) return true;
    const answer = await this.#page.evaluate(NONE_IS_MISSING, "own");
    const isComplete = answer.result?.value === true && this.#server.fontsServed === this.#servedBefore;
    if (!isComplete) this.#misses += 1;
    return isComplete;
  }

  /** A document with these fonts was waited for and printed. */
  learn(addresses: readonly string[]): void {
    for (const address of addresses) this.#known.add(address);
  }
}
