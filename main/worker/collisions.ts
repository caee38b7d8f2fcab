import type { Location } from "../../shared/errors";

export interface Collision {
  /** The name that is wanted, below the output folder. */
  name: string;
  /** Whether a file has it, or a prompt that waits in the queue; else the first of the prompts has it. */
  isTaken: boolean;
  prompts: Location[];
}

/** Names that more want than can have them, with the prompts that do, in the order of the input. */
export class Collisions {
  readonly #most: number;
  readonly #byName = new Map<string, Collision>();
  #prompts = 0;

  /** @param most so many prompts are named */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * A prompt gets another name than it wants.
   * @param key of the name that is wanted
   * @param holder the prompt before it that has the name; undefined where it is none of these
   */
  add(key: string, name: string, { source, line }: Location, holder: Location | undefined): void {
    if (this.#prompts >= this.#most) return;
    let collision = this.#byName.get(key);
    if (!collision) {
      collision = { name, isTaken: holder === undefined, prompts: holder ? [holder] : [] };
      this.#byName.set(key, collision);
    }
    collision.prompts.push({ source, line });
    this.#prompts += 1;
  }

  list(): Collision[] {
    return [...this.#byName.values()];
  }
}
