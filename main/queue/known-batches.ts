import { PdfPromptError } from "../../shared/errors";
import type { Row } from "./rows";
import type { Statements } from "./statements";

/** How many batches are kept at hand. */
const MAX_KNOWN = 1000;

/** What never changes about a batch. */
export interface KnownBatch {
  id: string;
  outDir: string;
  settings: string;
}

/** Batches by their number in the database and by their id, looked up once each. */
export class KnownBatches {
  readonly #statements: Statements;
  readonly #file: string;
  readonly #batches = new Map<number, KnownBatch>();
  readonly #numbers = new Map<string, number>();

  /** @param file of the queue, for messages */
  constructor(statements: Statements, file: string) {
    this.#statements = statements;
    this.#file = file;
  }

  /** @throws PdfPromptError `input-invalid` where there is no such batch */
  numberOf(batchId: string): number {
    const known = this.#numbers.get(batchId);
    if (known !== undefined) return known;
    const number = this.#statements.batchNumber.get(batchId) as number | undefined;
    if (number === undefined) {
      throw new PdfPromptError("input-invalid", `There is no batch ${batchId} in the queue ${this.#file}.`);
    }
    remember(this.#numbers, batchId, number);
    return number;
  }

  get(number: number): KnownBatch {
    const known = this.#batches.get(number);
    if (known) return known;
    const row = this.#statements.batchByNumber.get(number) as Row;
    const batch = { id: String(row.id), outDir: String(row.out_dir), settings: String(row.settings) };
    remember(this.#batches, number, batch);
    return batch;
  }
}

function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (map.size >= MAX_KNOWN) map.clear();
  map.set(key, value);
}
