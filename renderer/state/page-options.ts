import type { PageOptions } from "../../shared/prompt";

/** What is chosen with an option changed; without it where its value is undefined, so that the prompt or its template decides. */
export function withOption<K extends keyof PageOptions>(
  options: PageOptions,
  key: K,
  value: PageOptions[K] | undefined,
): PageOptions {
  const { [key]: _, ...others } = options;
  return value === undefined ? others : { ...others, [key]: value };
}

/** How many options are chosen. */
export function countOptions(options: PageOptions): number {
  return Object.keys(options).length;
}
