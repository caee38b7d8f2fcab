import pLimit from "p-limit";
import { Piscina } from "piscina";
import { PdfPromptError } from "../../shared/errors";
import type { ComposedDocument, ComposeRequest } from "../../shared/stages";
import type { ComposeOutcome, ComposeTask } from "./compose-worker";

export { locate } from "./warnings";

const SECOND = 1000;

export interface ComposerOptions {
  /** Threads that compose at the same time. */
  threads: number;
  /** Absolute path of the built compose worker. */
  workerFile: string;
  /** Milliseconds one document may take, from when a thread takes it up. Default 10,000. */
  timeoutMs?: number;
  /** Megabytes of heap a thread may use before it is ended. Default 512. */
  maxHeapMb?: number;
}

/**
 * Turns prompts into HTML documents in threads of their own, so that a hostile or huge one neither blocks nor takes down
 * the process: past its deadline or its memory the thread is ended and another takes its place.
 */
export class Composer {
  readonly #pool: Piscina<ComposeTask, ComposeOutcome>;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #threads: number;
  readonly #timeoutMs: number;
  readonly #cancels = new Set<() => void>();
  #isClosed = false;

  constructor({ threads, workerFile, timeoutMs = 10 * SECOND, maxHeapMb = 512 }: ComposerOptions) {
    this.#threads = threads;
    this.#timeoutMs = timeoutMs;
    // One task a thread and no queue inside the pool: a deadline starts with the work, not with the waiting.
    this.#limit = pLimit(threads);
    this.#pool = new Piscina<ComposeTask, ComposeOutcome>({
      filename: workerFile,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
  }

  /**
   * Composes one document.
   * @param signal gives the work up, waiting or running; the thread is ended.
   * @throws PdfPromptError `template-failed` (also past the deadline or out of memory), `cancelled`, `internal`
   */
  async compose(request: ComposeRequest, signal?: AbortSignal): Promise<ComposedDocument> {
    const job = new AbortController();
    const cancel = () => job.abort(cancelled(request));
    if (signal?.aborted || this.#isClosed) throw cancelled(request);
    signal?.addEventListener("abort", cancel, { once: true });
    this.#cancels.add(cancel);
    try {
      const outcome = await this.#run(request, job);
      if (outcome.ok) return outcome.document;
      const { code, message, ...location } = outcome.problem;
      throw new PdfPromptError(code, message, location);
    } finally {
      this.#cancels.delete(cancel);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Starts every thread and has each load what composing needs. */
  async warmUp(): Promise<void> {
    await Promise.all(Array.from({ length: this.#threads }, () => this.#limit(() => this.#pool.run(null))));
  }

  /** Ends the threads. What waits or runs fails with `cancelled`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
    await this.#pool.destroy();
  }

  #run(request: ComposeRequest, job: AbortController): Promise<ComposeOutcome> {
    return new Promise((resolve, reject) => {
      // Settles at once, also while the work still waits for a thread.
      job.signal.addEventListener("abort", () => reject(job.signal.reason), { once: true });
      this.#limit(() => this.#runInThread(request, job)).then(resolve, reject);
    });
  }

  async #runInThread(request: ComposeRequest, job: AbortController): Promise<ComposeOutcome> {
    job.signal.throwIfAborted();
    const timer = setTimeout(() => job.abort(this.#late(request)), this.#timeoutMs);
    try {
      return await this.#pool.run(request, { signal: job.signal });
    } catch (error) {
      throw job.signal.aborted ? job.signal.reason : threadFailure(error, request);
    } finally {
      clearTimeout(timer);
    }
  }

  #late({ source, line }: ComposeRequest): PdfPromptError {
    const seconds = this.#timeoutMs / SECOND;
    return new PdfPromptError(
      "template-failed",
      `The document was not composed within ${seconds} s. Make the prompt smaller, or look for a loop in the template.`,
      { source, line },
    );
  }
}

function threadFailure(error: unknown, { source, line }: ComposeRequest): PdfPromptError {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    const message = "Composing the document needs too much memory. Split the prompt into smaller ones.";
    return new PdfPromptError("template-failed", message, { source, line }, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new PdfPromptError("internal", `The compose thread ended unexpectedly: ${message}`, { source, line }, error);
}

function cancelled({ source, line }: ComposeRequest): PdfPromptError {
  return new PdfPromptError("cancelled", "The job was cancelled while its document was composed.", { source, line });
}
