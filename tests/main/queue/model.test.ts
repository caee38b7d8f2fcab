import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import { Queue } from "../../../main/queue";
import { recordResult } from "../../reliability/record";
import { scaled } from "../../reliability/support/scale";
import { temporaryFolderOfRun } from "../../support/temp";
import { anyCall, ModelRun } from "./model";

/** Sequences of random calls that are held to the model. */
const SEQUENCES = scaled(2000, 400);
const START_MS = 1_800_000_000_000;

describe("the queue, whatever is done to it", () => {
  let file: string;
  let queue: Queue;
  let raw: Database.Database;
  const clock = { nowMs: START_MS };
  const alive = new Set<number>();

  beforeAll(() => {
    file = join(temporaryFolderOfRun(), "queue.db");
    // Syncing makes no difference to what a state may become, and so many sequences would take minutes.
    queue = new Queue(file, {
      now: () => clock.nowMs,
      isAlive: ({ pid }) => alive.has(pid),
      synchronous: "NORMAL",
    });
    raw = new Database(file);
  });
  afterAll(() => {
    raw.close();
    queue.close();
  });

  function empty(): void {
    raw.exec(`
      DELETE FROM job; DELETE FROM rejection; DELETE FROM tally; DELETE FROM total; DELETE FROM batch_turn; DELETE FROM turn_clock;
      DELETE FROM batch; DELETE FROM worker; DELETE FROM setting; DELETE FROM standing;`);
    clock.nowMs = START_MS;
    alive.clear();
  }

  it(`is what the table of states says, in ${SEQUENCES} random sequences of calls`, { timeout: 300_000 }, () => {
    let calls = 0;
    fc.assert(
      fc.property(fc.array(anyCall, { minLength: 1, maxLength: 40, size: "max" }), (sequence) => {
        empty();
        const run = new ModelRun(queue, raw, clock, alive);
        for (const next of sequence) {
          run.make(next);
          run.check();
          calls += 1;
        }
      }),
      { numRuns: SEQUENCES },
    );
    recordResult({
      test: "model of the state machine: submit, claim, finish, fail, cancel, pause, crash, clock jump, prune",
      scale: `${SEQUENCES.toLocaleString("en")} sequences, ${calls.toLocaleString("en")} calls`,
      result: "0 divergences",
      control: "each guard of the statements deleted in turn: see the list of guards",
    });
  });
});
