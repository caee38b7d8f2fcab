import type { FoundPrompt } from "../../../shared/stages";

/** Prompts that are kept to be looked at, and what they may weigh in characters. */
const MOST_KEPT = 100;
const MOST_CHARACTERS = 8_000_000;
const NAMES_SHOWN = 5;

/** The first prompts of a look, to be printed one by one, and the first names. */
export class FirstPrompts {
  readonly names: string[] = [];
  readonly #kept: { found: FoundPrompt; name: string }[] = [];
  #characters = 0;

  get count(): number {
    return this.#kept.length;
  }

  at(index: number): { found: FoundPrompt; name: string } | undefined {
    return this.#kept[index];
  }

  /** Keeps a prompt and its name, as long as there is room. @returns whether it is the first that can be looked at */
  keep(found: FoundPrompt, name: string): boolean {
    if (this.names.length < NAMES_SHOWN) this.names.push(name);
    if (this.#kept.length >= MOST_KEPT) return false;
    this.#characters += found.prompt.prompt.length + JSON.stringify(found.prompt.data ?? {}).length;
    // One is kept, however long it is.
    if (this.#kept.length > 0 && this.#characters > MOST_CHARACTERS) return false;
    this.#kept.push({ found, name });
    return this.#kept.length === 1;
  }
}
