/** A glyph of a TrueType font. */
export interface Glyph {
  /** As it stands in the font; empty for a blank. */
  outline: Buffer;
  advance: number;
  leftSideBearing: number;
}

/** The parts of a TrueType font that a PDF needs. */
export interface TrueType {
  unitsPerEm: number;
  glyphs: number;
  /** The glyph with a number below {@link glyphs}. */
  glyph(number: number): Glyph;
  head: Buffer;
  hhea: Buffer;
  maxp: Buffer;
  /** Programs of the font as a whole, by their tags; those that are there. */
  programs: Map<string, Buffer>;
}

const VERSION = 0x00010000;
const PROGRAMS = ["cvt ", "fpgm", "prep"] as const;
const CHECKSUM_MAGIC = 0xb1b0afba;
const HEAD = { checksum: 8, unitsPerEm: 18, boxFrom: 36, boxTo: 44, locaFormat: 50 } as const;
const HHEA = { extremesFrom: 10, extremesTo: 18, metrics: 34 } as const;
const MAXP = { glyphs: 4, limitsFrom: 6, bytes: 32 } as const;
/** Extremes of a table of signed or unsigned numbers, by offset: what counts of two fonts is the least or the greatest. */
const LEAST = { head: [36, 38], hhea: [12, 14] } as const;
const GREATEST = { head: [40, 42], hhea: [16] } as const;

/** @throws RangeError for bytes that are no such font */
export function readTrueType(bytes: Buffer): TrueType {
  const tables = new Map<string, Buffer>();
  if (bytes.readUInt32BE(0) !== VERSION) throw new RangeError("no TrueType font");
  for (let index = 0; index < bytes.readUInt16BE(4); index += 1) {
    const at = 12 + 16 * index;
    const [start, length] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)];
    if (start + length > bytes.length) throw new RangeError("a table is cut off");
    tables.set(bytes.toString("latin1", at, at + 4), bytes.subarray(start, start + length));
  }
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (!found) throw new RangeError(`no table ${tag}`);
    return found;
  };
  const [head, hhea, maxp, glyf, loca, hmtx] = ["head", "hhea", "maxp", "glyf", "loca", "hmtx"].map(table) as [
    ...[Buffer, Buffer, Buffer, Buffer, Buffer, Buffer],
  ];
  if (maxp.length !== MAXP.bytes) throw new RangeError("no limits of a TrueType font");
  const isLong = head.readInt16BE(HEAD.locaFormat) === 1;
  const offset = (number: number) => (isLong ? loca.readUInt32BE(4 * number) : 2 * loca.readUInt16BE(2 * number));
  const metrics = hhea.readUInt16BE(HHEA.metrics);
  const glyphs = maxp.readUInt16BE(MAXP.glyphs);
  return {
    unitsPerEm: head.readUInt16BE(HEAD.unitsPerEm),
    glyphs,
    glyph(number) {
      const [start, end] = [offset(number), offset(number + 1)];
      if (start > end || end > glyf.length) throw new RangeError("a glyph is cut off");
      // Glyphs behind the last advance have that one.
      const [advanceAt, bearingAt] =
        number < metrics ? [4 * number, 4 * number + 2] : [4 * (metrics - 1), 4 * metrics + 2 * (number - metrics)];
      return {
        outline: glyf.subarray(start, end),
        advance: hmtx.readUInt16BE(advanceAt),
        leftSideBearing: hmtx.readInt16BE(bearingAt),
      };
    },
    head,
    hhea,
    maxp,
    programs: new Map(PROGRAMS.flatMap((tag) => (tables.has(tag) ? [[tag, table(tag)]] : []))),
  };
}

/** What two subsets of one font have in common, whichever glyphs are in them. */
export function commonOf({ head, hhea, programs }: TrueType): Buffer {
  const commonHead = Buffer.from(head);
  commonHead.fill(0, HEAD.checksum, HEAD.checksum + 4).fill(0, HEAD.boxFrom, HEAD.boxTo);
  commonHead.fill(0, HEAD.locaFormat, HEAD.locaFormat + 2);
  const commonHhea = Buffer.from(hhea);
  commonHhea.fill(0, HHEA.extremesFrom, HHEA.extremesTo).fill(0, HHEA.metrics, HHEA.metrics + 2);
  const named = [...programs].flatMap(([tag, bytes]) => [Buffer.from(`${tag}${bytes.length}:`), bytes]);
  return Buffer.concat([commonHead, commonHhea, ...named]);
}

/** A font in the making: tables of one with the extremes and limits of all that are {@link extend | added}. */
export type FontTables = Pick<TrueType, "head" | "hhea" | "maxp" | "programs">;

/** Own copies: what they were read from can be dropped. */
export function tablesOf({ head, hhea, maxp, programs }: FontTables): FontTables {
  const copies = [...programs].map(([tag, bytes]) => [tag, Buffer.from(bytes)] as const);
  return { head: Buffer.from(head), hhea: Buffer.from(hhea), maxp: Buffer.from(maxp), programs: new Map(copies) };
}

/** Widens the extremes and limits of a font in the making to those of another subset. */
export function extend(tables: FontTables, other: FontTables): void {
  for (const name of ["head", "hhea"] as const) {
    const [mine, theirs] = [tables[name], other[name]];
    for (const at of LEAST[name]) mine.writeInt16BE(Math.min(mine.readInt16BE(at), theirs.readInt16BE(at)), at);
    for (const at of GREATEST[name]) mine.writeInt16BE(Math.max(mine.readInt16BE(at), theirs.readInt16BE(at)), at);
  }
  const widest = HHEA.extremesFrom;
  const widths = [tables.hhea.readUInt16BE(widest), other.hhea.readUInt16BE(widest)];
  tables.hhea.writeUInt16BE(Math.max(...widths), widest);
  for (let at = MAXP.limitsFrom; at < MAXP.bytes; at += 2) {
    tables.maxp.writeUInt16BE(Math.max(tables.maxp.readUInt16BE(at), other.maxp.readUInt16BE(at)), at);
  }
}

/** The font file with some glyphs, each under its number. */
export function writeTrueType(tables: FontTables, glyphs: ReadonlyMap<number, Glyph>): Buffer {
  const count = Math.max(...glyphs.keys()) + 1;
  const [head, hhea, maxp] = [tables.head, tables.hhea, tables.maxp].map((table) => Buffer.from(table)) as [
    ...[Buffer, Buffer, Buffer],
  ];
  const loca = Buffer.alloc(4 * (count + 1));
  const hmtx = Buffer.alloc(4 * count);
  const outlines: Buffer[] = [];
  let length = 0;
  for (let number = 0; number < count; number += 1) {
    const glyph = glyphs.get(number);
    if (glyph) {
      outlines.push(padded(glyph.outline));
      length += padded(glyph.outline).length;
      hmtx.writeUInt16BE(glyph.advance, 4 * number);
      hmtx.writeInt16BE(glyph.leftSideBearing, 4 * number + 2);
    }
    loca.writeUInt32BE(length, 4 * (number + 1));
  }
  head.writeInt16BE(1, HEAD.locaFormat);
  head.writeUInt32BE(0, HEAD.checksum);
  hhea.writeUInt16BE(count, HHEA.metrics);
  maxp.writeUInt16BE(count, MAXP.glyphs);
  const glyf = Buffer.concat(outlines);
  const file = fileOf(new Map([...tables.programs, ...Object.entries({ glyf, head, hhea, hmtx, loca, maxp })]));
  const headAt = file.indexOf(head);
  file.writeUInt32BE((CHECKSUM_MAGIC - checksum(file)) >>> 0, headAt + HEAD.checksum);
  return file;
}

function fileOf(tables: ReadonlyMap<string, Buffer>): Buffer {
  const sorted = [...tables].sort(([one], [other]) => (one < other ? -1 : 1));
  const power = Math.floor(Math.log2(sorted.length));
  const directory = Buffer.alloc(12 + 16 * sorted.length);
  directory.writeUInt32BE(VERSION, 0);
  directory.writeUInt16BE(sorted.length, 4);
  directory.writeUInt16BE(16 * 2 ** power, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(16 * sorted.length - 16 * 2 ** power, 10);
  let offset = directory.length;
  sorted.forEach(([tag, bytes], index) => {
    const at = 12 + 16 * index;
    directory.write(tag, at, "latin1");
    directory.writeUInt32BE(checksum(padded(bytes)), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(bytes.length, at + 12);
    offset += padded(bytes).length;
  });
  return Buffer.concat([directory, ...sorted.map(([, bytes]) => padded(bytes))]);
}

/** Filled up to whole words. */
function padded(bytes: Buffer): Buffer {
  const missing = (4 - (bytes.length % 4)) % 4;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
