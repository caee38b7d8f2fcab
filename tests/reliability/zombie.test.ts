import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Queue } from "../../main/queue";
import { tempFolder } from "../support/temp";
import { GUARDS } from "./guards";
import { recordResult } from "./record";
import { bundleScenario } from "./support/bundle";
import { startScenario } from "./support/child";
import { readQueue, summarize, type Violation, violationsAtEnd } from "./support/invariants";
import { placeIn } from "./support/kill";
import { queueBatch } from "./support/queue-batch";
import { randomFrom, SEED } from "./support/random";
import { scaled } from "./support/scale";

const ROUNDS = scaled(30, 2);
/** Whether a late result had already been published when the process was stopped is chance: a round may miss it. */
const CONTROL_ROUNDS = 5;
const JOBS = 40;
const RENDER_MS = 20;
/** The zombie is stopped at some moment of so many milliseconds from its first claim. */
const SPAN_MS = 120;
const TIMEOUT_MS = scaled(300_000, 180_000);

interface Round {
  violations: Violation[];
  /** Results that the zombie brought too late. */
  refused: number;
}

/**
 * A process is stopped in the middle of its work, is taken for dead by another that finishes everything, and then goes
 * on. Undefined where it was stopped while it held the database's lock, so that nobody could take it for dead, and
 * where it had already done everything, as on a busy machine.
 */
async function haunt(zombieFolder: string, winnerFolder: string, stopAfterMs: number): Promise<Round | undefined> {
  const place = placeIn(tempFolder());
  const options = { ...place, jobs: JOBS, onConflict: "unique", concurrency: 3, renderMs: RENDER_MS } as const;
  const queue = new Queue(place.queueFile);
  queueBatch(queue, options);
  queue.close();
  const zombie = startScenario(zombieFolder, options);
  await zombie.event("first-claim");
  await sleep(stopAfterMs);
  zombie.process.kill("SIGSTOP");
  const hasWork = readQueue(place.queueFile).jobs.some(({ state }) => state === "claimed");
  const winner = await startScenario(winnerFolder, options).ended;
  const before = winner.code === 0 ? readQueue(place.queueFile).jobs : [];
  zombie.process.kill("SIGCONT");
  const { events, code, stderr } = await zombie.ended;
  if (winner.code !== 0) {
    if (winner.stderr.includes("database is locked")) return undefined;
    throw new Error(`the second process failed: ${winner.stderr}`);
  }
  if (!hasWork && code === 0) return undefined;
  const after = new Map(readQueue(place.queueFile).jobs.map((job) => [job.id, JSON.stringify(job)]));
  const overwritten = before
    .filter((job) => after.get(job.id) !== JSON.stringify(job))
    .map(({ name }): Violation => ({ kind: "overwritten", what: `${name} was changed after it was done` }));
  return {
    violations: [
      ...(code === 0 ? [] : [{ kind: "failed" as const, what: `the late process ended with ${code}: ${stderr}` }]),
      ...overwritten,
      ...violationsAtEnd({ ...place, jobs: JOBS }),
    ],
    refused: events.reduce((sum, event) => sum + (event.event === "drained" ? event.refused : 0), 0),
  };
}

/** @param isEnough asked after each round */
async function hauntAgainAndAgain(
  zombieFolder: string,
  rounds: number,
  isEnough: (total: Round) => boolean = () => false,
): Promise<Round> {
  // Only where the question "does it live?" is left out is a living process ever taken for dead.
  const winnerFolder = await bundleScenario("work", GUARDS.askAlive);
  const random = randomFrom(SEED);
  const total: Round = { violations: [], refused: 0 };
  for (let made = 0; made < rounds && !isEnough(total); ) {
    const round = await haunt(zombieFolder, winnerFolder, random() * SPAN_MS);
    if (!round) continue;
    made += 1;
    total.violations.push(...round.violations);
    total.refused += round.refused;
  }
  return total;
}

describe(`a process that was taken for dead and goes on (seed ${SEED})`, () => {
  const controls: string[] = [];

  it.each([GUARDS.fence, GUARDS.retract].map((guard) => [guard.name, guard] as const))(
    "is noticed where nothing %s",
    { timeout: TIMEOUT_MS },
    async (name, guard) => {
      const zombieFolder = await bundleScenario("work", guard);
      const isNoticed = ({ violations }: Round) => violations.length > 0;
      const { violations } = await hauntAgainAndAgain(zombieFolder, CONTROL_ROUNDS, isNoticed);
      expect(violations).not.toEqual([]);
      controls.push(`where nothing ${name}: ${summarize(violations)}`);
    },
  );

  it("changes no result and leaves no file", { timeout: TIMEOUT_MS }, async () => {
    const { violations, refused } = await hauntAgainAndAgain(await bundleScenario("work"), ROUNDS);
    expect(violations).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    recordResult({
      test: "Zombies: a process is stopped, its jobs are done by another, and it goes on",
      scale: `${ROUNDS} rounds of ${JOBS} jobs, ${refused} results that came too late, seed ${SEED}`,
      result: "late writes accepted 0, late files left 0, the other's files untouched",
      control: controls.join("; "),
    });
  });
});
