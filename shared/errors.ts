/**
 * The closed list of things that can go wrong with a prompt or a job. People and programs match on the code, never on
 * the text. docs/errors.md explains each one.
 */
export const ERROR_CODES = [
  "input-unreadable",
  "input-invalid",
  "template-failed",
  "asset-missing",
  "asset-blocked",
  "asset-broken",
  "glyph-missing",
  "content-overflow",
  "page-empty",
  "load-timeout",
  "render-crashed",
  "print-failed",
  "output-unwritable",
  "disk-full",
  "cancelled",
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Codes that another attempt may cure. All others fail the job at once. */
const TRANSIENT_CODES: ReadonlySet<ErrorCode> = new Set(["load-timeout", "render-crashed", "print-failed", "internal"]);

/** Where in the user's input something happened. Lines and columns count from 1. */
export interface Location {
  /** Absolute path of the file, `-` for standard input, or `http`. */
  source?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

/** One thing that went wrong, as plain data: it crosses threads, the bridge and the queue. */
export interface Problem extends Location {
  code: ErrorCode;
  /** What failed, why, and what to do, in whole sentences. */
  message: string;
}

/** An error with a code and, where known, the place in the user's input that caused it. */
export class PdfPromptError extends Error {
  override readonly name = "PdfPromptError";
  readonly code: ErrorCode;
  readonly location: Location;

  constructor(code: ErrorCode, message: string, location: Location = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.location = location;
  }

  toProblem(): Problem {
    return { code: this.code, message: this.message, ...this.location };
  }
}

/** A document is beyond a limit of the settings: another attempt would end the same way, whatever its code. */
export class LimitError extends PdfPromptError {}

/** Whether another attempt at the same job may succeed. */
export function isTransient(code: ErrorCode): boolean {
  return TRANSIENT_CODES.has(code);
}

/** Any thrown value as a {@link Problem}; what is not ours becomes `internal`. */
export function toProblem(error: unknown, location: Location = {}): Problem {
  if (error instanceof PdfPromptError) return { ...location, ...error.toProblem() };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: `Unexpected error: ${message}`, ...location };
}

/** `file.csv:12:3`, `file.csv:12` or `file.csv`, for messages. Empty when nothing is known. */
export function formatLocation({ source, line, column }: Location): string {
  if (!source) return "";
  return [source === "-" ? "standard input" : source, line, line && column].filter(Boolean).join(":");
}
