import { Piscina } from "piscina";
import { PdfPromptError, type Problem } from "../../shared/errors";
import type { ComposedDocument, ComposeRequest } from "../../shared/stages";
import type { ComposeOutcome, ComposeTask, ComposeTaskResult, FieldsRequest } from "./compose-worker";

export { locate } from "./warnings";

const SECOND = 1000;
/** The way into a thread and back costs as much as a quarter of a short document: short ones go together. */
const TOGETHER = { most: 8, ms: 5 } as const;
/** After so long in company, each is composed alone: one that never ends costs the others no more than this. */
const TOGETHER_TIMEOUT_MS = SECOND;

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

/** A request that waits for a thread or is in one. */
interface Work {
  request: ComposeRequest | FieldsRequest;
  /** Set where it ended a thread in company, or one of its company did. */
  isAlone: boolean;
  /** Nobody waits for it any more. */
  isOver: boolean;
  /** Ends the thread it is in, unless others there are still waited for. */
  leave: () => void;
  resolve: (outcome: ComposeOutcome) => void;
  reject: (error: PdfPromptError) => void;
}

/**
 * Turns prompts into HTML documents in threads of their own, so that a hostile or huge one neither blocks nor takes down
 * the process: past its deadline or its memory the thread is ended and another takes its place.
 */
export class Composer {
  readonly #options: ComposerOptions;
  readonly #timeoutMs: number;
  /** All that is not over, whether it waits or is in a thread. */
  readonly #open = new Set<Work>();
  #waiting: Work[] = [];
  #idleThreads: number;
  /** What one document took a thread lately. */
  #recentMs: number = TOGETHER.ms;
  #opened: Piscina<ComposeTask, ComposeTaskResult> | undefined;
  #isClosed = false;

  constructor(options: ComposerOptions) {
    this.#options = options;
    this.#idleThreads = options.threads;
    this.#timeoutMs = options.timeoutMs ?? 10 * SECOND;
  }

  /** Opened by the first work or to be warm: who opens a window first has the processors for that. */
  get #pool(): Piscina<ComposeTask, ComposeTaskResult> {
    const { threads, workerFile, maxHeapMb = 512 } = this.#options;
    this.#opened ??= new Piscina<ComposeTask, ComposeTaskResult>({
      filename: workerFile,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    });
    return this.#opened;
  }

  /**
   * Composes one document.
   * @param signal gives the work up, waiting or running; the thread is ended where no other document in it is waited for.
   * @throws PdfPromptError `template-failed` (also past the deadline or out of memory), `cancelled`, `internal`
   */
  async compose(request: ComposeRequest, signal?: AbortSignal): Promise<ComposedDocument> {
    const outcome = await this.#run(request, signal);
    if (!outcome.ok) throw toError(outcome.problem);
    if ("document" in outcome) return outcome.document;
    throw new PdfPromptError("internal", "The compose thread gave no document.");
  }

  /**
   * The fields of the data that a template mentions. A user's template is read in a thread, too: it may be any file.
   * @param template a built-in template's name, or the absolute path of a `.liquid` file
   * @throws PdfPromptError `template-failed`
   */
  async fieldsOf(template: string): Promise<string[]> {
    const outcome = await this.#run({ fieldsOf: template });
    if (!outcome.ok) throw toError(outcome.problem);
    return "fields" in outcome ? outcome.fields : [];
  }

  /** Starts every thread and has each load what composing needs. */
  async warmUp(): Promise<void> {
    if (this.#isClosed) return;
    await Promise.all(Array.from({ length: this.#options.threads }, () => this.#pool.run(null)));
  }

  /** Ends the threads. What waits or runs fails with `cancelled`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const work of this.#open) giveUp(work);
    await this.#opened?.destroy();
  }

  async #run(request: ComposeRequest | FieldsRequest, signal?: AbortSignal): Promise<ComposeOutcome> {
    if (signal?.aborted || this.#isClosed) throw cancelled(placeOf(request));
    const { promise, resolve, reject } = Promise.withResolvers<ComposeOutcome>();
    const work: Work = { request, isAlone: false, isOver: false, leave: () => undefined, resolve, reject };
    const cancel = () => giveUp(work);
    signal?.addEventListener("abort", cancel, { once: true });
    this.#open.add(work);
    this.#waiting.push(work);
    // What is asked for in the same turn can go together.
    if (this.#waiting.length === 1) queueMicrotask(() => this.#next());
    try {
      return await promise;
    } finally {
      work.isOver = true;
      this.#open.delete(work);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Gives idle threads work. No queue inside the pool: a deadline starts with the work, not with the waiting. */
  #next(): void {
    while (this.#idleThreads > 0) {
      const group = this.#take();
      if (group.length === 0) return;
      this.#idleThreads -= 1;
      void this.#runInThread(group).finally(() => {
        this.#idleThreads += 1;
        this.#next();
      });
    }
  }

  /** The next requests that are to go into a thread together. */
  #take(): Work[] {
    const fair = Math.ceil(this.#waiting.length / this.#idleThreads);
    const most = Math.max(1, Math.min(TOGETHER.most, fair, Math.floor(TOGETHER.ms / this.#recentMs)));
    const group: Work[] = [];
    for (let work = this.#waiting[0]; work && group.length < most; work = this.#waiting[0]) {
      if (work.isAlone && group.length > 0) break;
      this.#waiting.shift();
      if (!work.isOver) group.push(work);
      if (group[0]?.isAlone) break;
    }
    return group;
  }

  /** Never rejects: what goes wrong is said to those who wait. */
  async #runInThread(group: readonly Work[]): Promise<void> {
    const controller = new AbortController();
    const isTogether = group.length > 1;
    const timeoutMs = isTogether ? Math.min(TOGETHER_TIMEOUT_MS, this.#timeoutMs) : this.#timeoutMs;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      controller.abort();
    }, timeoutMs);
    for (const work of group) work.leave = () => group.every(({ isOver }) => isOver) && controller.abort();
    try {
      const task = group.map(({ request }) => request);
      const { outcomes, elapsedMs } = await this.#pool.run(task, { signal: controller.signal });
      this.#recentMs = (this.#recentMs + elapsedMs / group.length) / 2;
      for (const [index, { resolve, reject, request }] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome) resolve(outcome);
        else reject(threadFailure("it gave no answer", placeOf(request)));
      }
    } catch (error) {
      for (const work of group) {
        const place = placeOf(work.request);
        if (isTogether) work.isAlone = true;
        else work.reject(isLate ? this.#late(place) : threadFailure(error, place));
      }
      // Which of them it was, each shows alone.
      if (isTogether) this.#waiting.unshift(...group);
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

/** Settles at once, also what still waits for a thread or is busy in one. */
function giveUp(work: Work): void {
  work.isOver = true;
  work.reject(cancelled(placeOf(work.request)));
  work.leave();
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
