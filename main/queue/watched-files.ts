import { randomUUID } from "node:crypto";
import type { Connection } from "./database";

/** A file of a watched folder. */
export interface TakenFile {
  /** Below the folder, with `/`. */
  path: string;
  /** Tells it from another file of that name. */
  state: string;
}

/** Files that were taken together, and the batch that they became. */
export interface TakenBatch {
  id: string;
  callKey: string;
  label: string;
  /** Absolute. */
  outDir: string;
  /** As JSON. */
  settings: string;
  /** Whether all prompts of the files are queued. */
  isSealed: boolean;
  files: TakenFile[];
}

/**
 * The files of watched folders that were taken and are not put away yet, each with its batch. A file and its batch are
 * noted in one transaction before the file is read, and the file is forgotten once it was moved: whatever happens in
 * between, the next start knows what was begun.
 */
export class WatchedFiles {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #now: () => number;
  readonly #write: <T>(change: () => T) => T;

  constructor(db: Connection, now: () => number, write: <T>(change: () => T) => T) {
    this.#statements = prepare(db);
    this.#now = now;
    this.#write = write;
  }

  /** Begins a batch for files of a folder that are not taken yet. @throws where one of them is */
  take(
    folder: string,
    batch: Pick<TakenBatch, "label" | "outDir" | "settings">,
    files: readonly TakenFile[],
  ): TakenBatch {
    const id = randomUUID();
    const callKey = `watch:${id}`;
    this.#write(() => {
      const number = this.#statements.insertBatch.run({ ...batch, id, callKey, now: this.#now() }).lastInsertRowid;
      for (const { path, state } of files) this.#statements.insert.run(folder, path, state, number);
    });
    return { ...batch, id, callKey, isSealed: false, files: [...files] };
  }

  /** What of a folder was taken and is not put away, in the order it was taken. */
  of(folder: string): TakenBatch[] {
    // A batch that was forgotten meanwhile leaves nothing to go on with: its files are new again.
    this.#write(() => this.#statements.forgetOrphans.run(folder));
    const rows = this.#statements.ofFolder.all(folder) as (Omit<TakenBatch, "isSealed" | "files"> & {
      isSealed: number;
      path: string;
      state: string;
    })[];
    const batches = new Map<string, TakenBatch>();
    for (const { path, state, isSealed, ...batch } of rows) {
      const known = batches.get(batch.id) ?? { ...batch, isSealed: isSealed === 1, files: [] };
      known.files.push({ path, state });
      batches.set(batch.id, known);
    }
    return [...batches.values()];
  }

  /** A file is put away, or is none any more. */
  forget(folder: string, path: string): void {
    this.#write(() => this.#statements.forget.run(folder, path));
  }

  /** Unfinished jobs of a batch that came from this file. */
  unfinishedOf(batchId: string, source: string): number[] {
    return this.#statements.unfinishedOf.all({ batchId, source }) as number[];
  }
}

function prepare(db: Connection) {
  return {
    insertBatch: db.prepare(`
      INSERT INTO batch (id, call_key, label, out_dir, settings, created_at_ms)
      VALUES (@id, @callKey, @label, @outDir, @settings, @now)`),
    insert: db.prepare("INSERT INTO watched (folder, path, state, batch) VALUES (?, ?, ?, ?)"),
    ofFolder: db.prepare(`
      SELECT id, call_key AS callKey, label, out_dir AS outDir, settings, is_sealed AS isSealed, path, state
      FROM watched JOIN batch ON batch.number = watched.batch WHERE folder = ? ORDER BY batch.number, path`),
    forgetOrphans: db.prepare("DELETE FROM watched WHERE folder = ? AND batch NOT IN (SELECT number FROM batch)"),
    forget: db.prepare("DELETE FROM watched WHERE folder = ? AND path = ?"),
    unfinishedOf: db
      .prepare(`
      SELECT job.id FROM batch JOIN job INDEXED BY job_by_batch ON job.batch = batch.number
      WHERE batch.id = @batchId AND job.source = @source AND job.state IN ('queued', 'claimed')`)
      .pluck(),
  };
}
