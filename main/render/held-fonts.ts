import type { AskedPage } from "./readiness";

/**
 * Built-in fonts that a page keeps loaded, whatever document is in it. Chromium takes a font that it has from memory at
 * once, in the middle of a layout; one that has to be fetched is missing from a print that was not waited for.
 */
export class HeldFonts {
  readonly #page: AskedPage;
  /** By address, whether it could be loaded. */
  readonly #fonts = new Map<string, Promise<boolean>>();

  constructor(page: AskedPage) {
    this.#page = page;
  }

  /** Whether all of these fonts are there. Those that are still being loaded are waited for. */
  async areHeld(addresses: readonly string[]): Promise<boolean> {
    const held = await Promise.all(addresses.map((address) => this.#fonts.get(address) ?? false));
    return held.every(Boolean);
  }

  /** Begins to load those of these fonts that are not there yet. Never throws. */
  hold(addresses: readonly string[]): void {
    for (const address of addresses) {
      if (!this.#fonts.has(address)) this.#fonts.set(address, this.#load(address));
    }
  }

  async #load(address: string): Promise<boolean> {
    // Kept by a variable of the page's world: else the next collection would take it.
    const script = `(async () => {
      const face = new FontFace("held", ${JSON.stringify(`url("${address}")`)});
      (globalThis.heldFonts ??= []).push(face);
      await face.load();
      return true;
    })()`;
    const answer = await this.#page.evaluate(script, "own").catch(() => undefined);
    return answer?.result?.value === true;
  }
}
