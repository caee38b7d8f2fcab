import type { QueueStats } from "../../shared/job";

/**
 * How far the present stretch of work has come. The queue remembers jobs of earlier days; counting those would show
 * 99 % as soon as a small batch is added, so what had ended before the queue last stood empty is left out.
 */
export interface Progress {
  /** Jobs that had ended when this stretch began. */
  endedBefore: number;
  ended: number;
  total: number;
  isWorking: boolean;
}

/** The next progress after a snapshot. `previous` is null at the start of the window. */
export function nextProgress(previous: Progress | null, stats: QueueStats): Progress {
  const pending = stats.queued + stats.claimed;
  const endedEver = stats.done + stats.failed + stats.cancelled;
  const isWorking = pending > 0;
  const endedBefore = endedBeforeStretch(previous, isWorking, endedEver);
  const ended = endedEver - endedBefore;
  return { endedBefore, ended, total: ended + pending, isWorking };
}

function endedBeforeStretch(previous: Progress | null, isWorking: boolean, endedEver: number): number {
  // Work found at the start was begun in an earlier run: what that run finished belongs to it.
  if (!previous) return isWorking ? 0 : endedEver;
  if (isWorking && !previous.isWorking) return endedEver;
  // A job put back in the queue is taken from those that had ended, so the start can move down.
  return Math.min(previous.endedBefore, endedEver);
}

/** Whole percents, rounded down: 100 only when nothing is left. */
export function toPercent({ ended, total }: Progress): number {
  return total === 0 ? 0 : Math.floor((100 * ended) / total);
}
