import type { Position } from "./origin";

/** Turns offsets in a text with `\n` between lines into lines and columns. */
export class PositionIndex {
  readonly #lineStarts: number[] = [0];
  readonly #firstLine: number;

  /** @param firstLine number of the text's first line in its file */
  constructor(text: string, firstLine = 1) {
    this.#firstLine = firstLine;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  at(offset: number): Position & { column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: this.#firstLine + low, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}
