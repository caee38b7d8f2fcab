import { nearest } from "../../shared/nearest";

/** ` (did you mean "title"?)` for the name of `known` that `name` was most likely meant to be, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const found = nearest(name.trim(), known);
  return found === undefined ? "" : ` (did you mean "${found}"?)`;
}
