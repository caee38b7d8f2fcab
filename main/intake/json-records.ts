import { ERROR_CODES } from "../../shared/errors";
import type { IntakeItem } from "../../shared/stages";
import { elementOffsets, locateInJson, valueStart } from "./json-locate";
import { parseExactly } from "./json-parse";
import { findJsonFlaw } from "./json-syntax";
import { findTwiceKey, twiceMessage } from "./json-twice";
import type { Line } from "./lines";
import { givenBack, type Origin, rejected, withRaw } from "./origin";
import { PositionIndex } from "./positions";
import { type RecordPlace, rejectCharacter, toItem } from "./validate";

/**
 * The prompts of JSON lines, one object a line; blank lines are skipped. A bad line is rejected with its place, and
 * reading goes on with the next.
 * @param lines batches of lines as {@link readLines} gives them
 */
export async function* readJsonLines(
  batches: AsyncIterable<Line[]>,
  origin: Origin,
  { template, maxRecordBytes }: { template?: string | undefined; maxRecordBytes: number },
): AsyncGenerator<IntakeItem> {
  let row = 0;
  for await (const lines of batches) {
    for (const { number: line, text, isTooLong } of lines) {
      if (!isTooLong && text.trim() === "") continue;
      row += 1;
      if (isTooLong) {
        const message = `This line is longer than ${maxRecordBytes} characters, the limit for one prompt. Shorten it.`;
        yield rejected(origin.source, message, { line });
      } else yield parseRecord(text, origin, { line, row }, template);
    }
  }
}

function parseRecord(
  text: string,
  origin: Origin,
  { line, row }: { line: number; row: number },
  template: string | undefined,
): IntakeItem {
  const parsed = parseJson(text, origin, line);
  if ("flaw" in parsed) return withRaw(parsed.flaw, origin, row, { kind: "text", text });
  const locate = (path: readonly PropertyKey[]) => ({
    line,
    column: locateInJson(text, valueStart(text), path) + 1,
  });
  const item = readObject(parsed.value, origin, { line, row, locate }, template);
  return withRaw(item, origin, row, { kind: "text", text });
}

/**
 * One object as a prompt. Of a prompt that failed before and is given back, the key `error` says why it failed and where
 * it came from first.
 */
function readObject(value: unknown, origin: Origin, place: RecordPlace, template: string | undefined): IntakeItem {
  if (!isObject(value)) return toItem(value, origin, place, template);
  const { error, ...object } = value;
  if (!isFeedback(error)) return kept(value, origin, place.row, toItem(value, origin, place, template));
  const back =
    error.origin === undefined
      ? { origin, row: place.row }
      : givenBack(origin, error.origin, 'the key "origin" of its "error"');
  if ("flaw" in back) {
    return kept(object, origin, place.row, rejected(origin.source, back.flaw, { line: place.line }));
  }
  const { row } = back;
  const item =
    "raw" in object
      ? notMended(error.message, origin, place)
      : toItem(object, back.origin, { ...place, row }, template);
  return kept(object, back.origin, row, item);
}

const NOT_READ = "This could not be read as a prompt when it came";

/** What was no prompt before and is given back as it was: the first reason is told again. */
function notMended(why: string, origin: Origin, place: RecordPlace): IntakeItem {
  const message = why.startsWith(NOT_READ)
    ? why
    : `${NOT_READ}: ${why} Mend it: write a prompt in place of "raw", such as "prompt": "# Hello", and leave "error" as it is.`;
  return rejected(origin.source, message, place.locate?.(["raw"]) ?? { line: place.line });
}

/** A rejection with the object it is about. */
function kept(object: Record<string, unknown>, origin: Origin, row: number | undefined, item: IntakeItem): IntakeItem {
  return withRaw(item, origin, row, { kind: "object", object });
}

/** Whether a key `error` is what is written of a prompt that failed, and nothing of somebody else's. */
function isFeedback(error: unknown): error is { code: string; message: string; origin?: string } {
  if (!isObject(error)) return false;
  const { code, message, origin } = error;
  return ERROR_CODES.some((known) => known === code) && typeof message === "string" && isTextOrNone(origin);
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The prompts of a JSON file: one object, or an array of objects, each with its own line. A file that is no JSON is one
 * rejection, as nothing behind the flaw can be trusted.
 */
export function* readJsonFile(text: string, origin: Origin, template?: string): Generator<IntakeItem> {
  const parsed = parseJson(text, origin, 1);
  if ("flaw" in parsed) {
    yield withRaw(parsed.flaw, origin, undefined, { kind: "text", text });
    return;
  }
  const positions = new PositionIndex(text);
  const placeAt = (start: number, row?: number) => ({
    line: positions.at(start).line,
    row,
    locate: (path: readonly PropertyKey[]) => positions.at(locateInJson(text, start, path)),
  });
  if (!Array.isArray(parsed.value)) {
    yield readObject(parsed.value, origin, placeAt(valueStart(text)), template);
    return;
  }
  if (parsed.value.length === 0) {
    yield rejected(origin.source, `${origin.label} has no prompts: its list is empty. Add at least one.`, { line: 1 });
    return;
  }
  const offsets = elementOffsets(text);
  for (const [index, element] of parsed.value.entries()) {
    yield readObject(element, origin, placeAt(offsets[index] ?? 0, index + 1), template);
  }
}

const STDIN_HINT =
  ' Standard input must be JSON lines such as {"prompt": "# Hello"}; to render a text, save it as .md, .txt or .html, ' +
  "and name that file.";

function parseJson(text: string, origin: Origin, firstLine: number): { value: unknown } | { flaw: IntakeItem } {
  const flaw = rejectCharacter(text, origin, firstLine);
  if (flaw) return { flaw };
  const fail = (message: string, offset: number) => ({
    flaw: rejected(origin.source, message, new PositionIndex(text, firstLine).at(offset)),
  });
  try {
    const value = parseExactly(text);
    const twice = findTwiceKey(text, value);
    return twice ? fail(`${twiceMessage(twice)}.`, twice.offset) : { value };
  } catch (error) {
    const flaw = findJsonFlaw(text);
    // Both must agree on the grammar; where they do not, JSON.parse has the last word.
    const why = flaw?.message ?? (error instanceof Error ? error.message : String(error));
    const hint = origin.source === "-" && !text.trimStart().startsWith("{") ? STDIN_HINT : "";
    return fail(`This is not valid JSON: ${why}.${hint}`, flaw?.offset ?? 0);
  }
}
