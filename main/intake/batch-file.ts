import { createReadStream } from "node:fs";
import type { z } from "zod";
import {
  BATCH_FILE,
  type BatchFileEnd,
  type BatchFileHead,
  type BatchFileJob,
  type BatchFileRejected,
  type BatchFileUnchanged,
  batchFileLines,
} from "../../shared/batch-file";
import type { Problem } from "../../shared/errors";
import { cleanValue } from "./clean";
import { decodeStream } from "./decode";
import { type KeyPath, toValueIssues } from "./issues";
import { locateInJson, valueStart } from "./json-locate";
import { findJsonFlaw } from "./json-syntax";
import { readLines } from "./lines";
import { unreadable } from "./origin";

/** Longer lines are nobody's prompt. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** One line of a file with a batch, or what is wrong with it. */
export type BatchFileItem =
  | { kind: "head"; head: BatchFileHead }
  | { kind: "job"; job: BatchFileJob }
  | { kind: "rejected"; rejected: BatchFileRejected }
  | { kind: "unchanged"; unchanged: BatchFileUnchanged }
  | { kind: "problem"; problem: Problem };

/**
 * Reads a file with a batch, line by line. What is wrong comes with its place, and reading goes on, unless it is another
 * kind of file. A file that is cut off ends with a problem.
 * @param path absolute
 */
export async function* readBatchFile(path: string): AsyncGenerator<BatchFileItem> {
  const counts: BatchFileEnd = { jobs: 0, rejected: 0, unchanged: 0 };
  let end: BatchFileEnd | undefined;
  let isFirst = true;
  let isGood = true;
  let last = 1;
  const fail = (message: string, line: number, column?: number): BatchFileItem => {
    isGood = false;
    const problem: Problem = { code: "input-invalid", message, source: path, line, ...(column ? { column } : {}) };
    return { kind: "problem", problem };
  };
  try {
    for await (const lines of readLines(decodeStream(createReadStream(path)), MOST_CHARACTERS)) {
      for (const { number, text, isTooLong } of lines) {
        last = number;
        if (isTooLong) yield fail("This line is too long to be of a batch.", number);
        else if (text.trim() !== "") {
          if (end) yield fail("Something stands behind the end of the batch. Take it out.", number);
          const parsed = parseLine(text, isFirst);
          if ("flaw" in parsed) {
            yield fail(parsed.flaw.message, number, parsed.flaw.column);
            if (isFirst) return;
          } else if ("end" in parsed) end = parsed.end;
          else {
            if (parsed.kind === "job") counts.jobs += 1;
            else if (parsed.kind !== "head") counts[parsed.kind] += 1;
            yield parsed;
          }
          isFirst = false;
        }
      }
    }
  } catch (error) {
    yield { kind: "problem", problem: unreadable(path, "The file with the batch", error).problem };
    return;
  }
  if (isFirst) yield fail(NOT_A_BATCH, 1);
  else if (!end)
    yield fail("The file is cut off: its last line is missing. Export the batch again, or copy it whole.", last);
  else if (isGood && JSON.stringify(end) !== JSON.stringify(counts)) {
    yield fail(`Lines are missing or were added: the end tells of ${told(end)}, and there are ${told(counts)}.`, last);
  }
}

const NOT_A_BATCH = "This is no file with a batch. Make one with: pdfprompt export <batch> --to FILE";

function told({ jobs, rejected, unchanged }: BatchFileEnd): string {
  return `${jobs} jobs, ${rejected} rejected and ${unchanged} unchanged prompts`;
}

interface Flaw {
  message: string;
  column?: number | undefined;
}

type Parsed = Exclude<BatchFileItem, { kind: "problem" }> | { end: BatchFileEnd } | { flaw: Flaw };

function parseLine(text: string, isFirst: boolean): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const flaw = findJsonFlaw(text);
    const message = isFirst ? NOT_A_BATCH : `This is not valid JSON: ${flaw?.message ?? "it cannot be read"}.`;
    return { flaw: { message, column: (flaw?.offset ?? 0) + 1 } };
  }
  const cleaned = cleanValue(value);
  if ("issue" in cleaned) return { flaw: { message: `${cleaned.issue.message}.` } };
  if (isFirst) return parseHead(cleaned.value, text);
  const [kind] = Object.keys(cleaned.value ?? {});
  switch (kind) {
    case "job":
      return checked(batchFileLines.job, cleaned.value, text, ({ job }) => ({ kind, job }));
    case "rejected":
      return checked(batchFileLines.rejected, cleaned.value, text, ({ rejected }) => ({ kind, rejected }));
    case "unchanged":
      return checked(batchFileLines.unchanged, cleaned.value, text, ({ unchanged }) => ({ kind, unchanged }));
    case "end":
      return checked(batchFileLines.end, cleaned.value, text, (line) => line);
    default:
      return { flaw: { message: "A line must be a job, a rejected or an unchanged prompt, or the end." } };
  }
}

function parseHead(value: unknown, text: string): Parsed {
  const { pdfprompt, version } = (value ?? {}) as Record<string, unknown>;
  if (pdfprompt !== BATCH_FILE.kind) return { flaw: { message: NOT_A_BATCH } };
  if (typeof version === "number" && version > BATCH_FILE.version) {
    const message = `A newer version of PDFPrompt wrote this file (format ${version}, this one knows ${BATCH_FILE.version}). Update PDFPrompt.`;
    return { flaw: { message } };
  }
  return checked(batchFileLines.head, value, text, (head) => ({ kind: "head", head }));
}

function checked<T>(schema: z.ZodType<T>, value: unknown, text: string, then: (value: T) => Parsed): Parsed {
  const parsed = schema.safeParse(value);
  if (parsed.success) return then(parsed.data);
  const issues = toValueIssues(parsed.error, schema);
  const column = (path: KeyPath) => locateInJson(text, valueStart(text), path) + 1;
  const [first] = issues;
  const message = `${issues.map((issue) => issue.message).join("; ")}.`;
  return { flaw: { message, column: first && column(first.path) } };
}
