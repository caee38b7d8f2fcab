import { createStore } from "zustand/vanilla";

/** What lies over the main view. One thing at a time. */
export type View = "main" | "settings" | "paste" | "shortcuts" | "throughput" | "palette" | "cancelQueued";

export const viewStore = createStore<View>(() => "main");

export function openView(view: View): void {
  viewStore.setState(view, true);
}

export function closeView(): void {
  viewStore.setState("main", true);
}
