import { InvalidArgumentError, Option } from "commander";
import { CONCURRENCY_RULE, type ConcurrencyChoice, lanesAskedFor, parseConcurrency } from "../../shared/concurrency";
import type { WorkerSettings } from "../../shared/settings";
import { type CommandContext, note } from "./command-context";

/** `--concurrency`: its default is told, not set, since the environment comes between flag and default. */
export function concurrencyOption(fallback: string): Option {
  const option = new Option(
    "-c, --concurrency <n|auto|small|standard|large>",
    `how many PDFs are made at once: a number, auto (as many as are fastest within memory), or 3, 5, 8 with 1, 2, 4 GB (default: PDFPROMPT_WORKER_CONCURRENCY, or ${fallback})`,
  );
  return option.argParser((text: string): ConcurrencyChoice => {
    const choice = parseConcurrency(text);
    if (choice === undefined) throw new InvalidArgumentError(`It ${CONCURRENCY_RULE}.`);
    return choice;
  });
}

/** Worker settings: the flag of the command line beats the environment, the environment beats the command's default. */
export function workerSettings(
  { environment }: CommandContext,
  flag: ConcurrencyChoice | undefined,
  fallback: ConcurrencyChoice,
): WorkerSettings {
  const { maxPdfConcurrency } = environment;
  const workerConcurrency = flag ?? environment.workerConcurrency ?? fallback;
  const asked = lanesAskedFor(workerConcurrency) ?? 0;
  if (asked > maxPdfConcurrency) {
    note(`[pdfprompt] ${asked} at once asked for, ${maxPdfConcurrency} allowed: raise MAX_PDF_CONCURRENCY for more`);
  }
  return { ...environment, workerConcurrency };
}
