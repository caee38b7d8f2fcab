import { readFile, stat } from "node:fs/promises";
import type { ErrorCode, Problem } from "../../shared/errors";
import type { Noticed } from "../../shared/stages";

/** More than these help nobody; what is left out is counted. */
const MAX_WARNINGS = 100;
/** Larger sources are not searched for the line. */
const MAX_SOURCE_BYTES = 1_000_000;

/** Finds the places in a prompt's source of what a lane noticed. */
export function locate(noticed: readonly Noticed[], source: string, line: number): Promise<Problem[]> {
  const warnings = new Warnings(source, line);
  for (const { code, message, written } of noticed) warnings.add(code, message, written);
  return warnings.toProblems();
}

/** What was left out of one document and why, each thing once. */
export class Warnings {
  readonly #source: string;
  readonly #line: number;
  readonly #found = new Map<string, { code: ErrorCode; message: string; written: string | undefined }>();
  #leftOut = 0;

  /**
   * @param source file the prompt came from, or `-`
   * @param line first line of the prompt's text in it
   */
  constructor(source: string, line: number) {
    this.#source = source;
    this.#line = line;
  }

  /** @param written the text in the source that caused it, by which the line is found */
  add(code: ErrorCode, message: string, written?: string): void {
    if (this.#found.has(message)) return;
    if (this.#found.size >= MAX_WARNINGS) this.#leftOut += 1;
    else this.#found.set(message, { code, message, written });
  }

  async toProblems(): Promise<Problem[]> {
    if (this.#found.size === 0) return [];
    const text = await this.#readSource();
    const problems = [...this.#found.values()].map(({ code, message, written }): Problem => {
      return { code, message, source: this.#source, line: this.#lineOf(text, written) };
    });
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    if (this.#leftOut > 0) {
      const message = `${this.#leftOut} more files were left out of this document.`;
      problems.push({ code: "asset-blocked", message, source: this.#source, line: this.#line });
    }
    return problems;
  }

  async #readSource(): Promise<string> {
    try {
      if ((await stat(this.#source)).size > MAX_SOURCE_BYTES) return "";
      return await readFile(this.#source, "utf8");
    } catch {
      return "";
    }
  }

  /** Line of the first mention at or after the prompt's own line. */
  #lineOf(text: string, written: string | undefined): number {
    if (text === "" || !written) return this.#line;
    let start = 0;
    for (let line = 1; line < this.#line; line++) start = text.indexOf("\n", start) + 1;
    const at = text.indexOf(written, start);
    return at === -1 ? this.#line : text.slice(0, at).split("\n").length;
  }
}
