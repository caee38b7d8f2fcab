import pLimit from "p-limit";
import { Piscina } from "piscina";
import { PdfPromptError, type Problem } from "../../shared/errors";
import type { ComposedDocument, ComposeRequest } from "../../shared/stages";
import type { ComposeOutcome, ComposeTask, FieldsRequest } from "./compose-worker";

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
      if (!outcome.ok) throw toError(outcome.problem);
      if ("document" in outcome) return outcome.document;
      throw new PdfPromptError("internal", "The compose thread gave no document.");
    } finally {
      this.#cancels.delete(cancel);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /**
   * The fields of the data that a template mentions. A user's template is read in a thread, too: it may be any file.
   * @param template a built-in template's name, or the absolute path of a `.liquid` file
   * @throws PdfPromptError `template-failed`
   */
  async fieldsOf(template: string): Promise<string[]> {
    const job = new AbortController();
    const cancel = () => job.abort(cancelled({ source: template, line: 1 }));
    this.#cancels.add(cancel);
    try {
      const outcome = await this.#run({ fieldsOf: template }, job);
      if (!outcome.ok) throw toError(outcome.problem);
      return "fields" in outcome ? outcome.fields : [];
    } finally {
      this.#cancels.delete(cancel);
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

  #run(request: ComposeRequest | FieldsRequest, job: AbortController): Promise<ComposeOutcome> {
    return new Promise((resolve, reject) => {
      // Settles at once, also while the work still waits for a thread.
      job.signal.addEventListener("abort", () => reject(job.signal.reason), { once: true });
      this.#limit(() => this.#runInThread(request, job)).then(resolve, reject);
    });
  }

  async #runInThread(request: ComposeRequest | FieldsRequest, job: AbortController): Promise<ComposeOutcome> {
    job.signal.throwIfAborted();
    const timer = setTimeout(() => job.abort(this.#late(placeOf(request))), this.#timeoutMs);
    try {
      return await this.#pool.run(request, { signal: job.signal });
    } catch (error) {
      throw job.signal.aborted ? job.signal.reason : threadFailure(error, placeOf(request));
    } finally {
      clearTimeout(timer);
    }
  }

  #late({ source, line }: Place): PdfPromptError {
    const seconds = this.#timeoutMs / SECOND;
    return new PdfPromptError(
      "template-failed",
      `The document was not composed within ${seconds} s. Make the prompt smaller, or look for a loop in the template.`,
      { source, line },
    );
  }
}

/** Where a request comes from. */
type Place = Pick<ComposeRequest, "source" | "line">;

function placeOf(request: ComposeRequest | FieldsRequest): Place {
  return "fieldsOf" in request ? { source: request.fieldsOf, line: 1 } : request;
}

/** A problem that came from a thread as the error it was. */
function toError({ code, message, ...location }: Problem): PdfPromptError {
  return new PdfPromptError(code, message, location);
}

function threadFailure(error: unknown, { source, line }: Place): PdfPromptError {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    const message = "Composing the document needs too much memory. Split the prompt into smaller ones.";
    return new PdfPromptError("template-failed", message, { source, line }, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new PdfPromptError("internal", `The compose thread ended unexpectedly: ${message}`, { source, line }, error);
}

function cancelled({ source, line }: Place): PdfPromptError {
  return new PdfPromptError("cancelled", "The job was cancelled while its document was composed.", { source, line });
}
