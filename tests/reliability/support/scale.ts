/** `npm run test:reliability` runs everything in full; `npm test` runs the same tests in a size that takes seconds. */
export const isFull = process.env.PDFPROMPT_RELIABILITY === "full";

/** The figure for this run's size. */
export function scaled(full: number, bounded: number): number {
  return isFull ? full : bounded;
}

/** Tells on the terminal what a long run is doing; says nothing in a bounded one. */
export function progress(line: string): void {
  if (isFull) process.stderr.write(`[reliability] ${line}\n`);
}
