import { spreadOf } from "../figures";
import type { Times } from "./steps";

/** How often it is looked whether the event loop turns. */
const LOOK_MS = 5;

/**
 * What somebody would wait who came to this process's event loop at any moment of `work`. A turn that takes 100 ms counts
 * for everybody who would have come meanwhile, not once: in a histogram of turns, long ones hardly show.
 */
export async function withWaiting<T>(work: () => Promise<T>): Promise<{ value: T; wait: Times }> {
  const waits: number[] = [];
  let dueAt = performance.now() + LOOK_MS;
  const look = () => {
    const now = performance.now();
    for (; dueAt <= now; dueAt += LOOK_MS) waits.push(now - dueAt);
    timer = setTimeout(look, dueAt - now);
  };
  let timer = setTimeout(look, LOOK_MS);
  try {
    const value = await work();
    look();
    return { value, wait: spreadOf(waits) };
  } finally {
    clearTimeout(timer);
  }
}
