import { useEffect, useState } from "react";
import type { JobState } from "../../shared/job";
import type { JobSelection } from "../../shared/job-list";
import { request } from "../api";

/** Somebody who extends a range with the arrow keys wants to know at its end. */
const SETTLE_MS = 120;
/** While jobs change, so often at most. */
const INTERVAL_MS = 1000;

/**
 * How many of the selected jobs are in which state; null until it is known.
 * @param selection the same object for the same selection
 */
export function useSelectionCounts(selection: JobSelection, revision: number): Record<JobState, number> | null {
  const [counts, setCounts] = useState<Record<JobState, number> | null>(null);
  const second = useSlowed(revision);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the states may be others with each change of the queue
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await request("countSelected", { selection });
      if (!isOver && answer.ok) setCounts(answer.value);
    }, SETTLE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [selection, second]);

  return counts;
}

/** The revision, followed once a second. */
function useSlowed(revision: number): number {
  const [slowed, setSlowed] = useState(revision);
  const isBehind = slowed !== revision;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the timer runs on while further changes come
  useEffect(() => {
    if (!isBehind) return;
    const timer = setTimeout(() => setSlowed(revision), INTERVAL_MS);
    return () => clearTimeout(timer);
  }, [isBehind, slowed]);
  return slowed;
}
