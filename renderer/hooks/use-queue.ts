import { useStore } from "zustand";
import { type QueueState, queueStore } from "../state/queue-store";

/** The state of the queue as this window knows it. */
export function useQueue(): QueueState {
  return useStore(queueStore);
}
