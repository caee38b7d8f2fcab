/**
 * How often the window is told, at most, however fast the queue changes; it is enough for figures that people read, and
 * each time the window is drawn anew, which takes the processors from the lanes.
 */
const INTERVAL_MS = 400;
/** Figures that fall with time (PDFs per second) are told anew at the first look after so long, even when nothing happens. */
const IDLE_INTERVAL_MS = 1000;

export interface LiveFeedOptions<T> {
  /** Another value than before whenever anything changed. Cheap: it is asked at every look. */
  changeMark: () => string;
  /** Takes a picture of the present state. `revision` grows by one with every change that was seen. */
  take: (revision: number) => T;
}

/** Pictures of something that may change thousands of times a second, taken only as often as people can look. */
export class LiveFeed<T> {
  readonly #options: LiveFeedOptions<T>;
  #revision = 0;
  #mark: string | undefined;
  #taken: { picture: T; atMs: number } | undefined;
  #sentRevision = 0;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LiveFeedOptions<T>) {
    this.#options = options;
  }

  /** The present state, or the last picture of it where that is younger than {@link INTERVAL_MS}. */
  current(): T {
    const isFresh = this.#taken !== undefined && performance.now() - this.#taken.atMs < INTERVAL_MS;
    return this.#taken && isFresh ? this.#taken.picture : this.#look();
  }

  /** Calls `send` with every change, at most every {@link INTERVAL_MS}, and once a second without one, until {@link stop}. */
  start(send: (picture: T) => void): void {
    this.#timer = setInterval(() => {
      // What `current` saw first is no news to the feed, but to whoever it is sent to.
      const isNews = this.#options.changeMark() !== this.#mark || this.#revision !== this.#sentRevision;
      if (!isNews && performance.now() - this.#sentAtMs < IDLE_INTERVAL_MS) return;
      const picture = this.#look();
      this.#sentRevision = this.#revision;
      this.#sentAtMs = performance.now();
      send(picture);
    }, INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): T {
    // Asked before the picture is taken: a change that comes between the two is seen at the next look.
    const mark = this.#options.changeMark();
    if (mark !== this.#mark) this.#revision += 1;
    this.#mark = mark;
    const picture = this.#options.take(this.#revision);
    this.#taken = { picture, atMs: performance.now() };
    return picture;
  }
}
