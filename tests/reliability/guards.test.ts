import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/cli";
import { recordResult } from "./record";
import { mutation } from "./support/mutate";
import { isFull, progress } from "./support/scale";
import { UNIT_GUARDS, type UnitGuard } from "./unit-guards";

/** How many guards a bounded run takes out. */
const BOUNDED = 2;
const LIMIT_MS = 180_000;

/** Runs a guard's tests on the source without it. @returns whether they failed, as they must */
async function isMissed({ name, tests }: UnitGuard): Promise<boolean> {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const config = join("tests", "reliability", "support", "mutated.config.ts");
  const { PDFPROMPT_RELIABILITY: _full, ...environment } = process.env;
  const child = spawn(process.execPath, [vitest, "run", "--config", config, "--reporter=dot", ...tests], {
    cwd: ROOT,
    env: { ...environment, PDFPROMPT_WITHOUT_GUARD: name },
    stdio: "pipe",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  // A run that could not begin proves nothing.
  if (code !== 0 && !/Tests\s.*failed/.test(output)) throw new Error(`the tests did not run: ${output.slice(-2000)}`);
  return code !== 0;
}

describe("every guard", () => {
  it.each(UNIT_GUARDS.map((guard) => [guard.name, guard] as const))("stands in the source: %s", (_name, guard) => {
    const { before, after } = mutation(guard);
    expect(after).not.toBe(before);
  });

  it("has a name of its own", () => {
    expect(new Set(UNIT_GUARDS.map(({ name }) => name)).size).toBe(UNIT_GUARDS.length);
  });

  const chosen = isFull ? UNIT_GUARDS : UNIT_GUARDS.slice(0, BOUNDED);
  it.each(chosen.map((guard) => [guard.name, guard] as const))(
    "is missed by a test when it is taken out: %s",
    {
      timeout: 2 * LIMIT_MS,
    },
    async (name, guard) => {
      progress(`without: ${name}`);
      expect(await isMissed(guard)).toBe(true);
    },
  );

  it("was taken out in turn", () => {
    recordResult({
      test: "every guard of queue, worker and publishing taken out of the source, one at a time",
      scale: `${UNIT_GUARDS.length} guards`,
      result: `${UNIT_GUARDS.length} missed by an ordinary test`,
      control: "with all guards in place the same tests pass",
    });
  });
});
