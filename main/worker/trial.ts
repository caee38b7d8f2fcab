/** A trial is decided early where it is clear, otherwise after so many seconds, given enough documents. */
const CLEAR_SECONDS = 1;
const JUDGE_SECONDS = 3;
/** Documents a lane that make a rate believable: how many are just ending is chance. */
export const DOCUMENTS_PER_LANE = 2;

/** Rate of a trial against the rate before it: clearly better, clearly worse, and what counts when it is neither. */
const MORE = { clear: 1.2, bad: 0.85, enough: 1.05 } as const;
const FEWER = { clear: 1, bad: 0.85, enough: 0.95 } as const;
/** More lanes never halve the rate: the documents did. */
const OTHER_WORK = 0.5;

/** Another number of lanes that is being tried. */
export interface Trial {
  /** Lanes before it, and documents per second with them. */
  from: number;
  rate: number;
}

/** What a trial has shown: the new number is to stay, the old one was better, nothing, or nothing yet. */
export type Verdict = "keep" | "take-back" | "other-work" | "wait";

/** Judges a trial of `lanes` lanes by what was seen since it began. */
export function judge(
  { from, rate }: Trial,
  lanes: number,
  seen: { seconds: number; documents: number; rate: number },
): Verdict {
  const rounds = seen.documents / (DOCUMENTS_PER_LANE * lanes);
  if (seen.seconds < CLEAR_SECONDS || rounds < 1) return "wait";
  const bounds = lanes > from ? MORE : FEWER;
  const ratio = seen.rate / rate;
  if (lanes > from && ratio < OTHER_WORK) return "other-work";
  const isLong = seen.seconds >= JUDGE_SECONDS && rounds >= 2;
  if (ratio >= (isLong ? bounds.enough : bounds.clear)) return "keep";
  return isLong || (ratio <= bounds.bad && rounds >= 2) ? "take-back" : "wait";
}
