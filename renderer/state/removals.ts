import { createStore } from "zustand/vanilla";

/** As long as the main process keeps what was removed. */
const KEPT_MS = 60_000;

interface Removed {
  /** For `undoRemove`. */
  removal: number;
  undo(): void;
}

/** What was removed from the list and can still be put back, the last one last. */
export const removalStore = createStore<readonly Removed[]>(() => []);

export function keepRemoval(removed: Removed): void {
  removalStore.setState((kept) => [...kept, removed], true);
  setTimeout(() => forgetRemoval(removed.removal), KEPT_MS);
}

export function forgetRemoval(removal: number): void {
  removalStore.setState((kept) => kept.filter((one) => one.removal !== removal), true);
}

/** Puts back what was removed last, and the next time what was removed before that. */
export function undoLastRemoval(): void {
  removalStore.getState().at(-1)?.undo();
}
