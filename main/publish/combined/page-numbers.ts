import type { BookWriter } from "./book-writer";
import { digitFont, FONT_UNITS, widthOf } from "./digit-font";
import type { Box } from "./pages";
import { dictOf, type PdfDict, type PdfValue, Ref } from "./values";

const FONT_NAME = "PdfPromptPageNumber";
const FONT_SIZE = 8;
/** From the edge of the page to the foot of the numbers, in points. */
const FOOT = 18;
const GREY = 0.35;

/** Prints `n / total` at the foot of every page. What is printed is put when the total is known. */
export class PageNumbers {
  readonly #book: BookWriter;
  readonly #font: Ref;
  /** Keeps what a page's own content does to the state of drawing from the number. */
  readonly #before: Ref;
  readonly #stamps: { number: number; middle: number; bottom: number }[] = [];

  constructor(book: BookWriter) {
    this.#book = book;
    this.#font = digitFont(book);
    this.#before = book.share(new Map(), Buffer.from("q\n"));
  }

  /**
   * @param contents streams of a page's own content
   * @param fonts of its own, to which one is added
   * @returns streams of the content with the number
   */
  add(contents: readonly PdfValue[], fonts: PdfDict, { left, right, bottom }: Box): PdfValue[] {
    const number = this.#book.reserve();
    fonts.set(FONT_NAME, this.#font);
    this.#stamps.push({ number, middle: (left + right) / 2, bottom });
    return [this.#before, ...contents, new Ref(number)];
  }

  finish(): void {
    const total = this.#stamps.length;
    this.#stamps.forEach(({ number, middle, bottom }, index) => {
      const text = `${index + 1} / ${total}`;
      const left = middle - (widthOf(text) * FONT_SIZE) / FONT_UNITS / 2;
      // To those who have the page read out, it is no part of the text.
      const content =
        `Q\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\nq ${GREY} g ${GREY} G BT /${FONT_NAME} ${FONT_SIZE} Tf ` +
        `1 0 0 1 ${left.toFixed(2)} ${(bottom + FOOT).toFixed(2)} Tm (${text}) Tj ET Q\nEMC\n`;
      this.#book.putStream(number, dictOf({}), Buffer.from(content, "latin1"));
    });
  }
}
