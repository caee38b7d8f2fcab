import { describe, expect, it } from "vitest";
import { tempFolder } from "../support/temp";
import { GUARDS } from "./guards";
import { recordResult } from "./record";
import { bundleScenario } from "./support/bundle";
import { summarize, type Violation } from "./support/invariants";
import { killAgainAndAgain, placeIn, timesText } from "./support/kill";
import { randomFrom, SEED } from "./support/random";
import { scaled } from "./support/scale";

const KILLS = scaled(1000, 25);
const JOBS = scaled(10_000, 300);
const CONTROL = { kills: 10, jobs: 100, most: 200 };
const TIMEOUT_MS = scaled(30 * 60_000, 180_000);

describe(`kill -9 at random moments (seed ${SEED})`, () => {
  let control = "";

  it("leaves leftovers or doubles when nothing is cleared up after a dead attempt", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const folder = await bundleScenario("work", GUARDS.sweep);
    const random = randomFrom(SEED);
    let kills = 0;
    const violations: Violation[] = [];
    // Kills are random: the control goes on until one has hit.
    while (violations.length === 0 && kills < CONTROL.most) {
      const run = await killAgainAndAgain(folder, placeIn(tempFolder()), { ...CONTROL, random });
      kills += run.kills;
      violations.push(...run.violations);
    }
    control = `${summarize(violations)} after ${kills} kills`;
    expect(violations).not.toEqual([]);
  });

  it("loses nothing, doubles nothing, tears nothing", { timeout: TIMEOUT_MS }, async () => {
    const folder = await bundleScenario("work");
    const run = await killAgainAndAgain(folder, placeIn(tempFolder()), {
      kills: KILLS,
      jobs: JOBS,
      random: randomFrom(SEED),
    });
    expect(run.violations).toEqual([]);
    recordResult({
      test: "SIGKILL at random moments, queue, worker and publishing in Node",
      scale: `${run.kills} kills over ${JOBS} jobs, seed ${SEED}`,
      result: `lost 0, duplicates 0, torn 0, leftovers 0, integrity_check ok after each; first claim after opening ${timesText(run.firstClaimMs)}; ${run.condemned} jobs failed after their third kill and were retried`,
      control: `where nothing ${GUARDS.sweep.name}: ${control}`,
    });
  });
});
