import { UnexpectedStructure } from "../properties/structure";
import { pdfString } from "../properties/text";
import { BookWriter } from "./book-writer";
import { Copier } from "./copier";
import { FontMerger } from "./fonts";
import { belowTitle, OutlineWriter, readOutline } from "./outline";
import { PageNumbers } from "./page-numbers";
import { boxOf, contentsOf, destinationsOf, pagesOf, type SourcePage } from "./pages";
import { SourceFile } from "./source-file";
import { StructureWriter } from "./structure-writer";
import { PageTreeWriter } from "./trees";
import { dictOf, type PdfDict, Ref, textOf } from "./values";

/** A line in the head of every combined PDF: only these are replaced. */
export const BOOK_MARK = "%PDFPrompt combined";
/** Digits that a document's number has in ids of structure elements. */
const NUMBER_DIGITS = 7;
/** What a document may have for readers that act on it, which no printed page has: it would be lost. */
const UNKNOWN_IN_CATALOG = ["AcroForm", "OCProperties", "Collection", "OpenAction", "AA"] as const;

/** Entries of a page that are not copied one by one. */
const MADE_FOR_PAGES: ReadonlySet<string> = new Set(["Type", "Parent", "Resources", "Contents"]);

/** What the book says of itself. */
export interface BookProperties {
  /** Entries of the Info dictionary, as PDF writes them. */
  info: Readonly<Record<string, string>>;
  /** XMP metadata that say the same, given the language. */
  metadata: (language: string) => Buffer;
  /** A language tag; what those of all documents have in common where it is undefined. */
  language: string | undefined;
  /** In hexadecimal. */
  id: string;
}

/** One PDF of many: pages, outlines, tags and links of the documents that are added, one behind the other. */
export class Book {
  readonly #writer: BookWriter;
  readonly #fonts: FontMerger;
  readonly #pages: PageTreeWriter;
  readonly #outline: OutlineWriter;
  readonly #structure: StructureWriter;
  readonly #pageNumbers: PageNumbers | undefined;
  #documents = 0;
  #tagged = 0;
  readonly #languages = new Set<string>();

  /** @param onPiece called now and then; what it throws ends the work */
  constructor({ isNumbered, onPiece }: { isNumbered: boolean; onPiece: () => void }) {
    this.#writer = new BookWriter(BOOK_MARK, onPiece);
    this.#fonts = new FontMerger(this.#writer);
    this.#pages = new PageTreeWriter(this.#writer);
    this.#outline = new OutlineWriter(this.#writer);
    this.#structure = new StructureWriter(this.#writer);
    this.#pageNumbers = isNumbered ? new PageNumbers(this.#writer) : undefined;
  }

  get pages(): number {
    return this.#pages.pages;
  }

  /** What was written since this was called last. */
  take(): Buffer[] {
    return this.#writer.take();
  }

  /**
   * @param name of the document: its bookmark where it has no title, and part of it where others have the same
   * @throws UnexpectedStructure for a PDF that is not written as this program writes them; then the book is no good
   */
  add(bytes: Buffer, name: string): void {
    const file = new SourceFile(bytes);
    const { catalog } = file;
    refuseUnknown(file);
    this.#documents += 1;
    const pages = pagesOf(file);
    const place = {
      idPrefix: `d${String(this.#documents).padStart(NUMBER_DIGITS, "0")}-`,
      structParentsBase: this.#structure.nextKey,
      destinations: destinationsOf(file),
    };
    const copier = new Copier(file, { book: this.#writer, fonts: this.#fonts, place });
    for (const { ref } of pages) copier.replace(ref, new Ref(this.#writer.reserve()));
    for (const page of pages) this.#addPage(page, file, copier);
    const given = file.info?.get("Title");
    const title = textOf(given) === "" ? pdfString(name) : (given as string);
    const language = file.resolve(catalog.get("Lang"));
    this.#languages.add(textOf(language));
    const addIds = this.#structure.add(file, copier, { title, language });
    if (addIds) this.#tagged += 1;
    const [first] = pages as [SourcePage];
    const { left, top } = boxOf(file, first);
    const destination = [copier.copied(first.ref) as Ref, "/XYZ", String(left), String(top), "0"];
    const items = belowTitle(readOutline(file), textOf(title));
    this.#outline.add({ title, name, destination }, items, copier);
    copier.finish();
    addIds?.();
  }

  /** Ends the book; what is left of it can be taken then. */
  finish({ info, metadata, language, id }: BookProperties): void {
    const writer = this.#writer;
    this.#pageNumbers?.finish();
    this.#fonts.finish();
    const lang = language ?? commonLanguage([...this.#languages]);
    const metadataNumber = writer.reserve();
    writer.putStream(metadataNumber, dictOf({ Type: "/Metadata", Subtype: "/XML" }), metadata(lang));
    const isTagged = this.#tagged === this.#documents;
    const catalog = dictOf({
      Type: "/Catalog",
      Pages: this.#pages.finish(),
      Outlines: this.#outline.finish(),
      PageMode: "/UseOutlines",
      PageLabels: dictOf({ Nums: ["0", dictOf({ S: "/D" })] }),
      StructTreeRoot: this.#structure.finish(),
      MarkInfo: isTagged ? dictOf({ Marked: "true" }) : undefined,
      ViewerPreferences: dictOf({ DisplayDocTitle: "true" }),
      Lang: lang === "" ? undefined : pdfString(lang),
      Metadata: new Ref(metadataNumber),
    });
    writer.finish({ root: writer.add(catalog), info: writer.add(dictOf(info)), id });
  }

  #addPage(page: SourcePage, file: SourceFile, copier: Copier): void {
    const ref = copier.copied(page.ref) as Ref;
    const own = new Map([...page.entries].filter(([key]) => !MADE_FOR_PAGES.has(key)));
    const entries = copier.own(own) as PdfDict;
    entries.set("Type", "/Page").set("Parent", this.#pages.add(ref));
    const source = file.dict(page.entries.get("Resources")) ?? new Map();
    const resources = copier.share(source) as PdfDict;
    let contents = contentsOf(file, page).map((stream) => copier.share(stream));
    if (this.#pageNumbers) {
      const fonts = copier.share(file.dict(source.get("Font")) ?? new Map()) as PdfDict;
      contents = this.#pageNumbers.add(contents, fonts, boxOf(file, page));
      resources.set("Font", fonts);
    }
    entries.set("Resources", this.#writer.share(resources));
    if (contents.length > 0) entries.set("Contents", contents);
    this.#writer.put(ref.number, entries);
  }
}

/** `en` of `en-GB` and `en`; empty where languages differ altogether. */
function commonLanguage(tags: readonly string[]): string {
  const [first = "", ...others] = tags;
  if (others.length === 0) return first;
  const primary = first.split("-", 1)[0] ?? "";
  return tags.every((tag) => tag.split("-", 1)[0] === primary) ? primary : "";
}

function refuseUnknown(file: SourceFile): void {
  const { catalog } = file;
  const unknown =
    UNKNOWN_IN_CATALOG.find((key) => catalog.has(key)) ??
    [...(file.dict(catalog.get("Names"))?.keys() ?? [])].find((key) => key !== "Dests");
  if (unknown !== undefined) throw new UnexpectedStructure(`it has ${unknown}, which no printed page has`);
}
