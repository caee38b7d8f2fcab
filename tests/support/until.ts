import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `look` says yes; fails with what it is about. */
export async function until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await look()) return;
    await sleep(25);
  }
  throw new Error(`this did not come true: ${what}`);
}
