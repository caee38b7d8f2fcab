import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";

/** So long a choice must stand before it is sent: arrow keys pass over others on the way to it. */
const SETTLE_MS = 400;

interface Draft<T> {
  choice: T;
  isTaken: boolean;
}

/**
 * A choice that the main process keeps, shown at once and sent when it has stood for a moment, also where it is no longer
 * shown by then.
 * @param held what holds now, as far as is known
 * @param send has it kept; resolves with whether it was
 * @returns what to show, and what to call with another choice
 */
export function useSettledChoice<T>(held: T, send: (choice: T) => Promise<boolean>): [T, (choice: T) => void] {
  const [draft, setDraft] = useState<Draft<T> | null>(null);
  const sendSoon = useDebouncedCallback(
    async (sent: Draft<T>) => {
      const isTaken = await send(sent.choice);
      // Another one may have been chosen meanwhile.
      setDraft((current) => (current !== sent ? current : isTaken ? { ...sent, isTaken } : null));
    },
    { delay: SETTLE_MS, flushOnUnmount: true },
  );
  // News of it come later than the answer, and until then what held before must not come back.
  useEffect(() => {
    if (draft?.isTaken && draft.choice === held) setDraft(null);
  }, [held, draft]);

  function choose(choice: T): void {
    const chosen = { choice, isTaken: false };
    setDraft(chosen);
    sendSoon(chosen);
  }

  return [draft ? draft.choice : held, choose];
}
