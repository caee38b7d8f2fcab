/** A label: its lines, and how large they are set. */
interface Label {
  lines: string[];
  sizePt: number;
}

/** Sheets of labels; lengths are in millimetres. */
export interface LabelSheets {
  /** Labels by sheet; one without lines is left blank. */
  sheets: Label[][];
  columns: number;
  rows: number;
  top: number;
  left: number;
  gapX: number;
  gapY: number;
  hasBorders: boolean;
}

interface Paper {
  widthMm: number;
  heightMm: number;
}

const BLANK: Label = { lines: [], sizePt: 0 };
const MOST_LABELS = 20_000;
const MOST_COPIES = 1000;
const MM_PER_PT = 25.4 / 72;
const PADDING_MM = 4;
const LINE_HEIGHT = 1.28;
/** Mean width of a letter of Inter, in parts of its size; letters of China, Japan and Korea are twice as wide. */
const LETTER_WIDTH = 0.55;
const SIZES_PT = [12, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5];

/**
 * Lays labels out on sheets: `labels` in the data, each a text, a list of lines or an object whose values are its lines
 * (`copies` says how often it is printed), on the `grid` in the data.
 * @throws Error that says which field is wrong
 */
export function layOutLabels(data: Record<string, unknown>, paper: Paper): LabelSheets {
  const grid = gridOf(data, paper);
  const { columns, rows, top, left, gapX, gapY } = grid;
  const width = (paper.widthMm - 2 * left - (columns - 1) * gapX) / columns - 2 * PADDING_MM;
  const height = (paper.heightMm - 2 * top - (rows - 1) * gapY) / rows - PADDING_MM;
  if (width < 5 || height < 3) {
    throw new Error(`"grid" leaves no room: its ${columns} × ${rows} labels would be smaller than 13 × 7 mm`);
  }
  const labels: Label[] = Array.from({ length: grid.skip }, () => BLANK);
  for (const [index, value] of labelsOf(data).entries()) {
    const { lines, copies } = readLabel(value, index);
    const label = { lines, sizePt: sizeFor(lines, width, height) };
    for (let copy = 0; copy < copies; copy++) labels.push(label);
    if (labels.length > MOST_LABELS) throw new Error(`there are more than ${MOST_LABELS} labels: split them`);
  }
  const perSheet = columns * rows;
  const sheets: Label[][] = [];
  for (let at = 0; at < labels.length; at += perSheet) sheets.push(labels.slice(at, at + perSheet));
  return { sheets, columns, rows, top, left, gapX, gapY, hasBorders: grid.hasBorders };
}

function labelsOf({ labels }: Record<string, unknown>): unknown[] {
  if (Array.isArray(labels)) return labels;
  if (labels === undefined) throw new Error(`the data have no "labels": a list of texts, lists of lines, or objects`);
  throw new Error(`"labels" must be a list, it is ${JSON.stringify(labels).slice(0, 60)}`);
}

function readLabel(value: unknown, index: number): { lines: string[]; copies: number } {
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  const fields: Record<string, unknown> = isObject ? { ...value } : {};
  const copies = fields.copies ?? 1;
  if (typeof copies !== "number" && !/^\d+$/.test(String(copies))) throw new Error(copiesRule(index, copies));
  const count = Number(copies);
  if (!Number.isInteger(count) || count < 0 || count > MOST_COPIES) throw new Error(copiesRule(index, copies));
  delete fields.copies;
  const parts = isObject ? Object.values(fields) : [value];
  const lines = parts.flat(2).flatMap((part) => String(part ?? "").split("\n"));
  return { lines: lines.map((line) => line.trim()).filter((line) => line !== ""), copies: count };
}

function copiesRule(index: number, value: unknown): string {
  return `"copies" of label ${index + 1} must be a whole number from 0 to ${MOST_COPIES}, it is ${JSON.stringify(value)}`;
}

/** The largest size that a label's lines fit in, wrapped where they must be; the smallest where none does. */
function sizeFor(lines: readonly string[], widthMm: number, heightMm: number): number {
  const fits = (sizePt: number) => {
    const letters = widthMm / (sizePt * MM_PER_PT * LETTER_WIDTH);
    const wrapped = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / letters)), 0);
    return wrapped * sizePt * MM_PER_PT * LINE_HEIGHT <= heightMm;
  };
  return SIZES_PT.find(fits) ?? SIZES_PT.at(-1) ?? 5;
}

/** In letters. */
function widthOf(line: string): number {
  return line.length + (line.match(/[\u1100-\uffdc]/g)?.length ?? 0);
}

function gridOf({ grid }: Record<string, unknown>, { widthMm, heightMm }: Paper) {
  if (grid !== undefined && (grid === null || typeof grid !== "object" || Array.isArray(grid))) {
    throw new Error(`"grid" must be an object such as {columns: 3, rows: 8}`);
  }
  const given: Record<string, unknown> = { ...grid };
  const number = (key: string, fallback: number, least: number, most: number, isWhole = false): number => {
    const value = given[key] ?? fallback;
    const read = typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    const isRight = typeof read === "number" && read >= least && read <= most && (!isWhole || Number.isInteger(read));
    if (isRight) return read;
    const rule = isWhole
      ? `a whole number from ${least} to ${most}`
      : `millimetres from ${least} to ${most}, as a number`;
    throw new Error(`"${key}" of "grid" must be ${rule}, it is ${JSON.stringify(value)}`);
  };
  const columns = number("columns", 3, 1, 20, true);
  const rows = number("rows", 8, 1, 50, true);
  return {
    columns,
    rows,
    top: number("top", 0, 0, heightMm / 2),
    left: number("left", 0, 0, widthMm / 2),
    gapX: number("gap_x", 0, 0, 100),
    gapY: number("gap_y", 0, 0, 100),
    // A sheet that is used up is not put into the printer again.
    skip: number("skip", 0, 0, columns * rows - 1, true),
    hasBorders: given.borders === true || given.borders === "true",
  };
}
