/** What is done with values takes at most so much of the time. */
const SHARE = 1 / 40;
/** However long it takes, nobody waits longer than this for the latest value. */
const MOST_MS = 1500;
/** The same while nobody sees what comes of it. */
const HIDDEN_MS = 5000;

export interface PacedOptions<T> {
  /** Done with a value; it is timed. */
  use(value: T): void;
  /** Whether nobody sees what comes of it now. */
  isHidden(): boolean;
  nowMs?: () => number;
}

export interface Paced<T> {
  /** Takes a value. Of those that come while one has to wait, only the latest is used. */
  receive(value: T): void;
  /** Uses a value that waits at once. */
  flush(): void;
  /** Ends it: nothing is used any more. */
  stop(): void;
}

/**
 * Uses values as often as that is cheap: on a slow machine drawing the window takes from the lanes what it takes, so there
 * it is drawn less often.
 */
export function createPaced<T>({ use, isHidden, nowMs = () => performance.now() }: PacedOptions<T>): Paced<T> {
  let waiting: { value: T } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let nextAtMs = Number.NEGATIVE_INFINITY;

  function flush(): void {
    clearTimeout(timer);
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    const startedAtMs = nowMs();
    use(value);
    const endedAtMs = nowMs();
    nextAtMs = endedAtMs + Math.min(MOST_MS, (endedAtMs - startedAtMs) / SHARE);
  }

  return {
    receive(value) {
      waiting = { value };
      clearTimeout(timer);
      const waitMs = nextAtMs + (isHidden() ? HIDDEN_MS : 0) - nowMs();
      if (waitMs <= 0) flush();
      else timer = setTimeout(flush, waitMs);
    },
    flush,
    stop() {
      clearTimeout(timer);
      waiting = undefined;
    },
  };
}
