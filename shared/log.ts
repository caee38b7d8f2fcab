import type { ErrorCode } from "./errors";
import type { Prompt } from "./prompt";
import { EnvironmentError } from "./settings";
import type { StageTimes } from "./stages";

/** Most silent first; each level holds those before it. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `text` is for people, `json` has one object a line. */
export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** What was said of the log, by flags or the environment; undefined: what the command does by itself. */
export interface LogSettings {
  level: LogLevel | undefined;
  format: LogFormat | undefined;
  /** A file that is written besides stderr. */
  file: string | undefined;
  /** Whether prompts, data, names of outputs and error messages, which may quote them, are logged. */
  hasPrompts: boolean;
}

/** How an attempt at a job ended, for the log. */
export interface EndedAttempt {
  job: number;
  batch: string;
  attempt: number;
  /** `retried` and `released`: the job is in the queue again, after a failure or given up without fault. */
  outcome: "done" | "failed" | "cancelled" | "retried" | "released";
  code: ErrorCode | null;
  /** From claim to end. */
  elapsedMs: number;
  /** Null where there is no PDF; likewise the next two. */
  times: StageTimes | null;
  pages: number | null;
  bytes: number | null;
  warnings: number;
  /** When it is tried again. */
  retryInMs: number | null;
  /** Name of the file it came from, without its folder, and the line in it. */
  source: string;
  line: number;
  /** What may hold words of the user. It is logged only where that was asked for. */
  words: { output: string; message: string | null; prompt: Prompt };
}

/** Variables that are one of a list of words. */
const CHOICES = {
  PDFPROMPT_LOG_LEVEL: LOG_LEVELS,
  PDFPROMPT_LOG_FORMAT: LOG_FORMATS,
  PDFPROMPT_LOG_PROMPTS: ["0", "1"],
} as const;

type Environment = Record<string, string | undefined>;

/**
 * What the environment says of the log.
 * @throws EnvironmentError naming the first variable with a bad value
 */
export function readLogEnvironment(environment: Environment): LogSettings {
  return {
    level: choice(environment, "PDFPROMPT_LOG_LEVEL"),
    format: choice(environment, "PDFPROMPT_LOG_FORMAT"),
    file: environment.PDFPROMPT_LOG_FILE?.trim() || undefined,
    hasPrompts: choice(environment, "PDFPROMPT_LOG_PROMPTS") === "1",
  };
}

function choice<N extends keyof typeof CHOICES>(
  environment: Environment,
  name: N,
): (typeof CHOICES)[N][number] | undefined {
  const text = environment[name]?.trim();
  if (!text) return undefined;
  const words: readonly string[] = CHOICES[name];
  if (words.includes(text)) return text as (typeof CHOICES)[N][number];
  throw new EnvironmentError(
    name,
    `Environment variable ${name} must be one of ${words.join(", ")}; it is ${JSON.stringify(text)}. Unset it to use the default.`,
  );
}
