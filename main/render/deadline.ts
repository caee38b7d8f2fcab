import { PdfPromptError } from "../../shared/errors";

export interface DeadlineOptions {
  /** Milliseconds the work may take, on a monotonic clock. */
  timeoutMs: number;
  /** Gives the work up at once. */
  signal?: AbortSignal | undefined;
}

/**
 * Does work that has a deadline and may be cancelled. The work is told by a signal whose reason is the error it is to
 * end with, and must then end at once: what it uses is destroyed, not left alone. It may begin its time anew.
 * @throws PdfPromptError what the work throws; `cancelled` before it begins where the signal has fired already
 */
export async function withinDeadline<T>(
  { timeoutMs, signal }: DeadlineOptions,
  work: (givenUp: AbortSignal, beginAnew: () => void) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new PdfPromptError("cancelled", "The job was cancelled before it was rendered.");
  const givenUp = new AbortController();
  const cancel = () => givenUp.abort(new PdfPromptError("cancelled", "The job was cancelled while it was rendered."));
  const expire = () =>
    givenUp.abort(
      new PdfPromptError(
        "load-timeout",
        `The document was not rendered within ${timeoutMs} ms. Make it simpler, or allow more time with --timeout.`,
      ),
    );
  const timer = setTimeout(expire, timeoutMs);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await work(givenUp.signal, () => timer.refresh());
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

/** Waits for work that cannot be ended, but no longer than until the signal fires: then its reason is thrown. */
export async function unlessGivenUp<T>(work: Promise<T>, givenUp: AbortSignal | undefined): Promise<T> {
  if (!givenUp) return work;
  givenUp.throwIfAborted();
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(givenUp.reason);
    givenUp.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    givenUp.removeEventListener("abort", stop);
  }
}
