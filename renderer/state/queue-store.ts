import { createStore } from "zustand/vanilla";
import type { JobColumn } from "../../shared/choices";
import type { AddOutcome, Snapshot } from "../../shared/ipc";
import type { JobSort } from "../../shared/job-list";
import type { Filter } from "./filter";
import { type Sample, withSample } from "./history";
import { nextProgress, type Progress } from "./progress";
import { nextRemaining, type Remaining } from "./remaining";

export interface QueueState {
  /** Latest snapshot; null until the first has come. */
  snapshot: Snapshot | null;
  progress: Progress | null;
  remaining: Remaining | null;
  /** Queue depth and rate, second by second since the window was opened. */
  history: readonly Sample[];
  filter: Filter;
  /** Id of the one batch whose jobs are listed; null for those of all. */
  batch: string | null;
  /** What is searched for; empty for nothing. */
  search: string;
  /** Null for the queue's own order. */
  sort: JobSort | null;
  /** The last addition, if some of it could not be queued. */
  rejection: AddOutcome | null;
  isRecoveryDismissed: boolean;
}

const INITIAL: QueueState = {
  snapshot: null,
  progress: null,
  remaining: null,
  history: [],
  filter: "all",
  batch: null,
  search: "",
  sort: null,
  rejection: null,
  isRecoveryDismissed: false,
};

/** The state after a snapshot that came at `nowMs`. */
export function withSnapshot(state: QueueState, snapshot: Snapshot, nowMs: number): QueueState {
  return {
    ...state,
    snapshot,
    progress: nextProgress(state.progress, snapshot.stats),
    remaining: nextRemaining(state.remaining, snapshot.remainingSeconds, nowMs),
    history: withSample(state.history, snapshot, Date.now()),
  };
}

export function createQueueStore() {
  return createStore<QueueState>(() => INITIAL);
}

/** The one store of this window. */
export const queueStore = createQueueStore();

export function receiveSnapshot(snapshot: Snapshot): void {
  queueStore.setState((state) => withSnapshot(state, snapshot, performance.now()));
}

export function showFilter(filter: Filter): void {
  queueStore.setState({ filter });
}

/** Lists the jobs of one batch only; null for those of all. */
export function filterByBatch(batch: string | null): void {
  queueStore.setState({ batch });
}

export function searchFor(search: string): void {
  queueStore.setState({ search });
}

/** The whole list as it stands in the queue. */
export function showAsQueued(): void {
  queueStore.setState({ search: "", sort: null });
}

/** Sorts by a column: rising first, falling the next time, and then by none again. */
export function sortBy(by: JobColumn): void {
  queueStore.setState(({ sort }) => ({ sort: nextSort(sort, by) }));
}

function nextSort(sort: JobSort | null, by: JobColumn): JobSort | null {
  if (sort?.by !== by) return { by, isDescending: false };
  return sort.isDescending ? null : { by, isDescending: true };
}

/** An addition that went wholly well also clears what an earlier one had rejected. */
export function showOutcome(outcome: AddOutcome): void {
  queueStore.setState({ rejection: outcome.rejected.length > 0 ? outcome : null });
}

export function dismissRejected(): void {
  queueStore.setState({ rejection: null });
}

export function dismissRecovery(): void {
  queueStore.setState({ isRecoveryDismissed: true });
}
