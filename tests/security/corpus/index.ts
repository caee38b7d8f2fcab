import type { Group } from "./case";
import { CODE } from "./code";
import { FILES } from "./files";
import { LANES } from "./lanes";
import { NAME_CASES } from "./names";
import { REQUESTS } from "./requests";
import { ROWS } from "./rows";
import { SCRIPTS } from "./scripts";

/** All hostile inputs that come to an end, by what they are after. */
export const CORPUS: readonly Group[] = [
  { name: "requests", cases: REQUESTS },
  { name: "files", cases: FILES },
  { name: "scripts", cases: SCRIPTS },
  { name: "code", cases: CODE },
  { name: "lanes", cases: LANES },
  { name: "names", cases: NAME_CASES },
  { name: "rows", cases: ROWS },
];

/** The whole corpus, or every so manieth case of each group. */
export function sampleOf(groups: readonly Group[], every: number): Group[] {
  return groups.map(({ name, cases }) => ({ name, cases: cases.filter((_case, index) => index % every === 0) }));
}
