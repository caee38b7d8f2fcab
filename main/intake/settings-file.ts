import type { z } from "zod";
import type { Problem } from "../../shared/errors";
import { type KeyPath, toValueIssues, type ValueIssue } from "./issues";
import { locateInJson, valueStart } from "./json-locate";
import { findJsonFlaw } from "./json-syntax";
import { findTwiceKey, twiceMessage } from "./json-twice";
import { PositionIndex } from "./positions";

/**
 * Reads a JSON object of settings that people write by hand.
 * @param source absolute path of the file, for messages
 * @param check what else may be wrong with a value that the schema takes
 * @returns the settings, or everything that is wrong with them as one problem at the first place
 */
export function parseSettings<T>(
  text: string,
  source: string,
  schema: z.ZodType<T>,
  check: (value: T) => readonly ValueIssue[] = () => [],
): { value: T } | { problem: Problem } {
  const json = text.replace(/^\ufeff/, "");
  const positions = new PositionIndex(json);
  const fail = (message: string, offset: number) => {
    const problem: Problem = { code: "input-invalid", message, source, ...positions.at(offset) };
    return { problem };
  };
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const flaw = findJsonFlaw(json);
    const why = flaw?.message ?? (error instanceof Error ? error.message : String(error));
    return fail(`This is not valid JSON: ${why}.`, flaw?.offset ?? 0);
  }
  const twice = findTwiceKey(json, value);
  if (twice) return fail(`${twiceMessage(twice)}.`, twice.offset);
  const start = valueStart(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fail('Settings must be an object such as {"template": "letter"}.', start);
  }
  const parsed = schema.safeParse(value);
  const issues = parsed.success ? check(parsed.data) : toValueIssues(parsed.error, schema);
  if (parsed.success && issues.length === 0) return { value: parsed.data };
  const offsetOf = (path: KeyPath) => locateInJson(json, start, path);
  const located = issues.map(({ path, message }) => ({ message, offset: offsetOf(path) }));
  located.sort((one, other) => one.offset - other.offset);
  const first = located[0]?.offset ?? start;
  const { line } = positions.at(first);
  const sentences = located.map(({ message, offset }) => {
    const at = positions.at(offset).line;
    return at === line ? message : `${message} (line ${at})`;
  });
  return fail(`${sentences.join("; ")}.`, first);
}
