/** A repeatable sequence of numbers from 0 to below 1, so that a failed run can be made again from its seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: a given one, or a new one. It is printed with every failure and every result. */
export const SEED = Number(process.env.PDFPROMPT_RELIABILITY_SEED ?? Date.now() % 1_000_000);
