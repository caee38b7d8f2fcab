import type { ErrorCode } from "../../../shared/errors";

/** What must become of one input. */
export interface Expectation {
  /** PDFs that come of it. Default 1; 0 where nothing is done. */
  done?: number;
  /** Warnings about files, by code in alphabetical order: exactly these. */
  warnings?: readonly Extract<ErrorCode, `asset-${string}`>[];
  /** Codes of all that failed, in the order of their lines. */
  failed?: readonly ErrorCode[];
  /**
   * Heavy: which end it comes to depends on the machine. Done after all, with its text; or failed at its deadline or at
   * the limit of a renderer's memory. With `done: 0`, one of the latter two.
   */
  endsSomehow?: true;
  /** Lines of the input that are no prompts, null for the file as a whole; their code is `input-invalid`. */
  rejectedAt?: readonly (number | null)[];
  /** Stands in the text of its PDFs. */
  text?: readonly string[];
  /** Stands nowhere in its PDFs. */
  absent?: readonly string[];
}

/** A hostile input: one file, and the one thing that must become of it. */
export interface Case {
  /** Unique in its group; with the extension, the name of the file. */
  name: string;
  extension: "md" | "html" | "txt" | "csv" | "tsv" | "jsonl" | "json";
  /** `{port}` of the canary, `{root}`: folder above the group's. */
  input: string | Buffer;
  expect: Expectation;
}

export interface Group {
  name: string;
  cases: readonly Case[];
}

export const html = (name: string, input: string, expect: Expectation = {}): Case => ({
  name,
  extension: "html",
  input,
  expect,
});
export const markdown = (name: string, input: string, expect: Expectation = {}): Case => ({
  name,
  extension: "md",
  input,
  expect,
});
export const jsonl = (name: string, lines: readonly unknown[], expect: Expectation = {}): Case => ({
  name,
  extension: "jsonl",
  input: lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  expect,
});
export const csv = (name: string, input: string | Buffer, expect: Expectation = {}): Case => ({
  name,
  extension: "csv",
  input,
  expect,
});

export const BLOCKED = { warnings: ["asset-blocked"] } as const;
export const MISSING = { warnings: ["asset-missing"] } as const;
export const BLOCKED_AND_MISSING = { warnings: ["asset-blocked", "asset-missing"] } as const;
