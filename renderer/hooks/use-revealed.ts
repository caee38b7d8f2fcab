import { useEffect } from "react";
import { useStore } from "zustand";
import { type Revealed, reveal, revealStore } from "../state/reveal-store";

/** Goes to a job that is to be shown, once its row is in the list. @param total rows of the list */
export function useRevealed(total: number, goTo: (wanted: Revealed) => void): void {
  const { wanted } = useStore(revealStore);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is gone to once, by whatever way there is then
  useEffect(() => {
    if (!wanted || wanted.index >= total) return;
    goTo(wanted);
    reveal(null);
  }, [wanted, total]);
}
