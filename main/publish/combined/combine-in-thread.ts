import { Piscina } from "piscina";
import { PdfPromptError } from "../../../shared/errors";
import type { Combined, CombineRequest } from "./combine";
import { type CombineOutcome, type CombineTask, SIGNAL } from "./combine-worker";

export interface CombineOptions {
  /** Absolute path of the built worker. */
  workerFile: string;
  request: CombineRequest;
  signal: AbortSignal;
  /** Called now and then with the number of documents that are in the book. */
  onProgress: (documents: number) => void;
}

const PROGRESS_MS = 250;

/**
 * Makes one PDF of many in a thread of its own; see {@link combine}.
 * @throws PdfPromptError `output-unwritable`, `disk-full`, or `cancelled` when the signal fires; then nothing is left behind
 */
export async function combineInThread({ workerFile, request, signal, onProgress }: CombineOptions): Promise<Combined> {
  const signals = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const stop = () => Atomics.store(signals, SIGNAL.stop, 1);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  const timer = setInterval(() => onProgress(Atomics.load(signals, SIGNAL.documents)), PROGRESS_MS);
  const pool = new Piscina<CombineTask, CombineOutcome>({ filename: workerFile, minThreads: 1, maxThreads: 1 });
  try {
    const outcome = await pool.run({ request, signals }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new PdfPromptError("internal", `The combined PDF was not made: its thread ended (${why}).`, {}, error);
    });
    if (outcome.ok) return outcome.combined;
    throw new PdfPromptError(outcome.problem.code, outcome.problem.message);
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", stop);
    await pool.destroy();
  }
}
