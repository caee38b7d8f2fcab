import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { dictOf, type PdfDict, type PdfValue, Ref, written } from "./values";

/** 1.7 knows all that Chromium writes; objects that are packed together are known since 1.5. */
const HEAD = "%PDF-1.7\n%\xd3\xeb\xe9\xe1\n";
/** Objects that are packed together: a viewer unpacks all of them to have one. */
const PACKED_OBJECTS = 200;
/** Bytes of the fields of an entry in the table of objects: its kind, an offset or a number, an index. */
const FIELDS = [1, 6, 2] as const;
const ENTRY_BYTES = FIELDS[0] + FIELDS[1] + FIELDS[2];

/**
 * The objects of a PDF in the making. What has no stream is packed; what is equal is kept once where it is
 * {@link share | shared}. Bytes gather until they are {@link take | taken}: memory grows with the number of objects only.
 */
export class BookWriter {
  readonly #onPiece: () => void;
  #pieces: Buffer[] = [];
  #offset = 0;
  /** Where each object is: its offset, or the number of its pack. 0: nowhere. */
  #places = new Float64Array(1024);
  /** Its index in its pack; -1 where it stands alone. */
  #indices = new Int16Array(1024).fill(-1);
  #next = 1;
  #packed: [number, string][] = [];
  /** Numbers of shared objects by a hash of what they are. */
  readonly #shared = new Map<string, number>();

  /**
   * @param mark a line in the head of the file that tells it from others
   * @param onPiece called now and then; what it throws ends the work
   */
  constructor(mark: string, onPiece: () => void) {
    this.#onPiece = onPiece;
    this.#push(Buffer.from(`${HEAD}${mark}\n`, "latin1"));
  }

  /** A number for an object that is put later; one that never is counts as deleted. */
  reserve(): number {
    const number = this.#next;
    this.#next += 1;
    if (number >= this.#places.length) this.#grow();
    return number;
  }

  put(number: number, value: PdfValue): void {
    this.#packed.push([number, written(value)]);
    if (this.#packed.length === PACKED_OBJECTS) this.#pack();
  }

  add(value: PdfValue): Ref {
    const number = this.reserve();
    this.put(number, value);
    return new Ref(number);
  }

  /** @param dict without its length */
  putStream(number: number, dict: PdfDict, data: Buffer): void {
    const head = new Map(dict).set("Length", String(data.length));
    this.#places[number] = this.#offset;
    this.#push(Buffer.from(`${number} 0 obj\n${written(head)}stream\n`, "latin1"));
    this.#push(data);
    this.#push(Buffer.from("\nendstream\nendobj\n"));
    this.#onPiece();
  }

  /** Adds an object unless an equal one is there. It must not refer to what refers to it. */
  share(value: PdfValue, data?: Buffer): Ref {
    const text = written(value);
    const hash = createHash("sha256").update(text, "latin1");
    if (data) hash.update("\0stream\0").update(data);
    const key = hash.digest("base64");
    const known = this.#shared.get(key);
    if (known !== undefined) return new Ref(known);
    const number = this.reserve();
    this.#shared.set(key, number);
    if (data) this.putStream(number, value as PdfDict, data);
    else this.put(number, value);
    return new Ref(number);
  }

  /** What was written since this was called last. */
  take(): Buffer[] {
    return this.#pieces.splice(0);
  }

  /** Ends the file with its table of objects. @param id in hexadecimal */
  finish({ root, info, id }: { root: Ref; info: Ref; id: string }): void {
    this.#pack();
    const number = this.reserve();
    const start = this.#offset;
    this.#places[number] = start;
    const table = Buffer.alloc(this.#next * ENTRY_BYTES);
    for (let entry = 0; entry < this.#next; entry += 1) {
      const [place = 0, index = -1] = [this.#places[entry], this.#indices[entry]];
      const at = entry * ENTRY_BYTES;
      if (place === 0) table.writeUInt16BE(0xffff, at + FIELDS[0] + FIELDS[1]);
      else {
        table.writeUInt8(index === -1 ? 1 : 2, at);
        table.writeUIntBE(place, at + FIELDS[0], FIELDS[1]);
        table.writeUInt16BE(Math.max(0, index), at + FIELDS[0] + FIELDS[1]);
      }
    }
    const dict = dictOf({
      Type: "/XRef",
      Size: this.#next,
      W: FIELDS.map(String),
      Root: root,
      Info: info,
      ID: [`<${id}>`, `<${id}>`],
      Filter: "/FlateDecode",
    });
    this.putStream(number, dict, deflateSync(table));
    this.#push(Buffer.from(`startxref\n${start}\n%%EOF\n`));
  }

  #pack(): void {
    if (this.#packed.length === 0) return;
    const number = this.reserve();
    let offset = 0;
    const heads: string[] = [];
    this.#packed.forEach(([member, text], index) => {
      heads.push(`${member} ${offset}`);
      offset += text.length + 1;
      this.#places[member] = number;
      this.#indices[member] = index;
    });
    const head = `${heads.join(" ")}\n`;
    const body = this.#packed.map(([, text]) => text).join("\n");
    const dict = dictOf({ Type: "/ObjStm", N: heads.length, First: head.length, Filter: "/FlateDecode" });
    this.#packed = [];
    this.putStream(number, dict, deflateSync(Buffer.from(`${head}${body}\n`, "latin1")));
  }

  #push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#offset += piece.length;
  }

  #grow(): void {
    const places = new Float64Array(this.#places.length * 2);
    places.set(this.#places);
    this.#places = places;
    const indices = new Int16Array(places.length).fill(-1);
    indices.set(this.#indices);
    this.#indices = indices;
  }
}
