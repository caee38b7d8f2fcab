import { lengthProblem } from "../../shared/length";
import type { PageOptions } from "../../shared/prompt";

/** How far the content of a page may be made smaller or larger, in per cent. */
export const SCALE_PERCENT = { min: 10, max: 200 } as const;

/** Options with one of them changed; undefined takes it out, so that prompts and templates say it again. */
export function withOption<K extends keyof PageOptions>(
  options: PageOptions,
  key: K,
  value: PageOptions[K],
): PageOptions {
  const { [key]: _, ...others } = options;
  return value === undefined ? others : { ...others, [key]: value };
}

/** What is wrong with a margin, with its first letter as at the beginning of a sentence. */
export function marginProblem(text: string): string | undefined {
  const problem = lengthProblem(text);
  return problem && problem.charAt(0).toUpperCase() + problem.slice(1);
}
