import { flushSync } from "react-dom";
import { createStore } from "zustand/vanilla";
import { createPaced } from "./paced";
import { type QueueState, queueStore } from "./queue-store";

/** Who has used the window within this time is at it, and sees every change. */
const AT_IT_MS = 2000;

/** The state of the queue as it is drawn: what is done here is drawn at once, what the queue tells as often as that is cheap. */
export const drawnStore = createStore<QueueState>(() => queueStore.getState());

let usedAtMs = Number.NEGATIVE_INFINITY;

const paced = createPaced<QueueState>({
  // Drawn within the call, so that it is known how long that takes.
  use: (state) => flushSync(() => drawnStore.setState(state, true)),
  isHidden: () => document.hidden,
  isWanted: () => performance.now() - usedAtMs < AT_IT_MS,
});

queueStore.subscribe((state, before) => {
  if (state.snapshot !== before.snapshot) {
    paced.receive(state);
    return;
  }
  paced.drop();
  drawnStore.setState(state, true);
});

/** Watches whether somebody is at the window; returns a function that ends it. */
export function watchUse(): () => void {
  const use = () => {
    usedAtMs = performance.now();
    paced.hurry();
  };
  const events = ["keydown", "pointerdown", "wheel", "focus"] as const;
  for (const event of events) window.addEventListener(event, use, { capture: true, passive: true });
  document.addEventListener("visibilitychange", use);
  return () => {
    for (const event of events) window.removeEventListener(event, use, { capture: true });
    document.removeEventListener("visibilitychange", use);
  };
}
