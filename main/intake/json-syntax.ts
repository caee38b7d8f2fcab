import { MAX_DEPTH } from "./clean";
import { endOfScalar, endOfString, skipSpace } from "./json-scan";

/** Why a text is no JSON, and where: an offset from 0. */
export interface JsonFlaw {
  offset: number;
  message: string;
}

type Expectation = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma" | "end";

const EXPECTED: Readonly<Record<Expectation, string>> = {
  value: "a value",
  "value or ]": 'a value or "]"',
  key: "a key in double quotes",
  "key or }": 'a key in double quotes or "}"',
  colon: '":" after the key',
  comma: '"," or a closing bracket',
  end: "nothing more",
};

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const MAX_SCALAR_LENGTH = 1000;

/**
 * The first place where a text breaks the grammar of JSON, or undefined where it does not. Asked only when
 * `JSON.parse` has failed: its own messages give no position in many cases, and differ between releases of V8.
 * Keeps its own stack, so that nesting cannot exhaust the real one, and gives up on nesting that nobody would take.
 */
export function findJsonFlaw(text: string): JsonFlaw | undefined {
  const open: ("[" | "{")[] = [];
  let expected: Expectation = "value";
  let at = skipSpace(text, 0);

  while (at < text.length) {
    const character = text.charAt(at);
    const container = open.at(-1);
    const isBareContainer = expected === "value or ]" || expected === "key or }";
    if (character === (container === "[" ? "]" : "}") && container && (expected === "comma" || isBareContainer)) {
      open.pop();
      at += 1;
      expected = open.length === 0 ? "end" : "comma";
    } else if (expected === "comma" && character === ",") {
      at += 1;
      expected = container === "[" ? "value" : "key";
    } else if (expected === "colon" && character === ":") {
      at += 1;
      expected = "value";
    } else if (expected === "key" || expected === "key or }") {
      if (character !== '"') return unexpected(text, at, expected);
      const flaw = stringFlaw(text, at);
      if (flaw) return flaw;
      at = endOfString(text, at);
      expected = "colon";
    } else if (expected === "value" || expected === "value or ]") {
      if (character === "[" || character === "{") {
        if (open.length >= MAX_DEPTH) return { offset: at, message: `it is nested deeper than ${MAX_DEPTH} levels` };
        open.push(character);
        at += 1;
        expected = character === "[" ? "value or ]" : "key or }";
      } else {
        const flaw = character === '"' ? stringFlaw(text, at) : scalarFlaw(text, at, expected);
        if (flaw) return flaw;
        at = character === '"' ? endOfString(text, at) : endOfScalar(text, at);
        expected = open.length === 0 ? "end" : "comma";
      }
    } else return unexpected(text, at, expected);
    at = skipSpace(text, at);
  }
  if (expected === "end") return undefined;
  return { offset: at, message: `it ends too early: ${EXPECTED[expected]} is missing` };
}

function unexpected(text: string, offset: number, expected: Expectation): JsonFlaw {
  const found = JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  return { offset, message: `expected ${EXPECTED[expected]}, found ${found}` };
}

function scalarFlaw(text: string, start: number, expected: Expectation): JsonFlaw | undefined {
  const end = endOfScalar(text, start);
  if (end === start) return unexpected(text, start, expected);
  const word = text.slice(start, end);
  // JSON.parse takes numbers of any length; an expression on megabytes of digits is not worth its stack.
  if (word.length > MAX_SCALAR_LENGTH || SCALAR.test(word)) return undefined;
  const shown = word.length > 40 ? `${word.slice(0, 37)}…` : word;
  return { offset: start, message: `${JSON.stringify(shown)} is no value; put text in double quotes` };
}

/** What is wrong with the string whose opening quote is at `start`. */
function stringFlaw(text: string, start: number): JsonFlaw | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return undefined;
    if (character === "\n") return { offset: at, message: "a line break inside quotes; write it as \\n" };
    if (character < " ") return { offset: at, message: "a control character inside quotes; write it as \\u00…" };
    if (character !== "\\") continue;
    if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at, at + 6))) {
      return { offset: at, message: "a backslash inside quotes must be doubled, or begin an escape such as \\n" };
    }
    at += 1;
  }
  return { offset: start, message: "the closing double quote is missing" };
}
