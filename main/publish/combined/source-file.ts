import { UnexpectedStructure } from "../properties/structure";
import { integerOf, isDict, type PdfDict, type PdfValue, Ref, ValueReader } from "./values";

/** An object of a PDF. */
export interface PdfObject {
  value: PdfValue;
  /** The bytes of its stream, as they are stored; undefined where it is none. */
  data?: Buffer | undefined;
}

/** Where the last table of objects is said to be. */
const TAIL_BYTES = 1024;
/** More tables than any PDF that is made here has. */
const MAX_TABLES = 100;
/** How many branches of a tree are followed from its root. */
const MAX_TREE_DEPTH = 50;

/**
 * A PDF with plain tables of objects, as Chromium writes them, and perhaps changes behind it with tables of their own. Of
 * an object that is there more than once, the newest counts. Methods throw UnexpectedStructure for any other PDF.
 */
export class SourceFile {
  readonly #bytes: Buffer;
  /** Offsets by number; 0 for an object that was deleted. */
  readonly #offsets = new Map<number, number>();
  readonly #trailer: PdfDict = new Map();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    if (bytes.toString("latin1", 0, 5) !== "%PDF-") throw new UnexpectedStructure("it does not begin as a PDF does");
    const tail = bytes.toString("latin1", Math.max(0, bytes.length - TAIL_BYTES));
    const start = /startxref\s+(\d{1,15})\s+%%EOF\s*$/.exec(tail)?.[1];
    if (start === undefined) throw new UnexpectedStructure("it does not end as a PDF does");
    const seen = new Set<number>();
    for (let at: number | undefined = Number(start); at !== undefined; at = integerOf(this.#trailerOf(at))) {
      if (seen.has(at) || seen.size === MAX_TABLES)
        throw new UnexpectedStructure("its tables of objects go in a circle");
      seen.add(at);
    }
    if (this.#trailer.has("Encrypt")) throw new UnexpectedStructure("it is encrypted");
  }

  get catalog(): PdfDict {
    const root = this.dict(this.#trailer.get("Root"));
    if (!root) throw new UnexpectedStructure("it has no catalog");
    return root;
  }

  get info(): PdfDict | undefined {
    return this.dict(this.#trailer.get("Info"));
  }

  /** An object by its number; undefined where there is none, which stands for `null`. */
  object(number: number): PdfObject | undefined {
    const offset = this.#offsets.get(number) ?? 0;
    if (offset === 0) return undefined;
    const reader = new ValueReader(this.#bytes, offset);
    if (reader.number() !== number) throw new UnexpectedStructure(`object ${number} is not where it should be`);
    reader.number();
    reader.expect("obj");
    const value = reader.value();
    const word = reader.word();
    if (word === "endobj") return { value };
    if (word !== "stream" || !isDict(value)) throw new UnexpectedStructure(`object ${number} does not end`);
    return { value, data: this.#data(number, value, reader.at) };
  }

  /** What a value stands for: itself, or the object it refers to. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    let resolved = value;
    for (let hops = 0; resolved instanceof Ref; hops += 1) {
      if (hops === MAX_TREE_DEPTH) throw new UnexpectedStructure("its references go in a circle");
      resolved = this.object(resolved.number)?.value;
    }
    return resolved;
  }

  /** The dictionary that a value stands for; undefined for anything else. */
  dict(value: PdfValue | undefined): PdfDict | undefined {
    const resolved = this.resolve(value);
    return isDict(resolved) ? resolved : undefined;
  }

  /** The array that a value stands for; empty for anything else. */
  array(value: PdfValue | undefined): PdfValue[] {
    const resolved = this.resolve(value);
    return Array.isArray(resolved) ? resolved : [];
  }

  /** Keys and values of a tree of names or numbers, in its order. */
  *treeEntries(root: PdfValue | undefined, depth = 0, seen = new Set<number>()): Generator<[string, PdfValue]> {
    if (depth > MAX_TREE_DEPTH) throw new UnexpectedStructure("a tree in it nests too deeply");
    if (root instanceof Ref) {
      if (seen.has(root.number)) throw new UnexpectedStructure("a tree in it has a branch twice");
      seen.add(root.number);
    }
    const node = this.dict(root);
    if (!node) return;
    for (const kid of this.array(node.get("Kids"))) yield* this.treeEntries(kid, depth + 1, seen);
    const entries = this.array(node.get("Nums") ?? node.get("Names"));
    for (let index = 0; index + 1 < entries.length; index += 2) {
      const [key, value] = entries.slice(index, index + 2);
      if (typeof key !== "string" || value === undefined) throw new UnexpectedStructure("a tree in it has odd keys");
      yield [key, value];
    }
  }

  /** Reads the table at an offset, and the trailer behind it. @returns where the table before it is */
  #trailerOf(at: number): PdfValue | undefined {
    const reader = new ValueReader(this.#bytes, at);
    if (at >= this.#bytes.length || reader.word() !== "xref") {
      throw new UnexpectedStructure("it has no plain table of objects where it should be");
    }
    for (;;) {
      const word = reader.word();
      if (word === "trailer") break;
      if (!/^\d{1,10}$/.test(word)) throw new UnexpectedStructure("its table of objects is not as expected");
      this.#readSection(reader, Number(word), reader.number());
    }
    const trailer = reader.value();
    if (!isDict(trailer) || trailer.has("XRefStm")) throw new UnexpectedStructure("its trailer is not as expected");
    for (const [key, value] of trailer) if (!this.#trailer.has(key)) this.#trailer.set(key, value);
    return trailer.get("Prev");
  }

  #readSection(reader: ValueReader, first: number, count: number): void {
    for (let number = first; number < first + count; number += 1) {
      const offset = reader.number();
      const generation = reader.number();
      const kind = reader.word();
      if (kind !== "n" && kind !== "f")
        throw new UnexpectedStructure(`its entry for object ${number} is not as expected`);
      if (kind === "n" && generation !== 0) throw new UnexpectedStructure(`object ${number} has a generation`);
      if (!this.#offsets.has(number)) this.#offsets.set(number, kind === "n" ? offset : 0);
    }
  }

  #data(number: number, dict: PdfDict, keywordEnd: number): Buffer {
    const start = keywordEnd + (this.#bytes.toString("latin1", keywordEnd, keywordEnd + 2) === "\r\n" ? 2 : 1);
    const length = integerOf(this.resolve(dict.get("Length")));
    if (length === undefined || start + length > this.#bytes.length) {
      throw new UnexpectedStructure(`the stream of object ${number} has no length`);
    }
    const end = new ValueReader(this.#bytes, start + length);
    if (end.word() !== "endstream") throw new UnexpectedStructure(`the stream of object ${number} does not end`);
    return this.#bytes.subarray(start, start + length);
  }
}
