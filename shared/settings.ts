import { z } from "zod";
import { CONCURRENCY_RULE, type ConcurrencyChoice, MOST_LANES, parseConcurrency } from "./concurrency";
import { RENDERER_MB } from "./renderer-memory";

const SECOND = 1000;

/** A whole number from an environment variable's text. */
function wholeNumber(min: number, max: number) {
  return z
    .string()
    .trim()
    .regex(/^\d+$/, { error: "must be a whole number" })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(min, { error: `must be at least ${min}` })
        .max(max, { error: `must be at most ${max}` }),
    );
}

/** The variable that is a number or a word. Unset, each command has a default of its own. */
const CONCURRENCY_VARIABLE = "PDFPROMPT_WORKER_CONCURRENCY";

/** The numbers of the environment. `MAX_PDF_CONCURRENCY` counts for the whole process, the others for a worker. */
export const ENVIRONMENT = {
  MAX_PDF_CONCURRENCY: { key: "maxPdfConcurrency", default: 8, min: 1, max: MOST_LANES },
  PDFPROMPT_BATCH_SIZE: { key: "batchSize", default: 10, min: 1, max: 1_000_000 },
  PDFPROMPT_MAX_MS_PER_INVOCATION: { key: "maxMsPerInvocation", default: 55 * SECOND, min: 1, max: 86_400 * SECOND },
  PDFPROMPT_POLL_MS: { key: "pollMs", default: 2 * SECOND, min: 10, max: 3600 * SECOND },
  PDFPROMPT_MAX_PAGES: { key: "maxPages", default: 2000, min: 1, max: 1_000_000 },
  PDFPROMPT_MAX_PDF_MB: { key: "maxPdfMb", default: 200, min: 1, max: 100_000 },
  PDFPROMPT_MAX_RENDERER_MB: {
    key: "maxRendererMb",
    default: RENDERER_MB.default,
    min: RENDERER_MB.least,
    max: 1_000_000,
  },
} as const;

type EnvironmentName = keyof typeof ENVIRONMENT;
type SettingKey = (typeof ENVIRONMENT)[EnvironmentName]["key"];

/**
 * Settings of a worker.
 * - `workerConcurrency`: how many jobs one worker renders at once; where it is undefined, the default of who asks.
 * - `maxPdfConcurrency`: most PDFs in the making at once in the whole process.
 * - `batchSize`: most jobs of one `drain`.
 * - `maxMsPerInvocation`: time budget of one `drain`, in milliseconds.
 * - `pollMs`: how long an idle worker waits before it looks for jobs of other processes.
 * - `maxPages`, `maxPdfMb`: the largest PDF that one prompt may become.
 * - `maxRendererMb`: most resident memory that the renderer of one document may take.
 */
export type WorkerSettings = Record<SettingKey, number> & { workerConcurrency: ConcurrencyChoice | undefined };

/** A bad value in the environment. `variable` is its name. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  readonly variable: string;

  constructor(variable: string, message: string) {
    super(message);
    this.variable = variable;
  }
}

/**
 * Worker settings from environment variables, the defaults where one is unset or empty.
 * @throws EnvironmentError naming the first variable with a bad value.
 */
export function readEnvironment(environment: Record<string, string | undefined>): WorkerSettings {
  const entries = (Object.keys(ENVIRONMENT) as EnvironmentName[]).map((name): [SettingKey, number] => {
    const { key, min, max, default: fallback } = ENVIRONMENT[name];
    const text = environment[name];
    if (text === undefined || text.trim() === "") return [key, fallback];
    const parsed = wholeNumber(min, max).safeParse(text);
    if (parsed.success) return [key, parsed.data];
    const why = parsed.error.issues[0]?.message ?? "is not valid";
    throw new EnvironmentError(
      name,
      `Environment variable ${name} ${why}; it is ${JSON.stringify(text)}. Unset it to use the default, ${fallback}.`,
    );
  });
  const numbers = Object.fromEntries(entries) as Record<SettingKey, number>;
  return { ...numbers, workerConcurrency: readConcurrency(environment[CONCURRENCY_VARIABLE]) };
}

function readConcurrency(text: string | undefined): ConcurrencyChoice | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const choice = parseConcurrency(text);
  if (choice !== undefined) return choice;
  throw new EnvironmentError(
    CONCURRENCY_VARIABLE,
    `Environment variable ${CONCURRENCY_VARIABLE} ${CONCURRENCY_RULE}; it is ${JSON.stringify(text)}. Unset it to use the default.`,
  );
}
