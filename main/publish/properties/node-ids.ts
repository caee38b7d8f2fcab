import { type PdfStructure, UnexpectedStructure } from "./structure";

const MARK = "(node";
const STREAM_END = "endstream\nendobj\n";
/** Where ids of structure elements stand. None of it can be part of a text: there, parentheses are escaped. */
const PLACES = /\/ID \(node\d+\)|\/(?:Headers|Limits|Names) ?\[\(node[^\]]*\]/g;
const ID = /\((node\d+)\)/g;
const NAME = /\((node\d{8})\) (\d+) 0 R/g;
const NAMES = /^\/Names ?\[(?:\(node\d{8}\) \d+ 0 R ?)+\]$/;
const DIGITS = 8;

interface Place {
  offset: number;
  text: string;
}

/**
 * Numbers the ids of structure elements anew, by the objects they stand for. Chromium takes them from a counter of its
 * renderer, so that they depend on what that has rendered before. All keep their length, and nothing moves.
 * @param pdf changed in place
 * @throws UnexpectedStructure where ids are not as expected; then nothing was changed
 */
export function renumberNodes(pdf: Buffer, structure: PdfStructure): void {
  const places = findPlaces(pdf, structure);
  if (places.length === 0) return;
  const [table, ...others] = places.filter(({ text }) => text.startsWith("/Names"));
  if (!table || others.length > 0 || !NAMES.test(table.text)) {
    throw new UnexpectedStructure("its table of structure elements is not as expected");
  }
  const entries = namesOf(table.text).sort((one, other) => one.object - other.object);
  const numbers = new Map(entries.map(({ id }, index) => [id, nameOf(index + 1)]));
  const numberOf = (id: string) => {
    const known = numbers.get(id) ?? nameOf(numbers.size + 1);
    numbers.set(id, known);
    return known;
  };
  const changes = places.map(({ offset, text }) => {
    if (text.startsWith("/Names")) {
      const names = entries.map(({ id, object }) => `(${numberOf(id)}) ${object} 0 R`).join(" ");
      return { offset, was: text, is: `${text.slice(0, text.indexOf("[") + 1)}${names}]` };
    }
    // The table is sorted by its objects now, and its limits are its first and its last id.
    const limits = [nameOf(1), nameOf(entries.length)];
    const isLimits = text.startsWith("/Limits");
    return {
      offset,
      was: text,
      is: text.replace(ID, (_all, id: string) => `(${isLimits ? limits.shift() : numberOf(id)})`),
    };
  });
  if (changes.some(({ was, is }) => was.length !== is.length)) {
    throw new UnexpectedStructure("an id of a structure element has not eight digits");
  }
  for (const { offset, is } of changes) pdf.write(is, offset, "latin1");
}

function nameOf(number: number): string {
  return `node${String(number).padStart(DIGITS, "0")}`;
}

/** Every place with ids, in the order of the file. What is in a stream is content, whatever it looks like. */
function findPlaces(pdf: Buffer, { inOrder, xrefOffset }: PdfStructure): Place[] {
  const starts = [...inOrder.subarray(1), xrefOffset];
  const places: Place[] = [];
  let at = pdf.indexOf(MARK);
  for (let index = 0; index + 1 < starts.length && at !== -1; index += 1) {
    const [start = 0, end = 0] = starts.slice(index, index + 2);
    if (at >= end) continue;
    const isStream = pdf.toString("latin1", end - STREAM_END.length, end) === STREAM_END;
    if (!isStream) {
      for (const { index: within, 0: text } of pdf.toString("latin1", start, end).matchAll(PLACES)) {
        places.push({ offset: start + within, text });
      }
    }
    at = pdf.indexOf(MARK, end);
  }
  return places;
}

function namesOf(text: string): { id: string; object: number }[] {
  return [...text.matchAll(NAME)].map(([, id = "", object]) => ({ id, object: Number(object) }));
}
