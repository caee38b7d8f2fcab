import { beforeAll, describe, expect, it } from "vitest";
import { bundleScenario } from "./support/bundle";
import { type CrashKind, crashAtEach, kindText, pointsPassed } from "./support/crash";
import { scaled } from "./support/scale";

const JOBS = scaled(2, 1);
const TIMEOUT_MS = 600_000;

const KINDS: CrashKind[] = [false, true].flatMap((isPowerCut) => [
  { onConflict: "unique", hasLinks: true, isPowerCut },
  { onConflict: "replace", hasLinks: true, isPowerCut },
  { onConflict: "unique", hasLinks: false, isPowerCut },
]);

describe("a crash at every step on the disk and at every commit", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await bundleScenario("crash-points");
  });

  it.each(KINDS.map((kind) => [kindText(kind), kind] as const))("%s", { timeout: TIMEOUT_MS }, async (_name, kind) => {
    const points = await pointsPassed(folder, JOBS, kind);
    expect(await crashAtEach(folder, JOBS, kind, points)).toEqual([]);
  });
});
