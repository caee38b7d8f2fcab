/** What is done with values takes about so much of the time. */
const SHARE = 1 / 40;
/** However long it takes, nobody waits longer than this for the latest value. */
const MOST_MS = 1500;
/** How long one waits instead while nobody sees what comes of it. */
const HIDDEN_MS = 5000;
/** How soon what waits is used once somebody is there again. */
const SOON_MS = 100;

export interface PacedOptions<T> {
  /** Done with a value; it is timed. */
  use(value: T): void;
  /** Whether nobody sees what comes of it now. */
  isHidden(): boolean;
  /** Whether somebody is at it now, who is not to wait. */
  isWanted(): boolean;
  nowMs?: () => number;
}

export interface Paced<T> {
  /** Takes a value. Of those that come while one has to wait, only the latest is used. */
  receive(value: T): void;
  /** Uses a value that waits soon: somebody is there who is not to wait. */
  hurry(): void;
  /** Forgets a value that waits: what was done with it is done otherwise. */
  drop(): void;
}

/**
 * Uses values as often as that is cheap: on a slow machine drawing the window takes from the lanes what it takes, so there
 * it is drawn less often.
 */
export function createPaced<T>({
  use,
  isHidden,
  isWanted,
  nowMs = () => performance.now(),
}: PacedOptions<T>): Paced<T> {
  let waiting: { value: T } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let usedAtMs = Number.NEGATIVE_INFINITY;
  let costMs = 0;

  function spend(): void {
    clearTimeout(timer);
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    const startedAtMs = nowMs();
    use(value);
    usedAtMs = nowMs();
    costMs = usedAtMs - startedAtMs;
  }

  function pauseMs(): number {
    if (isHidden()) return HIDDEN_MS;
    return isWanted() ? 0 : Math.min(MOST_MS, costMs / SHARE);
  }

  return {
    receive(value) {
      waiting = { value };
      clearTimeout(timer);
      const waitMs = usedAtMs + pauseMs() - nowMs();
      if (waitMs <= 0) spend();
      else timer = setTimeout(spend, waitMs);
    },
    hurry() {
      clearTimeout(timer);
      if (waiting) timer = setTimeout(spend, SOON_MS);
    },
    drop() {
      clearTimeout(timer);
      waiting = undefined;
    },
  };
}
