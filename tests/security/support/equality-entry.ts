import type { Prompt } from "../../../shared/prompt";

/** A prompt of the corpus, with a name that says what it is about. */
export interface CorpusEntry {
  name: string;
  prompt: Prompt;
  /** Rendered as written, past all that compose would do: what would be if compose let it through. */
  raw?: string;
  allowScripts?: boolean;
}

/** A whole HTML document in standards mode. */
export function page(name: string, ...body: string[]): CorpusEntry {
  return {
    name,
    prompt: { prompt: `<!doctype html><html lang="en"><body>${body.join("\n")}</body></html>`, format: "html" },
  };
}

/** HTML as it stands. */
export function html(name: string, text: string, more: Partial<Prompt> = {}): CorpusEntry {
  return { name, prompt: { prompt: text, format: "html", ...more } };
}

/** Markdown in the plain template, or another. */
export function markdown(name: string, text: string, more: Partial<Prompt> = {}): CorpusEntry {
  return { name, prompt: { prompt: text, ...more } };
}
