import { median } from "./figures";
import { cpuMsOfTree } from "./load";

/** What one way of making PDFs did in one turn. */
export interface Sample {
  /** PDFs per second. */
  perSecond: number;
  /** Processor time of all processes for one PDF, in milliseconds; null where the system does not tell. */
  cpuMsPerDocument: number | null;
  /** Resident memory of all processes together at the end of the turn, in MB; null where it was not looked at. */
  residentMb: number | null;
}

/** One way of making PDFs. Each call prepares, makes all documents once, and measures that alone. */
export interface Contender<T extends Sample = Sample> {
  name: string;
  measure(): Promise<T>;
}

/**
 * Measures all contenders `rounds` times, one after the other, every other round backwards: machines get faster and
 * slower within a minute, and that is then nobody's advantage.
 * @returns the samples of each, by name, in the order of the rounds
 */
export async function inTurns<T extends Sample>(
  contenders: readonly Contender<T>[],
  rounds: number,
  onRound: (line: string) => void,
): Promise<Map<string, T[]>> {
  const samples = new Map<string, T[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    onRound(`round ${round} of ${rounds}`);
    const turn = round % 2 === 0 ? contenders.toReversed() : contenders;
    for (const { name, measure } of turn) samples.get(name)?.push(await measure());
  }
  return samples;
}

/** The median of each figure. `samples` must not be empty. */
export function middle(samples: readonly Sample[]): Sample {
  const known = (values: readonly (number | null)[]) => {
    const numbers = values.filter((value) => value !== null);
    return numbers.length === 0 ? null : median(numbers);
  };
  return {
    perSecond: median(samples.map(({ perSecond }) => perSecond)),
    cpuMsPerDocument: known(samples.map(({ cpuMsPerDocument }) => cpuMsPerDocument)),
    residentMb: known(samples.map(({ residentMb }) => residentMb)),
  };
}

/** What is left out of the other way adds to the time of `whole`, as a share: median of the rounds, each compared in itself. */
export function addedTime(whole: readonly Sample[], without: readonly Sample[]): number {
  return median(whole.map(({ perSecond }, round) => (without[round]?.perSecond ?? Number.NaN) / perSecond - 1));
}

/**
 * Rate and processor time of `work`, which makes `count` PDFs.
 * @param pid of the process that does it, together with all it started; this one by default
 */
export async function sampleOf(
  count: number,
  work: () => Promise<unknown>,
  { pid = process.pid, residentMb }: { pid?: number; residentMb?: () => number } = {},
): Promise<Sample> {
  const cpuBefore = cpuMsOfTree(pid);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = cpuMsOfTree(pid);
  const isKnown = cpuBefore !== null && cpuAfter !== null;
  return {
    perSecond: count / seconds,
    cpuMsPerDocument: isKnown ? (cpuAfter - cpuBefore) / count : null,
    residentMb: residentMb?.() ?? null,
  };
}
