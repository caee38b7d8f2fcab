import type { FoundPrompt } from "../../../shared/stages";

/** Prompts that are kept to be looked at, and what they may weigh in characters. */
const MOST_PREVIEWS = 100;
const MOST_PREVIEW_CHARACTERS = 8_000_000;
const NAMES_SHOWN = 5;

/** The first prompts of a look, and the names that their outputs would get. */
export class KeptPrompts {
  readonly #names: string[] = [];
  readonly #prompts: { found: FoundPrompt; name: string }[] = [];
  #characters = 0;

  get names(): string[] {
    return this.#names;
  }

  /** How many can be looked at. */
  get count(): number {
    return this.#prompts.length;
  }

  at(index: number): { found: FoundPrompt; name: string } | undefined {
    return this.#prompts[index];
  }

  /** @returns whether it is the first, which can be printed while others are still read */
  keep(found: FoundPrompt, name: string): boolean {
    if (this.#names.length < NAMES_SHOWN) this.#names.push(name);
    if (this.#prompts.length >= MOST_PREVIEWS) return false;
    this.#characters += found.prompt.prompt.length + JSON.stringify(found.prompt.data ?? {}).length;
    if (this.#prompts.length > 0 && this.#characters > MOST_PREVIEW_CHARACTERS) return false;
    this.#prompts.push({ found, name });
    return this.#prompts.length === 1;
  }
}
