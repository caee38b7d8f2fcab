import { setTimeout as sleep } from "node:timers/promises";

/** A third of what a test has: on a machine that does other things too, what takes a second may take ten. */
const LONGEST_MS = 60_000;

/** Waits until `look` says yes; fails with what it is about. */
export async function until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`this did not come true: ${what}`);
    await sleep(25);
  }
}
