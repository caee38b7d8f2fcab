import { join } from "node:path";
import type { BatchSettings } from "../../shared/batch";
import type { FoundPrompt } from "../../shared/stages";
import { Composer } from "../compose";
import type { Queue } from "../queue";
import type { Engine } from "./engine";
import { type Preflight, type PreflightOptions, preflight } from "./preflight";

export interface LookerOptions {
  engine: Pick<Engine, "preview">;
  queue: Queue;
  /** Folder of the built main process: the compose thread's file lies there. */
  mainFolder: string;
}

/** Looks at prompts before they are queued: what would come of all of them, and how one would look. */
export class Looker {
  readonly #options: LookerOptions;
  /** Apart from the thread that composes jobs: who looks at something does not wait for them, nor they for that. */
  #ownComposer: Composer | undefined;

  constructor(options: LookerOptions) {
    this.#options = options;
  }

  /** Begun when something is looked at: most of the time nothing is. */
  get #composer(): Composer {
    const workerFile = join(this.#options.mainFolder, "compose-worker.cjs");
    this.#ownComposer ??= new Composer({ threads: 1, workerFile });
    return this.#ownComposer;
  }

  /** What a submission would come to; see {@link preflight}. */
  preflight(options: Omit<PreflightOptions, "queue" | "composer" | "mainFolder" | "createdAtMs">): Promise<Preflight> {
    const { queue, mainFolder } = this.#options;
    return preflight({ ...options, queue, mainFolder, composer: this.#composer, createdAtMs: Date.now() });
  }

  /** The fields of the data that a template mentions. @throws PdfPromptError `template-failed` */
  fieldsOf(template: string): Promise<string[]> {
    return this.#composer.fieldsOf(template);
  }

  /**
   * The PDF of one prompt, as a job with these settings would print it.
   * @param onFiles told the absolute paths of the files it is made of, once they are known
   * @throws PdfPromptError as a job would fail
   */
  async preview(
    found: FoundPrompt,
    settings: BatchSettings,
    signal: AbortSignal,
    onFiles?: (paths: readonly string[]) => void,
  ): Promise<Uint8Array> {
    const { prompt, source, line, bodyLine, baseDir } = found;
    const { template, options, allowScripts, epochSeconds, timeoutMs } = settings;
    const request = { prompt, source, line, bodyLine, baseDir, template, options, allowScripts, epochSeconds };
    const document = await this.#composer.compose(request, signal);
    onFiles?.([...document.dependencies, ...Object.values(document.assets)]);
    return this.#options.engine.preview(document, { timeoutMs, signal });
  }

  /** Ends the thread. What is under way fails with `cancelled`. */
  async close(): Promise<void> {
    await this.#ownComposer?.close();
  }
}
