import type { ComposedDocument, Noticed, PrintSettings } from "../../shared/stages";
import { countPages } from "./page-count";
import { PrintedPages } from "./printed-pages";
import type { AskedPage } from "./readiness";

/** A page that can be laid out for another width. */
export interface MeasuredPage {
  /** In CSS pixels; undefined for the window's own size. */
  setWidth(size: { width: number; height: number } | undefined): Promise<unknown>;
}

/**
 * What every font of a text can be trusted with: Latin, and the punctuation of typography. A document with nothing else
 * is not searched for missing glyphs. CSS can bring characters by number.
 */
const MAY_LACK_GLYPHS =
  /[^\t\n\r -\u017f\u2010-\u2015\u2018-\u2022\u2026\u2039\u203a\u20ac\ufeff]|content\s*:[^;}\\]{0,200}\\/;
/** Chromium prints wide content smaller, as long as it need not be smaller than this. */
const SMALLEST_SCALE = 1 / 1.5;
/** Rounding of sizes on the way to the printer stays below this. */
const ROUNDING = 0.005;
const MAX_NAMED_CHARACTERS = 10;
const MAX_NAMED_PARTS = 5;
const CSS_PIXELS_PER_INCH = 96;

/** What reaches furthest to the right; of several the outermost. */
const OVERFLOW_SCRIPT = `(() => {
  const { clientWidth } = document.documentElement;
  const width = document.scrollingElement?.scrollWidth ?? 0;
  if (width <= clientWidth + 1) return undefined;
  let widest;
  let right = clientWidth + 1;
  for (const element of [...document.querySelectorAll("body *")].slice(0, 20000)) {
    const rect = element.getBoundingClientRect();
    if (rect.right > right + 0.5) [widest, right] = [element, rect.right];
  }
  const text = widest?.textContent?.trim().replace(/\\s+/g, " ").slice(0, 40) ?? "";
  return { width, room: clientWidth, tag: widest?.localName.slice(0, 40) ?? "", text };
})()`;

/** What stands on a page of its own and is higher than that, by its heading or its first words. */
const HIGHER_SCRIPT = `[...document.body.children]
  .filter((element) => element.getBoundingClientRect().height > innerHeight + 1)
  .slice(0, ${MAX_NAMED_PARTS})
  .map((element) => {
    const words = (element.querySelector("h1, h2, h3") ?? element).textContent ?? "";
    return words.trim().replace(/\\s+/g, " ").slice(0, 40);
  })`;

interface Overflow {
  width: number;
  room: number;
  tag: string;
  text: string;
}

/**
 * What is wrong with a PDF although it was printed: missing glyphs, content wider than the page, more
 * pages than it is made for, nothing on any page.
 * The PDF itself tells; the page is asked only where that is not enough.
 * @param page still holds the document
 */
export async function notice(
  page: AskedPage & MeasuredPage,
  document: ComposedDocument,
  pdf: Buffer,
): Promise<Noticed[]> {
  const pages = PrintedPages.of(pdf);
  if (!pages) return [];
  if (pages.isEmpty()) return [emptyPages()];
  const noticed: Noticed[] = [];
  if (mayLackGlyphs(document)) noticed.push(...missingGlyphs(pages.missingCharacters()));
  const printed = document.pages === undefined ? 0 : countPages(pdf);
  if (document.pages !== undefined && printed > document.pages) {
    noticed.push(tooLong(await measureHigher(page, document.print), printed, document.pages));
  }
  const first = pages.firstScale();
  const wanted = document.print.scale;
  if (first && first.scale < wanted * (1 - ROUNDING)) {
    const roomPx = (first.roomPx ?? roomOf(document.print).width) / wanted;
    const overflow = await measureOverflow(page, Math.round(roomPx));
    if (overflow) noticed.push(tooWide(overflow, first.scale / wanted));
  }
  return noticed;
}

function mayLackGlyphs({ html, scripts, print }: ComposedDocument): boolean {
  return scripts || [html, print.headerHtml, print.footerHtml].some((text) => text && MAY_LACK_GLYPHS.test(text));
}

/** Size of the content box in CSS pixels on paper, by the settings: the document's own rules may say otherwise. */
function roomOf({ widthIn, heightIn, landscape, marginsIn }: PrintSettings): { width: number; height: number } {
  const [across, down] = landscape ? [heightIn, widthIn] : [widthIn, heightIn];
  return {
    width: (across - marginsIn.left - marginsIn.right) * CSS_PIXELS_PER_INCH,
    height: (down - marginsIn.top - marginsIn.bottom) * CSS_PIXELS_PER_INCH,
  };
}

/** Lays the document out as wide as the page: what is printed smaller may also be meant so. */
async function measureOverflow(page: AskedPage & MeasuredPage, width: number): Promise<Overflow | undefined> {
  await page.setWidth({ width, height: Math.round(width * Math.SQRT2) });
  try {
    const { result } = await page.evaluate(OVERFLOW_SCRIPT, "own");
    return result?.value as Overflow | undefined;
  } finally {
    await page.setWidth(undefined);
  }
}

/** Lays the document out on a screen as large as its page. */
async function measureHigher(page: AskedPage & MeasuredPage, print: PrintSettings): Promise<string[]> {
  const { width, height } = roomOf(print);
  await page.setWidth({ width: Math.round(width / print.scale), height: Math.round(height / print.scale) });
  try {
    const { result } = await page.evaluate(HIGHER_SCRIPT, "own");
    return Array.isArray(result?.value) ? result.value.map(String).filter((words) => words !== "") : [];
  } finally {
    await page.setWidth(undefined);
  }
}

function tooLong(parts: readonly string[], printed: number, wanted: number): Noticed {
  const [first] = parts;
  const isOne = wanted === 1 || first === undefined;
  const what = isOne
    ? "as its text is longer than a page"
    : `as these parts are longer than a page: ${parts.map((words) => `"${words}"`).join(", ")}`;
  return {
    code: "content-overflow",
    message:
      `The document is made for ${wanted} ${wanted === 1 ? "page" : "pages"} and became ${printed}, ${what}. ` +
      "Shorten or divide it, or choose a larger page or a smaller scale.",
    ...(first === undefined ? {} : { written: first }),
  };
}

function tooWide({ width, room, tag, text }: Overflow, scale: number): Noticed {
  const isCut = width * SMALLEST_SCALE > room + 1;
  const percent = Math.round(scale * 100);
  const what = tag === "" ? "its widest part" : text === "" ? `the <${tag}>` : `the <${tag}> "${text}"`;
  return {
    code: "content-overflow",
    message:
      `The document is ${width} px wide, but its page has room for ${room} px: everything was printed at ${percent} % ` +
      `of its size${isCut ? ", and what reaches further was cut off" : ""}. Make ${what} narrower, turn the page ` +
      "(landscape), or choose a larger page size or smaller margins.",
    ...(text === "" ? {} : { written: text }),
  };
}

function missingGlyphs(characters: ReadonlySet<string>): Noticed[] {
  if (characters.size === 0) return [];
  const [first] = characters;
  const shown = [...characters].slice(0, MAX_NAMED_CHARACTERS).map(nameOf);
  const more = characters.size > shown.length ? ` and ${characters.size - shown.length} more` : "";
  const message =
    `No font has a glyph for ${shown.join(", ")}${more}: empty boxes were printed. Install a font that has them, or ` +
    "put one beside the prompt and name it with @font-face.";
  return [{ code: "glyph-missing", message, written: first }];
}

/** `漢 (U+6F22)` */
function nameOf(characters: string): string {
  const numbers = [...characters].map((character) => {
    return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
  return `${characters} (${numbers.join(" ")})`;
}

function emptyPages(): Noticed {
  return {
    code: "page-empty",
    message:
      "The PDF is empty: there is nothing on any of its pages. Look whether the prompt or its template has text.",
  };
}
