import type { Queue } from "../queue";
import { ApiError } from "./errors";
import type { ApiLimits } from "./limits";

const RETRY_SECONDS = { least: 1, most: 60 } as const;
/** The rate is that of the last few seconds. */
const RATE_SECONDS = 10;

/** Decides whether more jobs are taken on. What is under way to the queue counts as being in it. */
export class Admission {
  readonly #queue: Queue;
  readonly #limits: Pick<ApiLimits, "waiting" | "waitingOfUser">;
  readonly #underWay = new Map<string, number>();

  constructor(queue: Queue, limits: Pick<ApiLimits, "waiting" | "waitingOfUser">) {
    this.#queue = queue;
    this.#limits = limits;
  }

  /**
   * Keeps room for jobs until the returned function is called: they are in the queue then, or will not come.
   * @param jobs how many, by owner
   * @throws ApiError 429, or 413 where so many would never be taken
   */
  reserve(jobs: ReadonlyMap<string, number>): () => void {
    const { waiting: most, waitingOfUser } = this.#limits;
    const total = sum(jobs.values());
    const largest = Math.max(...jobs.values());
    if (total > most || largest > waitingOfUser) {
      const message = `At most ${Math.min(most, waitingOfUser)} prompts of one user can wait here: send fewer at once.`;
      throw new ApiError(413, "too-large", message);
    }
    const waiting = this.#waiting(most - total);
    if (waiting + total > most) throw this.#tooMany(waiting + total - most, "The queue is full");
    for (const [owner, count] of jobs) {
      // Nobody has more waiting than all together.
      if (waiting + count <= waitingOfUser) continue;
      const own = this.#queue.requests.waiting(owner) + (this.#underWay.get(owner) ?? 0) + count;
      if (own > waitingOfUser) throw this.#tooMany(own - waitingOfUser, "Too many prompts of this user wait");
    }
    for (const [owner, count] of jobs) this.#add(owner, count);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      for (const [owner, count] of jobs) this.#add(owner, -count);
    };
  }

  /** Jobs of owners that wait or are under way, or a number above it where that is not above `enough`. */
  #waiting(enough: number): number {
    const { requests } = this.#queue;
    const underWay = sum(this.#underWay.values());
    // All that wait are counted already. What the window and files queued has no owner and keeps nobody out.
    const all = requests.waiting() + underWay;
    return all <= enough ? all : requests.waitingOfOwners(this.#limits.waiting) + underWay;
  }

  #add(owner: string, count: number): void {
    const sumOfOwner = (this.#underWay.get(owner) ?? 0) + count;
    if (sumOfOwner === 0) this.#underWay.delete(owner);
    else this.#underWay.set(owner, sumOfOwner);
  }

  /** @param excess how many must be done before this would be taken */
  #tooMany(excess: number, what: string): ApiError {
    const perSecond = sum(this.#queue.donePerSecond(RATE_SECONDS)) / RATE_SECONDS;
    const seconds = perSecond > 0 ? Math.ceil(excess / perSecond) : RETRY_SECONDS.most;
    const retryAfter = Math.min(Math.max(seconds, RETRY_SECONDS.least), RETRY_SECONDS.most);
    return new ApiError(429, "too-many-jobs", `${what}. Try again in ${retryAfter} s.`, { retryAfter });
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
