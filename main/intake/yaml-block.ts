import {
  Composer,
  type CST,
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  Parser,
  visit,
} from "yaml";
import { MAX_DEPTH } from "./clean";
import type { KeyPath } from "./issues";
import type { Position } from "./origin";
import { PositionIndex } from "./positions";

/** More is no front matter, and the parser needs seconds for megabytes of brackets. */
const MAX_CHARACTERS = 64 * 1024;
/** Uses of anchors times what each stands for: more is an attack that makes gigabytes of a few lines. */
const MAX_ALIASES = 100;

/** A YAML mapping whose keys know their place. */
export interface YamlBlock {
  values: Record<string, unknown>;
  /** The text of a scalar at the top as it was written (`007`), its value where it was quoted. */
  sourceOf: (key: string) => unknown;
  /** Where the key or item at a path stands; the nearest one above it where it has no place of its own. */
  locate: (path: KeyPath) => Position | undefined;
}

interface YamlFlaw {
  message: string;
  position: Position;
}

/**
 * Parses one YAML 1.2 mapping. No tag makes anything but data; unknown tags, keys written twice, bombs of aliases and
 * nesting deeper than {@link MAX_DEPTH} are flaws with their place.
 * @param firstLine line of the file that `text` begins on
 */
export function parseYaml(text: string, firstLine: number): YamlBlock | { flaw: YamlFlaw } {
  const positions = new PositionIndex(text, firstLine);
  // What is missing at the end is told of the last line with something on it, not of the closing dashes.
  const end = text.trimEnd().length;
  const fail = (message: string, offset = 0) => ({ flaw: { message, position: positions.at(Math.min(offset, end)) } });

  if (text.length > MAX_CHARACTERS) {
    return fail(`The front matter is longer than ${MAX_CHARACTERS} characters. Put large data in a JSON file`);
  }
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The composer below is recursive; near the end of the stack an expression inside it takes the process down.
    if (parser.stack.length > MAX_DEPTH) {
      return fail(`The front matter is nested too deeply; flatten it`, parser.offset);
    }
  }
  for (const token of parser.end()) tokens.push(token);

  const options = { prettyErrors: false, uniqueKeys: false, logLevel: "silent", merge: false } as const;
  const [document, second] = new Composer(options).compose(tokens, true, text.length);
  if (!document) return emptyBlock();
  const error = document.errors[0] ?? document.warnings[0];
  if (error) return fail(`The front matter is not valid YAML: ${error.message}`, error.pos[0]);
  if (second) return fail("The front matter holds more than one YAML document; keep one", second.range[0]);
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null))
    return emptyBlock();
  if (!isMap(document.contents)) {
    return fail('The front matter must be lines of "key: value"', document.contents.range[0]);
  }
  const twice = findDuplicateKey(document);
  if (twice) return fail(`The front matter has the key "${twice.name}" twice; keep one`, twice.offset);

  keepNumbersAsWritten(document.contents);
  let values: unknown;
  try {
    values = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (reason) {
    if (!(reason instanceof ReferenceError)) throw reason;
    return fail(`The front matter's aliases (*name) cannot be used: ${reason.message}`);
  }
  const contents = document.contents;
  return {
    values: Object.fromEntries(Object.entries(values ?? {})),
    sourceOf: (key) => {
      const node = contents.get(key, true);
      return isScalar(node) ? (typeof node.value === "string" ? node.value : (node.source ?? node.value)) : node;
    },
    locate: (path) => {
      const offset = offsetOf(contents, path);
      return offset === undefined ? undefined : positions.at(offset);
    },
  };
}

/** In the data, numbers that would be printed otherwise than they are written are texts: postcodes, versions, accounts. */
function keepNumbersAsWritten(contents: ParsedNode): void {
  const data = isMap(contents) ? contents.get("data", true) : undefined;
  if (!isMap(data) && !isSeq(data)) return;
  visit(data, {
    Scalar(key, node) {
      const isNumber = key !== "key" && typeof node.value === "number" && node.source !== undefined;
      if (isNumber && String(node.value) !== node.source) node.value = node.source;
    },
  });
}

function emptyBlock(): YamlBlock {
  return { values: {}, sourceOf: () => undefined, locate: () => undefined };
}

/** The library's own check compares every key with every other; thousands of keys would take minutes. */
function findDuplicateKey(document: Document.Parsed): { name: string; offset: number } | undefined {
  let found: { name: string; offset: number } | undefined;
  visit(document, {
    Map(_key, map) {
      const names = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (names.has(name)) {
          found = { name, offset: key.range?.[0] ?? 0 };
          return visit.BREAK;
        }
        names.add(name);
      }
      return undefined;
    },
  });
  return found;
}

function offsetOf(root: ParsedNode, path: KeyPath): number | undefined {
  let node: unknown = root;
  let offset: number | undefined;
  for (const step of path) {
    let next: unknown;
    if (isMap(node)) next = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step));
    else if (isSeq(node)) next = node.items[Number(step)];
    const start = rangeStart(isPair(next) ? next.key : next);
    if (start === undefined) break;
    offset = start;
    node = isPair(next) ? next.value : next;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range)) return undefined;
  return typeof node.range[0] === "number" ? node.range[0] : undefined;
}
