import { createStore } from "zustand/vanilla";

/** A job that the list is to go to, and its row in it. */
export interface Revealed {
  id: number;
  index: number;
}

/** Null once the list has gone there. */
export const revealStore = createStore<{ wanted: Revealed | null }>(() => ({ wanted: null }));

export function reveal(wanted: Revealed | null): void {
  revealStore.setState({ wanted });
}
