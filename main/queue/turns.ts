import type { Statements } from "./statements";

/**
 * The turns of new jobs of one batch, one after the other by priority. Jobs with an owner take the owner's turns, those
 * without one the batch's: owners and batches alternate, and none is stuck behind another's thousands.
 */
export class Turns {
  readonly #statements: Statements;
  readonly #batch: number;
  readonly #ofBatch = new Map<number, number>();
  readonly #ofOwners = new Map<string, number>();

  /** @param batch its number */
  constructor(statements: Statements, batch: number) {
    this.#statements = statements;
    this.#batch = batch;
  }

  next(priority: number, owner: string | undefined): number {
    if (owner === undefined) {
      const first = () => this.#statements.firstTurn.get({ batch: this.#batch, priority });
      return take(this.#ofBatch, priority, first);
    }
    const first = () => this.#statements.firstTurnOfOwner.get({ owner, priority });
    return take(this.#ofOwners, `${priority} ${owner}`, first);
  }

  /** Has the batch go on from here next time. To be called inside the transaction that adds the jobs. */
  keep(): void {
    for (const [priority, turn] of this.#ofBatch) this.#statements.setNextTurn.run(this.#batch, priority, turn);
  }
}

function take<K>(turns: Map<K, number>, key: K, first: () => unknown): number {
  const turn = turns.get(key) ?? Number(first());
  turns.set(key, turn + 1);
  return turn;
}
