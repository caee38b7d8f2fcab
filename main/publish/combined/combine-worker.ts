import { type Problem, toProblem } from "../../../shared/errors";
import { type Combined, type CombineRequest, combine } from "./combine";

/** Places of the numbers that both threads see. */
export const SIGNAL = { stop: 0, documents: 1 } as const;

export interface CombineTask {
  request: CombineRequest;
  /** See {@link SIGNAL}. */
  signals: Int32Array;
}

/** Errors cross as data: an exception would lose its code. */
export type CombineOutcome = { ok: true; combined: Combined } | { ok: false; problem: Problem };

export default async function run({ request, signals }: CombineTask): Promise<CombineOutcome> {
  try {
    const combined = await combine(request, {
      isStopped: () => Atomics.load(signals, SIGNAL.stop) !== 0,
      onDocument: () => Atomics.add(signals, SIGNAL.documents, 1),
    });
    return { ok: true, combined };
  } catch (error) {
    return { ok: false, problem: toProblem(error) };
  }
}
