/**
 * How many PDFs are made at once: a number, a preset, or whatever turns out fastest.
 */

/** The most that can be asked for, by number or by `MAX_PDF_CONCURRENCY`. */
export const MOST_LANES = 64;
/** The most that can be chosen in the window. */
export const MOST_CHOSEN = 16;
/** What `drain` and `worker` use where nothing is said. */
export const DEFAULT_LANES = 3;

/**
 * Named sizes of a machine: how many PDFs at once, and the resident memory of all the app's processes together that
 * they may use. Above that, lanes are let go.
 */
export const CONCURRENCY_PRESETS = {
  small: { lanes: 3, memoryMb: 1024 },
  standard: { lanes: 5, memoryMb: 2048 },
  large: { lanes: 8, memoryMb: 4096 },
} as const;

export type ConcurrencyPreset = keyof typeof CONCURRENCY_PRESETS;
export type ConcurrencyChoice = number | "auto" | ConcurrencyPreset;

/** What is accepted, for messages. */
export const CONCURRENCY_RULE = `must be a whole number from 1 to ${MOST_LANES}, or auto, small, standard or large`;

/** Why there are as many lanes as there are, in words for people. */
export const LANE_REASONS = {
  fixed: "as asked for",
  start: "one more than processors to begin with",
  trying: "trying whether this is faster",
  faster: "it is faster with these",
  "no-gain": "more were not faster",
  changed: "the documents are of another kind now",
  "cpu-full": "the processors are busy: fewer are as fast",
  memory: "memory is short",
  lag: "the window was slowed",
  "no-window": "no further window opened",
} as const;

export type LaneReason = keyof typeof LANE_REASONS;

/** A worker's present number of lanes. `mode` is the word that was asked for, or `fixed` for a number. */
export interface ConcurrencyState {
  mode: "fixed" | "auto" | ConcurrencyPreset;
  lanes: number;
  reason: LaneReason;
}

/** What the environment says about the number of PDFs at once and their memory. */
export interface SpeedRules {
  /** What it asks for, which then holds whatever is chosen in the window; null where it does not. */
  fixedTo: ConcurrencyChoice | null;
  /** The largest number that can be chosen. */
  most: number;
  /** Most memory of the renderer of one document, in MB, which then holds likewise; null where it says nothing of it. */
  rendererMb: number | null;
}

/** A choice from text, or undefined when it is none. */
export function parseConcurrency(text: string): ConcurrencyChoice | undefined {
  const word = text.trim();
  if (word === "auto" || isPreset(word)) return word;
  const lanes = Number(word);
  return /^\d+$/.test(word) && lanes >= 1 && lanes <= MOST_LANES ? lanes : undefined;
}

/** How many lanes a choice asks for; undefined for `auto`, which asks for none in particular. */
export function lanesAskedFor(choice: ConcurrencyChoice): number | undefined {
  if (choice === "auto") return undefined;
  return typeof choice === "number" ? choice : CONCURRENCY_PRESETS[choice].lanes;
}

function isPreset(word: string): word is ConcurrencyPreset {
  return Object.hasOwn(CONCURRENCY_PRESETS, word);
}
