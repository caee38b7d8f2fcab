import { InvalidArgumentError } from "commander";

/** A whole number of at least `min` on the command line. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** Whole numbers of at least 1, one an argument. */
export function wholeNumberList(text: string, previous: number[] | undefined): number[] {
  return [...(previous ?? []), wholeNumber(1)(text)];
}
