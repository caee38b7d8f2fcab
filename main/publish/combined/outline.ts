import { UnexpectedStructure } from "../properties/structure";
import { pdfString } from "../properties/text";
import type { BookWriter } from "./book-writer";
import type { Copier } from "./copier";
import type { SourceFile } from "./source-file";
import { dictOf, type PdfDict, type PdfValue, Ref, textOf } from "./values";

const MAX_DEPTH = 50;
/** What is kept of an item besides its place in the outline. */
const KEPT = ["Title", "Dest", "A", "SE", "C", "F"] as const;

/** An item of an outline with those below it. */
export interface OutlineItem {
  entries: PdfDict;
  kids: OutlineItem[];
}

/** The outline of a document. References between items are not trusted more than needed: Chromium gets parents wrong. */
export function readOutline(file: SourceFile): OutlineItem[] {
  const seen = new Set<number>();
  const read = (parent: PdfDict | undefined, depth: number): OutlineItem[] => {
    const items: OutlineItem[] = [];
    for (let next = parent?.get("First"); next instanceof Ref; ) {
      if (seen.has(next.number) || depth > MAX_DEPTH) throw new UnexpectedStructure("its outline goes in a circle");
      seen.add(next.number);
      const item = file.dict(next);
      if (!item) break;
      const entries = KEPT.flatMap((key): [string, PdfValue][] => {
        const value = item.get(key);
        return value === undefined ? [] : [[key, value]];
      });
      items.push({ entries: new Map(entries), kids: read(item, depth + 1) });
      next = item.get("Next");
    }
    return items;
  };
  return read(file.dict(file.catalog.get("Outlines")), 0);
}

/**
 * A document's outline below its bookmark. One that begins with a heading like the title, with all others below it, would
 * say the title twice.
 */
export function belowTitle(items: OutlineItem[], title: string): OutlineItem[] {
  const [only, ...others] = items;
  const heading = textOf(only?.entries.get("Title"));
  // Where a heading is broken into lines, Chromium leaves out the blank between them.
  const isTitle = only && others.length === 0 && heading.replace(/\s+/g, "") === title.replace(/\s+/g, "");
  return isTitle ? only.kids : items;
}

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Items below another one; `count` is that of all of them, which are open. */
interface Below {
  first: Ref;
  last: Ref;
  count: number;
}

/** The bookmark of a document. */
export interface Bookmark {
  /** As PDF writes it. */
  title: string;
  /** Tells the document from others with the same title. */
  name: string;
  /** In the book. */
  destination: PdfValue;
}

/** The outline of the book: a closed bookmark for each document, in their order. */
export class OutlineWriter {
  readonly #book: BookWriter;
  readonly #root: Ref;
  readonly #bookmarks: (Bookmark & { ref: Ref; below: Below | undefined })[] = [];

  constructor(book: BookWriter) {
    this.#book = book;
    this.#root = new Ref(book.reserve());
  }

  /** @param items of the document, below its bookmark */
  add(bookmark: Bookmark, items: readonly OutlineItem[], copier: Copier): void {
    const ref = new Ref(this.#book.reserve());
    this.#bookmarks.push({ ...bookmark, ref, below: this.#putAll(items, ref, copier) });
  }

  /** @returns its root */
  finish(): Ref {
    const bookmarks = this.#bookmarks;
    const uses = new Map<string, number>();
    const texts = bookmarks.map(({ title }) => folded(textOf(title)));
    for (const text of texts) uses.set(text, (uses.get(text) ?? 0) + 1);
    bookmarks.forEach(({ title, name, destination, ref, below }, index) => {
      const text = texts[index] ?? "";
      // Rows of one table often have one title: a list of equal bookmarks leads nowhere.
      const isShared = (uses.get(text) ?? 0) > 1;
      const entries = {
        Title: isShared ? pdfString(`${text} (${name})`) : title,
        Dest: destination,
        Parent: this.#root,
        Prev: bookmarks[index - 1]?.ref,
        Next: bookmarks[index + 1]?.ref,
        First: below?.first,
        Last: below?.last,
        Count: below ? -below.count : undefined,
      };
      this.#book.put(ref.number, dictOf(entries));
    });
    const [first, last] = [bookmarks[0]?.ref, bookmarks.at(-1)?.ref];
    this.#book.put(this.#root.number, dictOf({ Type: "/Outlines", First: first, Last: last, Count: bookmarks.length }));
    return this.#root;
  }

  /** @returns undefined without items */
  #putAll(items: readonly OutlineItem[], parent: Ref, copier: Copier): Below | undefined {
    const refs = items.map(() => new Ref(this.#book.reserve()));
    const [first, last] = [refs[0], refs.at(-1)];
    if (!first || !last) return undefined;
    let count = items.length;
    items.forEach(({ entries, kids }, index) => {
      const ref = refs[index] as Ref;
      const below = this.#putAll(kids, ref, copier);
      count += below?.count ?? 0;
      const item = copier.own(entries) as PdfDict;
      const links = { Parent: parent, Prev: refs[index - 1], Next: refs[index + 1] };
      const all = { ...links, First: below?.first, Last: below?.last, Count: below?.count };
      for (const [key, value] of dictOf(all)) item.set(key, value);
      this.#book.put(ref.number, item);
    });
    return { first, last, count };
  }
}
