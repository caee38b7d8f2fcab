import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { BrowserWindow } from "electron";
import pLimit from "p-limit";
import { batchSettingsSchema } from "../../shared/batch";
import { PdfPromptError } from "../../shared/errors";
import type { WorkerSettings } from "../../shared/settings";
import type { ComposedDocument, FoundPrompt, IntakeItem } from "../../shared/stages";
import { Composer } from "../compose";
import { Queue } from "../queue";
import { LanePool, residentMb } from "../render";
import { type Engine, type EngineOptions, openEngine, submit } from "../worker";
import { type Sample, sampleOf } from "./turns";

const TIMEOUT_MS = 30_000;
/** Documents made before the clock starts: code is compiled and fonts are loaded by then. */
export const WARM_UP = 30;

/** Composes prompts as the worker does it. */
export async function composeAll(found: readonly FoundPrompt[], mainFolder: string): Promise<ComposedDocument[]> {
  const composer = openComposer(mainFolder);
  try {
    return await Promise.all(found.map((prompt) => compose(composer, prompt)));
  } finally {
    await composer.close();
  }
}

/** A compose thread as the worker has it. The caller closes it. */
export function openComposer(mainFolder: string): Composer {
  return new Composer({ threads: 1, workerFile: join(mainFolder, "compose-worker.cjs") });
}

function compose(composer: Composer, { prompt, source, line, baseDir }: FoundPrompt): Promise<ComposedDocument> {
  return composer.compose({ prompt, source, line, baseDir, allowScripts: true });
}

/** One window, a navigation to a data URL and one print at a time: what an unprepared program does. */
export async function naiveWay(documents: readonly ComposedDocument[]): Promise<Sample> {
  const window = new BrowserWindow({ show: false, webPreferences: { offscreen: true, javascript: false } });
  try {
    const make = async (some: readonly ComposedDocument[]) => {
      for (const { html } of some) {
        await window.loadURL(`data:text/html;base64,${Buffer.from(html).toString("base64")}`);
        await window.webContents.printToPDF({ printBackground: true, generateTaggedPDF: true });
      }
    };
    await make(documents.slice(0, WARM_UP));
    return await sampleOf(documents.length, () => make(documents), { residentMb });
  } finally {
    window.destroy();
  }
}

/** Composed documents in lanes, without queue and disk: the most that the whole way could reach. */
export async function rawLanes(
  documents: readonly ComposedDocument[],
  lanes: number,
  mainFolder: string,
): Promise<Sample> {
  const pool = new LanePool({ lanes, fontFolder: join(mainFolder, "fonts") });
  const limit = pLimit(lanes);
  const print = (document: ComposedDocument) => limit(() => pool.render(document, { timeoutMs: TIMEOUT_MS }));
  try {
    await pool.warmUp();
    await Promise.all(documents.slice(0, WARM_UP).map(print));
    return await sampleOf(documents.length, () => Promise.all(documents.map(print)), { residentMb });
  } finally {
    await pool.close();
  }
}

/** Prompts composed and printed in lanes, without queue and disk: a lane's next document is composed while it prints. */
export async function composeAndLanes(
  found: readonly FoundPrompt[],
  lanes: number,
  mainFolder: string,
): Promise<Sample> {
  const composer = openComposer(mainFolder);
  const pool = new LanePool({ lanes, fontFolder: join(mainFolder, "fonts") });
  const ahead = pLimit(2 * lanes);
  const limit = pLimit(lanes);
  const make = (prompt: FoundPrompt) =>
    ahead(async () => {
      const document = await compose(composer, prompt);
      await limit(() => pool.render(document, { timeoutMs: TIMEOUT_MS }));
    });
  try {
    await pool.warmUp();
    await Promise.all(found.slice(0, WARM_UP).map(make));
    return await sampleOf(found.length, () => Promise.all(found.map(make)), { residentMb });
  } finally {
    await Promise.all([pool.close(), composer.close()]);
  }
}

/** One document as it comes out of a lane. */
export async function printOne(document: ComposedDocument, mainFolder: string): Promise<Buffer> {
  const pool = new LanePool({ lanes: 1, fontFolder: join(mainFolder, "fonts") });
  try {
    return (await pool.render(document, { timeoutMs: TIMEOUT_MS })).pdf;
  } finally {
    await pool.close();
  }
}

export interface WholeWayOptions {
  /**
   * Absolute; each run makes a folder of its own in it. What it holds is left to who owns it, until all is measured: a
   * file system that has just forgotten many files is slow to make new ones (ext4 passes over every one of them).
   */
  outDir: string;
  mainFolder: string;
  settings: WorkerSettings;
  composer?: EngineOptions["composer"];
}

/** A queue, an engine on it, and a folder for what comes out. */
export class WholeWay {
  readonly #queue: Queue;
  readonly #outDir: string;
  readonly engine: Engine;

  private constructor({ outDir, mainFolder, settings, composer }: WholeWayOptions) {
    this.#outDir = join(outDir, randomUUID());
    this.#queue = new Queue(join(this.#outDir, "queue.db"));
    this.engine = openEngine({ queue: this.#queue, mainFolder, settings, ...(composer ? { composer } : {}) });
  }

  /** Opens everything for the time of `use`, and puts it away whatever happens. */
  static async with<T>(options: WholeWayOptions, use: (way: WholeWay) => Promise<T>): Promise<T> {
    const way = new WholeWay(options);
    try {
      await way.engine.ready;
      return await use(way);
    } finally {
      await way.engine.close();
      way.#queue.close();
    }
  }

  /** Queues prompts and makes their PDFs, as `render` does it: work begins while prompts are still queued. */
  async make(prompts: readonly FoundPrompt[]): Promise<void> {
    let drained: Promise<unknown> | undefined;
    const batchId = await this.#submit(prompts, {
      onBatch: (id) => {
        drained = this.engine.worker.drain({ batchId: id });
      },
      onQueued: () => this.engine.worker.wake(),
    });
    await drained;
    this.#expectNoFailure(batchId);
  }

  /** Queues prompts without beginning. @returns the batch */
  queueUp(prompts: readonly FoundPrompt[]): Promise<string> {
    return this.#submit(prompts, {});
  }

  /**
   * Works a queued batch off.
   * @param barrier claims so many, renders them, waits for all of them, and only then claims the next ones; without it
   *   the next job is claimed as soon as one ends
   */
  async drain(batchId: string, barrier = Number.POSITIVE_INFINITY): Promise<void> {
    while (this.#queue.isBatchActive(batchId)) await this.engine.worker.drain({ batchId, maxJobs: barrier });
    this.#expectNoFailure(batchId);
  }

  async #submit(
    prompts: readonly FoundPrompt[],
    callbacks: Partial<Pick<Parameters<typeof submit>[1], "onBatch" | "onQueued">>,
  ): Promise<string> {
    const folder = randomUUID();
    const { batchId } = await submit(this.#queue, {
      items: itemsOf(prompts),
      inputs: [folder],
      label: "bench",
      outDir: join(this.#outDir, folder),
      settings: batchSettingsSchema.parse({ allowScripts: true }),
      ...callbacks,
    });
    return batchId;
  }

  #expectNoFailure(batchId: string): void {
    const [failure] = this.#queue.batchFailures(batchId);
    if (failure) throw new PdfPromptError("internal", `A document of the benchmark failed: ${failure.message}`);
  }
}

/**
 * The whole way through queue, compose, lanes, fsync and publish, once. `lanes`: how many there were at the end.
 * @param options.composed in the order of `found`
 */
export function wholeWay(
  found: readonly FoundPrompt[],
  { composed, ...options }: WholeWayOptions & { composed?: readonly ComposedDocument[] | undefined },
): Promise<Sample & { lanes: number }> {
  const composer = composed && composedBefore(found, composed);
  return WholeWay.with({ ...options, composer }, async (way) => {
    await way.make(found.slice(0, WARM_UP));
    const sample = await sampleOf(found.length, () => way.make(found), { residentMb });
    return { ...sample, lanes: way.engine.concurrency.lanes };
  });
}

/** Hands out documents that are there: what is left of the whole way without composing. */
export function composedBefore(
  found: readonly FoundPrompt[],
  composed: readonly ComposedDocument[],
): NonNullable<EngineOptions["composer"]> {
  const byPlace = new Map(found.map(({ source, line }, index) => [`${source}:${line}`, composed[index]]));
  return {
    compose: async ({ source, line }) => {
      const document = byPlace.get(`${source}:${line}`);
      if (!document) throw new PdfPromptError("internal", "The benchmark has no such document.", { source, line });
      return document;
    },
    warmUp: async () => undefined,
    close: async () => undefined,
  };
}

async function* itemsOf(prompts: readonly FoundPrompt[]): AsyncGenerator<IntakeItem> {
  for (const found of prompts) yield { kind: "prompt", found };
}
