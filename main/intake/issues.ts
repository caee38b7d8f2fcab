import { z } from "zod";
import { promptSchema } from "../../shared/prompt";
import { didYouMean } from "./nearest";

/** How many issues of one value are told. */
const MAX_ISSUES = 10;

export type KeyPath = readonly PropertyKey[];

/** One thing that is wrong with a value, and where in the value it is. */
export interface ValueIssue {
  path: KeyPath;
  message: string;
}

/**
 * The issues of a zod error in sentences for people, each with the path of the key or value it is about. Unknown keys
 * come with the key that was probably meant and with all known ones.
 * @param schema the schema that was not met: the known keys are taken from it
 */
export function toValueIssues(error: z.ZodError, schema: z.ZodType = promptSchema): ValueIssue[] {
  return limitIssues(explainAll(error.issues, [], schema));
}

/** The first few issues, and whether there are more: nobody reads, or should wait for, thousands. */
export function limitIssues(issues: Iterable<ValueIssue>): ValueIssue[] {
  const first: ValueIssue[] = [];
  for (const issue of issues) {
    const last = first.at(-1);
    if (first.length === MAX_ISSUES && last)
      return [...first.slice(0, -1), { ...last, message: `${last.message}; and more` }];
    first.push(issue);
  }
  return first;
}

/** Where values of the user's own belong. */
const PUT_UNDER_DATA = 'or put it under "data" for the template';

/**
 * What is wrong with keys that are not in the schema, one issue a key. The known ones are told once, with the first.
 * @param parent path of the object they stand in
 */
export function* unknownKeys(
  keys: Iterable<string>,
  known: readonly string[],
  { parent = [], mayBeData }: { parent?: KeyPath; mayBeData: boolean },
): Generator<ValueIssue> {
  const where = parent.length > 0 ? ` in "${parent.map(String).join(".")}"` : "";
  let help = `. Known keys: ${known.join(", ")}${mayBeData ? `; ${PUT_UNDER_DATA}` : ""}`;
  for (const key of keys) {
    const meant = didYouMean(key, known);
    yield { path: [...parent, key], message: `Unknown key "${shorten(key)}"${where}${meant}${help}` };
    help = "";
  }
}

function* explainAll(issues: readonly z.core.$ZodIssue[], parent: KeyPath, schema: z.ZodType): Generator<ValueIssue> {
  for (const issue of issues) yield* explain(issue, [...parent, ...issue.path], schema);
}

function* explain(issue: z.core.$ZodIssue, path: KeyPath, schema: z.ZodType): Generator<ValueIssue> {
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(schema, path);
      return yield* unknownKeys(issue.keys, known, {
        parent: path,
        mayBeData: path.length === 0 && schema === promptSchema,
      });
    }
    case "invalid_union": {
      // A kind that says more than its name.
      const rule = issue.errors.flatMap((errors) =>
        errors.filter((error) => isRule(error) && error.path.length === 0),
      )[0];
      if (rule && issue.errors.every(([first]) => first?.code === "invalid_type" && first.path.length === 0)) {
        return yield* explain(rule, path, schema);
      }
      // The branch that took the value's kind knows best what is wrong in it.
      const branch = issue.errors.find((errors) =>
        errors.every((error) => error.code !== "invalid_type" || error.path[0]),
      );
      if (branch) return yield* explainAll(branch, path, schema);
      const kinds = issue.errors.flatMap(([first]) =>
        first?.code === "invalid_type" ? [kindName(first.expected)] : [],
      );
      return yield { path, message: `${subject(path)} must be ${[...new Set(kinds)].join(" or ")}` };
    }
    case "invalid_type": {
      if (isRule(issue)) return yield { path, message: `${subject(path)} ${issue.message}` };
      const isMissing = issue.message.endsWith("received undefined");
      const message = isMissing
        ? `${subject(path)} is missing`
        : `${subject(path)} must be ${kindName(issue.expected)}`;
      return yield { path, message };
    }
    case "invalid_value":
      return yield { path, message: `${subject(path)} must be one of ${issue.values.map(String).join(", ")}` };
    case "too_small":
    case "too_big":
      return yield { path, message: `${subject(path)} ${bound(issue)}` };
    default:
      return yield { path, message: `${subject(path)} ${issue.message}` };
  }
}

/** Whether the schema has words of its own for a value of the wrong kind. */
function isRule(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_type" && issue.message.startsWith("must ");
}

function bound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isText = issue.origin === "string";
  if (issue.code === "too_big")
    return isText ? `is longer than ${issue.maximum} characters` : `must be at most ${issue.maximum}`;
  if (isText) return issue.minimum === 1 ? "is empty" : `is shorter than ${issue.minimum} characters`;
  return `must be at least ${issue.minimum}`;
}

function subject(path: KeyPath): string {
  return path.length === 0 ? "A prompt" : `"${shorten(path.map(String).join("."))}"`;
}

function kindName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    object: "an object",
    record: "an object",
    array: "a list",
  };
  return names[expected] ?? expected;
}

/** Keys and values of strangers are shown, but never whole pages of them. */
export function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Keys of the object at `path` in a schema; none where there is no object. */
function knownKeys(schema: z.ZodType, path: KeyPath): string[] {
  const objects = [...objectsAt(schema, path)];
  return [...new Set(objects.flatMap((object) => Object.keys(object.shape)))];
}

function* objectsAt(schema: unknown, path: KeyPath): Generator<z.ZodObject> {
  if (schema instanceof z.ZodOptional) yield* objectsAt(schema.unwrap(), path);
  else if (schema instanceof z.ZodUnion) for (const option of schema.options) yield* objectsAt(option, path);
  else if (schema instanceof z.ZodObject) {
    const [key, ...rest] = path;
    if (key === undefined) yield schema;
    else if (typeof key === "string" && Object.hasOwn(schema.shape, key)) yield* objectsAt(schema.shape[key], rest);
  }
}
