import { useEffect } from "react";
import { useStore } from "zustand";
import { type Revealed, reveal, revealStore } from "../state/reveal-store";

/** Goes to a job that is to be shown. @param total rows of the list; null until its first page is here */
export function useRevealed(total: number | null, goTo: (wanted: Revealed) => void): void {
  const { wanted } = useStore(revealStore);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is gone to once, by whatever way there is then
  useEffect(() => {
    if (!wanted || total === null) return;
    if (wanted.index < total) goTo(wanted);
    // The list has become shorter meanwhile: it is not waited for, or one would be taken there whenever it grows again.
    reveal(null);
  }, [wanted, total]);
}
