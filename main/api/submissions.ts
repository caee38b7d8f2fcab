import { createHash, randomUUID } from "node:crypto";
import { type BatchSettings, batchSettingsSchema } from "../../shared/batch";
import { PdfPromptError } from "../../shared/errors";
import type { Prompt } from "../../shared/prompt";
import { HTTP_SOURCE, type IntakeItem, NO_FOLDER } from "../../shared/stages";
import type { Queue } from "../queue";
import { ownerOf, submit } from "../worker";
import type { Admission } from "./admission";
import { ApiError } from "./errors";

/** Whose turns prompts take that name no user. */
const NOBODY = "http";
const STEM_CHARACTERS = 12;

/** What came with one request. */
export interface Asked {
  prompts: readonly Prompt[];
  /** One prompt that is asked for alone, or many that are one batch. */
  isBatch: boolean;
  settings: BatchSettings;
  /** What the client sent, for telling whether a key comes with the same again. */
  body: unknown;
  /** Names by which the same request is known again, none where it is not to be. */
  keys: readonly string[];
}

export interface Accepted {
  batchId: string;
  /** Whether the same request had come before. */
  isRepeated: boolean;
}

/** Puts what is asked for into the queue, once. */
export class Submissions {
  readonly #queue: Queue;
  readonly #outDir: () => string;
  readonly #admission: Admission;
  readonly #onQueued: () => void;
  /** Requests with a key that are being queued, by key. */
  readonly #underWay = new Map<string, { digest: string; accepted: Promise<Accepted> }>();
  readonly #all = new Set<Promise<unknown>>();

  constructor(options: { queue: Queue; outDir: () => string; admission: Admission; onQueued: () => void }) {
    this.#queue = options.queue;
    this.#outDir = options.outDir;
    this.#admission = options.admission;
    this.#onQueued = options.onQueued;
  }

  /**
   * Queues the prompts, unless the same request came before.
   * @throws ApiError 422 where a key came with something else before, 429 where too much waits
   */
  async accept(asked: Asked): Promise<Accepted> {
    const digest = hash(JSON.stringify([asked.isBatch, asked.body]));
    const earlier = this.#earlier(asked.keys, digest);
    if (earlier) {
      const { batchId } = await earlier;
      // The other keys stand for the same from now on.
      for (const key of asked.keys)
        if (!this.#queue.requests.find(key)) this.#queue.requests.keep(key, { digest, batchId });
      return { batchId, isRepeated: true };
    }
    const accepted = this.#queueAll(asked, digest);
    this.#all.add(accepted);
    for (const key of asked.keys) this.#underWay.set(key, { digest, accepted });
    try {
      return await accepted;
    } finally {
      this.#all.delete(accepted);
      for (const key of asked.keys) this.#underWay.delete(key);
    }
  }

  /** Resolves when everything that was taken on is in the queue. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#all);
  }

  #earlier(keys: readonly string[], digest: string): Promise<Accepted> | undefined {
    for (const key of keys) {
      const underWay = this.#underWay.get(key);
      const known = underWay ?? this.#queue.requests.find(key);
      if (!known) continue;
      if (known.digest !== digest)
        throw new ApiError(
          422,
          "key-reused",
          "This id or Idempotency-Key came with another request before. Take a new one.",
        );
      if (underWay) return underWay.accepted;
      // Not sealed: the app ended while it was queued. It is gone on with.
      const { batchId } = known as { batchId: string };
      if (this.#queue.isBatchSealed(batchId)) return Promise.resolve({ batchId, isRepeated: true });
    }
    return undefined;
  }

  async #queueAll({ prompts, isBatch, settings, keys }: Asked, digest: string): Promise<Accepted> {
    // What goes on after the app had ended was let in before, and part of it is what waits.
    const [begun] = keys.flatMap((key) => this.#queue.requests.find(key) ?? []);
    const release = begun ? () => undefined : this.#admission.reserve(countOwners(prompts));
    const noRoom = new AbortController();
    try {
      const id = keys[0] ?? randomUUID();
      const stem = `${isBatch ? "batch" : "prompt"}-${hash(id).slice(0, STEM_CHARACTERS)}`;
      // What was begun is gone on with as it was begun, whatever folder and settings are the server's now.
      const stored = begun && this.#queue.transfer.batch(begun.batchId);
      const { batchId } = await submit(this.#queue, {
        items: toItems(prompts, stem, isBatch),
        label: isBatch ? `HTTP: ${prompts.length} prompts` : `HTTP: ${prompts[0]?.title ?? stem}`,
        inputs: [`${HTTP_SOURCE}:${id}`],
        // The same key finds what an app that ended left half queued.
        callKey: `${HTTP_SOURCE}:${id}`,
        outDir: stored?.outDir ?? this.#outDir(),
        settings: stored ? batchSettingsSchema.parse(JSON.parse(stored.settings)) : settings,
        owner: NOBODY,
        isAlwaysNew: true,
        isWithoutResults: !isBatch,
        onOpened: (batch) => {
          for (const key of keys) this.#queue.requests.keep(key, { digest, batchId: batch });
        },
        onQueued: this.#onQueued,
        signal: noRoom.signal,
        // Nobody waits at the other end of a connection until somebody has cleared a disk up.
        notice: () => noRoom.abort(),
      });
      if (noRoom.signal.aborted) throw new PdfPromptError("disk-full", "There is no room left for the queue.");
      return { batchId, isRepeated: false };
    } finally {
      release();
    }
  }
}

function countOwners(prompts: readonly Prompt[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const prompt of prompts) {
    const owner = ownerOf(prompt) ?? NOBODY;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return counts;
}

async function* toItems(prompts: readonly Prompt[], stem: string, isBatch: boolean): AsyncGenerator<IntakeItem> {
  for (const [index, prompt] of prompts.entries()) {
    const place = isBatch ? { line: index + 1, row: index + 1 } : { line: 1 };
    const found = { prompt, source: HTTP_SOURCE, baseDir: NO_FOLDER, relativeDir: "", stem, ...place };
    yield { kind: "prompt", found };
  }
}

/** A key that came in the header of a request. */
export function headerKey(key: string): string {
  return `header ${hash(key)}`;
}

/** The key that the id of a prompt is, when it is asked for alone. Each user has ids of their own. */
export function idKey({ id, userId }: Pick<Prompt, "id" | "userId">): string {
  return `id ${hash(JSON.stringify([userId ?? null, id]))}`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
