import { useEffect, useState } from "react";
import type { JobView } from "../../shared/job";
import { request } from "../api";

/** Somebody who types wants the jobs of the whole word. */
const SETTLE_MS = 150;
/** One letter is in nearly every name. */
const FEWEST_LETTERS = 2;

/** The newest jobs with this text in their names; the last ones that were found while others are looked for. */
export function useFoundJobs(text: string): readonly JobView[] {
  const [found, setFound] = useState<readonly JobView[]>([]);
  const wanted = text.trim();

  useEffect(() => {
    if (wanted.length < FEWEST_LETTERS) {
      setFound([]);
      return;
    }
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await request("findJobs", { text: wanted });
      if (!isOver && answer.ok) setFound(answer.value);
    }, SETTLE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [wanted]);

  return found;
}
