import { UnexpectedStructure } from "../properties/structure";

/**
 * A value of PDF. Names, numbers, strings, `true` and `null` are kept as they are written (latin1): `/Type`, `12`,
 * `(text)`, `<feff>`.
 */
export type PdfValue = string | Ref | PdfValue[] | PdfDict;
/** Keys are written without their slash. */
export type PdfDict = Map<string, PdfValue>;

/** A reference to an object by its number. */
export class Ref {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

/** Deeper than any PDF that is made here; deeper ones would fill the stack. */
const MAX_DEPTH = 100;

const SPACE = kinds("\0\t\n\f\r ");
const DELIMITER = kinds("\0\t\n\f\r ()<>[]{}/%");
const [LESS, GREATER, OPEN, CLOSE, OPEN_PAREN, CLOSE_PAREN, SLASH, BACKSLASH, PERCENT, NEWLINE, RETURN] = [
  ..."<>[]()/\\%\n\r",
].map((character) => character.charCodeAt(0)) as [
  ...[number, number, number, number, number, number, number, number, number, number, number],
];

function kinds(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Reads values from the bytes of a PDF. Every method throws UnexpectedStructure where they are no PDF. */
export class ValueReader {
  readonly #bytes: Buffer;
  /** Offset of the next byte. */
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** The next value with all that is in it. */
  value(depth = 0): PdfValue {
    if (depth > MAX_DEPTH) throw this.#unexpected("nests too deeply");
    this.skipSpace();
    switch (this.#bytes[this.at]) {
      case SLASH:
        return this.#name();
      case OPEN:
        return this.#array(depth);
      case OPEN_PAREN:
        return this.#text();
      case LESS:
        return this.#bytes[this.at + 1] === LESS ? this.#dict(depth) : this.#hexText();
      default:
        return this.#atomOrRef();
    }
  }

  /** A word of letters or digits, such as `obj`. */
  word(): string {
    this.skipSpace();
    const start = this.at;
    while (this.at < this.#bytes.length && DELIMITER[this.#bytes[this.at] as number] === 0) this.at += 1;
    return this.#bytes.toString("latin1", start, this.at);
  }

  /** A whole number, zero or more. */
  number(): number {
    const word = this.word();
    if (!/^\d{1,15}$/.test(word)) throw this.#unexpected(`has "${word.slice(0, 20)}" where a number should be`);
    return Number(word);
  }

  expect(wanted: string): void {
    const word = this.word();
    if (word !== wanted) throw this.#unexpected(`has "${word.slice(0, 20)}" where "${wanted}" should be`);
  }

  /** Passes blanks and comments. */
  skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) return;
      if (byte === PERCENT) this.#skipLine();
      else if (SPACE[byte] === 1) this.at += 1;
      else return;
    }
  }

  #skipLine(): void {
    for (; this.at < this.#bytes.length; this.at += 1) {
      const byte = this.#bytes[this.at];
      if (byte === NEWLINE || byte === RETURN) return;
    }
  }

  #name(): string {
    const start = this.at;
    this.at += 1;
    while (this.at < this.#bytes.length && DELIMITER[this.#bytes[this.at] as number] === 0) this.at += 1;
    return this.#bytes.toString("latin1", start, this.at);
  }

  #array(depth: number): PdfValue[] {
    this.at += 1;
    const values: PdfValue[] = [];
    for (;;) {
      this.skipSpace();
      if (this.#bytes[this.at] === CLOSE) break;
      values.push(this.value(depth + 1));
    }
    this.at += 1;
    return values;
  }

  #dict(depth: number): PdfDict {
    this.at += 2;
    const dict: PdfDict = new Map();
    for (;;) {
      this.skipSpace();
      if (this.#bytes[this.at] === GREATER) break;
      if (this.#bytes[this.at] !== SLASH) throw this.#unexpected("has a dictionary with a key that is no name");
      const key = this.#name().slice(1);
      dict.set(key, this.value(depth + 1));
    }
    if (this.#bytes[this.at + 1] !== GREATER) throw this.#unexpected("has a dictionary that does not end");
    this.at += 2;
    return dict;
  }

  #text(): string {
    const start = this.at;
    let open = 0;
    for (; this.at < this.#bytes.length; this.at += 1) {
      const byte = this.#bytes[this.at];
      if (byte === BACKSLASH) this.at += 1;
      else if (byte === OPEN_PAREN) open += 1;
      else if (byte === CLOSE_PAREN) {
        open -= 1;
        if (open > 0) continue;
        this.at += 1;
        return this.#bytes.toString("latin1", start, this.at);
      }
    }
    throw this.#unexpected("has a text that does not end");
  }

  #hexText(): string {
    const start = this.at;
    const end = this.#bytes.indexOf(GREATER, start);
    if (end === -1) throw this.#unexpected("has a text that does not end");
    this.at = end + 1;
    return this.#bytes.toString("latin1", start, this.at);
  }

  #atomOrRef(): string | Ref {
    const atom = this.word();
    if (atom === "") throw this.#unexpected("has something that is no value");
    if (!/^\d+$/.test(atom)) return atom;
    // `12 0 R`, or two numbers of an array.
    const after = this.at;
    if (this.word() === "0" && this.word() === "R") return new Ref(Number(atom));
    this.at = after;
    return atom;
  }

  #unexpected(what: string): UnexpectedStructure {
    return new UnexpectedStructure(`it ${what}, at byte ${this.at}`);
  }
}

/** A value as a PDF holds it, in latin1. */
export function written(value: PdfValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Ref) return `${value.number} 0 R`;
  if (Array.isArray(value)) return `[${value.map(written).join(" ")}]`;
  let text = "<<";
  for (const [key, entry] of value) {
    const entryText = written(entry);
    text += /^[/(<[]/.test(entryText) ? `/${key}${entryText}` : `/${key} ${entryText}`;
  }
  return `${text}>>`;
}

/** A dictionary from its entries; those without a value are left out. */
export function dictOf(entries: Readonly<Record<string, PdfValue | number | undefined>>): PdfDict {
  const dict: PdfDict = new Map();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) dict.set(key, typeof value === "number" ? String(value) : value);
  }
  return dict;
}

export function isDict(value: PdfValue | undefined): value is PdfDict {
  return value instanceof Map;
}

/** The whole number that a value is; undefined for anything else. */
export function integerOf(value: PdfValue | undefined): number | undefined {
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The text that a string stands for; empty for any other value. Bytes without a mark of their encoding are latin1. */
export function textOf(value: PdfValue | undefined): string {
  if (typeof value !== "string" || !/^[(<]/.test(value)) return "";
  const bytes = value.startsWith("<") ? hexBytes(value) : literalBytes(value);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString("utf16le");
  }
  return bytes.toString("latin1");
}

function hexBytes(value: string): Buffer {
  const digits = value.slice(1, -1).replace(/\s+/g, "");
  return Buffer.from(digits.padEnd(digits.length + (digits.length % 2), "0"), "hex");
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function literalBytes(value: string): Buffer {
  const text = value
    .slice(1, -1)
    .replace(/\\(?:([0-7]{1,3})|\r?\n|([\s\S]))/g, (_all, octal?: string, other?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) % 256);
      return other === undefined ? "" : (ESCAPES[other] ?? other);
    });
  return Buffer.from(text, "latin1");
}
