import { useStore } from "zustand";
import { drawnStore } from "../state/drawn-store";
import type { QueueState } from "../state/queue-store";

/** The state of the queue as this window shows it. */
export function useQueue(): QueueState {
  return useStore(drawnStore);
}
