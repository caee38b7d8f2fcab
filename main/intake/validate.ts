import { promptSchema } from "../../shared/prompt";
import type { IntakeItem } from "../../shared/stages";
import { cleanValue } from "./clean";
import { DAMAGED } from "./decode";
import { type KeyPath, toValueIssues, type ValueIssue } from "./issues";
import { type Origin, type Position, rejected } from "./origin";
import { PositionIndex } from "./positions";

const PROMPT_MISSING = '"prompt" is missing: give the text of the prompt, or name a template';

/** Where a record stands in its file. */
export interface RecordPlace {
  /** First line of the record, from 1. */
  line: number;
  /** First line of its text, where that is another one. */
  bodyLine?: number | undefined;
  /** Number of the record in a file of many, from 1. */
  row?: number | undefined;
  /** Where the key or value at a path of the record stands, if that can be told. Asked only when something is wrong. */
  locate?: ((path: KeyPath) => Position | undefined) | undefined;
}

/**
 * An untrusted record as a prompt, or the reason why it is none, with the place of the first thing that is wrong.
 * `callTemplate` is the template of the whole call: with one, or with one of its own, a record needs no `prompt`.
 */
export function toItem(record: unknown, origin: Origin, place: RecordPlace, callTemplate?: string): IntakeItem {
  const cleaned = cleanValue(record);
  if ("issue" in cleaned) return rejectedFor([cleaned.issue], origin, place);
  const { value } = cleaned;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return rejected(origin.source, 'A prompt must be an object such as {"prompt": "# Hello"}.', placeOf(place, []));
  }
  const hasTemplate = callTemplate !== undefined || ("template" in value && value.template !== undefined);
  const parsed = promptSchema.safeParse(hasTemplate && !("prompt" in value) ? { ...value, prompt: "" } : value);
  if (!parsed.success) {
    const issues = toValueIssues(parsed.error).map((issue) =>
      issue.path[0] === "prompt" && !("prompt" in value) ? { ...issue, message: PROMPT_MISSING } : issue,
    );
    return rejectedFor(issues, origin, place);
  }
  const prompt = parsed.data;
  if (!hasTemplate && prompt.prompt.trim() === "") {
    const message = "The prompt is empty. Write its text, or name a template that makes the page from the data";
    return rejectedFor([{ path: ["prompt"], message }], origin, place);
  }
  const { source, baseDir, relativeDir, stem, index } = origin;
  const { line, bodyLine, row } = place;
  const found = { prompt, source, line, row, baseDir, relativeDir, stem, ...(index === undefined ? {} : { index }) };
  return { kind: "prompt", found: bodyLine === undefined ? found : { ...found, bodyLine } };
}

function placeOf({ line, locate }: RecordPlace, path: KeyPath): Position {
  return locate?.(path) ?? { line };
}

/** One rejection for everything that is wrong with a record, at the first of the places. */
export function rejectedFor(issues: readonly ValueIssue[], origin: Origin, place: RecordPlace): IntakeItem {
  const located = issues
    .map(({ path, message }) => ({ message, position: placeOf(place, path) }))
    .sort((a, b) => a.position.line - b.position.line);
  const first = located[0]?.position ?? { line: place.line };
  const sentences = located.map(({ message, position }) =>
    position.line === first.line ? message : `${message} (line ${position.line})`,
  );
  return rejected(origin.source, `${sentences.join("; ")}.`, first);
}

/** What is wrong with the characters of a text, at which offset; undefined where nothing is. */
export function characterFlaw(text: string): { offset: number; message: string } | undefined {
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const message =
      "A NUL character (U+0000) is not allowed. Is this a text file? Save it as UTF-8, and remove the character";
    return { offset: nul, message };
  }
  const damaged = text.indexOf(DAMAGED);
  if (damaged < 0) return undefined;
  return {
    offset: damaged,
    message: "This is UTF-8, but for a damaged character here. Type it anew, and save it as UTF-8",
  };
}

/** The rejection of a text with a character that may not be. `firstLine` is the line of the file it begins on. */
export function rejectCharacter(text: string, { source }: Origin, firstLine = 1): IntakeItem | undefined {
  const flaw = characterFlaw(text);
  return flaw && rejected(source, `${flaw.message}.`, new PositionIndex(text, firstLine).at(flaw.offset));
}
