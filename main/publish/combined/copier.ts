import { UnexpectedStructure } from "../properties/structure";
import type { BookWriter } from "./book-writer";
import type { FontMerger } from "./fonts";
import type { SourceFile } from "./source-file";
import { integerOf, isDict, type PdfDict, type PdfValue, Ref } from "./values";

/** Resources within resources: deeper ones would fill the stack. */
const MAX_RESOURCE_DEPTH = 500;

/** What tells a document's things from those of others in the same book. */
export interface Place {
  /** Put before the ids of its structure elements; of the same length for all documents, so that ids stay sorted. */
  idPrefix: string;
  /** Added to its keys of the tree from content to structure. */
  structParentsBase: number;
  /** Places that its links may name, as explicit destinations of the document. */
  destinations: ReadonlyMap<string, PdfValue>;
}

/** Copies objects of one document into the book, with new numbers. */
export class Copier {
  readonly #file: SourceFile;
  readonly #book: BookWriter;
  readonly #fonts: FontMerger;
  readonly #place: Place;
  /** New numbers by old ones. */
  readonly #numbers = new Map<number, number>();
  /** Objects that have a number and are not copied yet. */
  #waiting: number[] = [];

  constructor(file: SourceFile, { book, fonts, place }: { book: BookWriter; fonts: FontMerger; place: Place }) {
    this.#file = file;
    this.#book = book;
    this.#fonts = fonts;
    this.#place = place;
  }

  /** From now on, what refers to the one refers to the other. */
  replace(reference: Ref, replacement: Ref): void {
    this.#numbers.set(reference.number, replacement.number);
  }

  /** What a reference became; undefined where nothing that was copied refers to it. */
  copied(reference: PdfValue | undefined): Ref | undefined {
    const number = reference instanceof Ref ? this.#numbers.get(reference.number) : undefined;
    return number === undefined ? undefined : new Ref(number);
  }

  /** A value with what it refers to, each object as one of its own. Call {@link finish} later. */
  own(value: PdfValue): PdfValue {
    return this.#rewrite(value, (reference) => this.#ownReference(reference));
  }

  /** A value with what it refers to, where what is equal is kept once: for content, fonts, images and the like. */
  share(value: PdfValue, depth = 0): PdfValue {
    return this.#rewrite(value, (reference) => this.#shareReference(reference, depth));
  }

  /** Copies what was referred to, and what that refers to. */
  finish(): void {
    for (let number = this.#waiting.pop(); number !== undefined; number = this.#waiting.pop()) {
      const { value, data } = this.#file.object(number) ?? { value: "null" };
      const copy = this.own(value);
      const copyNumber = this.#numbers.get(number) as number;
      if (data) this.#book.putStream(copyNumber, copy as PdfDict, data);
      else this.#book.put(copyNumber, copy);
    }
  }

  #ownReference(reference: Ref): Ref {
    const known = this.copied(reference);
    if (known) return known;
    const number = this.#book.reserve();
    this.#numbers.set(reference.number, number);
    this.#waiting.push(reference.number);
    return new Ref(number);
  }

  #shareReference(reference: Ref, depth: number): PdfValue {
    const known = this.copied(reference);
    if (known) return known;
    const { number } = reference;
    if (depth > MAX_RESOURCE_DEPTH) {
      throw new UnexpectedStructure(`object ${number} has resources that go in a circle`);
    }
    const object = this.#file.object(number);
    if (!object) return "null";
    const copy = this.#mergedFont(object.value) ?? this.#book.share(this.share(object.value, depth + 1), object.data);
    this.#numbers.set(number, copy.number);
    return copy;
  }

  #mergedFont(value: PdfValue): Ref | undefined {
    const isFont = isDict(value) && value.get("Type") === "/Font" && value.get("Subtype") === "/Type0";
    return isFont ? this.#fonts.merge(this.#file, value) : undefined;
  }

  /** The same value with other references, and with what must be told from that of other documents. */
  #rewrite(value: PdfValue, refer: (reference: Ref) => PdfValue): PdfValue {
    if (typeof value === "string") return value;
    if (value instanceof Ref) return refer(value);
    if (Array.isArray(value)) return value.map((item) => this.#rewrite(item, refer));
    const isElement = value.get("Type") === "/StructElem";
    const copy: PdfDict = new Map();
    for (const [key, entry] of value) {
      const named = key === "Dest" || (key === "D" && value.get("S") === "/GoTo") ? this.#destination(entry) : entry;
      copy.set(key, this.#told(key, named, isElement) ?? this.#rewrite(named, refer));
    }
    return copy;
  }

  /** What stands for a document's own number or id in the book; undefined where the entry is none. */
  #told(key: string, entry: PdfValue, isElement: boolean): PdfValue | undefined {
    const { structParentsBase } = this.#place;
    if (key === "StructParents" || key === "StructParent") {
      const number = integerOf(entry);
      return number === undefined ? undefined : String(structParentsBase + number);
    }
    if (key === "ID" && isElement && typeof entry === "string") return this.id(entry);
    if (key === "Headers" && Array.isArray(entry)) {
      return entry.map((id) => (typeof id === "string" ? this.id(id) : id));
    }
    return undefined;
  }

  /** The id of a structure element as it is in the book. */
  id(text: string): string {
    const { idPrefix } = this.#place;
    if (text.startsWith("(")) return `(${idPrefix}${text.slice(1)}`;
    return text.startsWith("<") ? `<${Buffer.from(idPrefix).toString("hex")}${text.slice(1)}` : text;
  }

  /** Names are the document's own: what they stand for is said instead, which may be nothing. */
  #destination(entry: PdfValue): PdfValue {
    const name = this.#file.resolve(entry);
    if (typeof name !== "string") return entry;
    const destination = this.#file.resolve(this.#place.destinations.get(name));
    if (isDict(destination)) return destination.get("D") ?? "null";
    return destination ?? "null";
  }
}
