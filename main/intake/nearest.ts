/** Longer names are no slips of the keyboard, and the distance costs the product of the lengths. */
const MAX_LENGTH = 40;

/** ` (did you mean "title"?)` for the name of `known` that `name` was most likely meant to be, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const wanted = name.trim().toLowerCase();
  if (wanted === "" || wanted.length > MAX_LENGTH) return "";
  // A third of the letters may be wrong: "titel" and "promt" are found, "tags" stays alone.
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, slips: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ slips }) => slips <= allowed)
    .sort((a, b) => a.slips - b.slips);
  return best ? ` (did you mean "${best.candidate}"?)` : "";
}

/** How many letters must be inserted, deleted, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (beforeLast[j - 2] ?? 0) + 1 : replace;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replace, swap));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
