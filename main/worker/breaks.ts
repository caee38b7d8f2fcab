import { setImmediate as others } from "node:timers/promises";

/** Then everything else in the process has its turn. */
const MOST_MS_AT_ONCE = 8;

/**
 * For work that is all microtasks, such as reading prompts that come many at a time: a window in this process must not
 * wait for it.
 * @returns lets others have their turn where they had none for a while
 */
export function breaks(): () => Promise<void> {
  let restedAt = performance.now();
  return async () => {
    if (performance.now() - restedAt <= MOST_MS_AT_ONCE) return;
    await others();
    restedAt = performance.now();
  };
}
