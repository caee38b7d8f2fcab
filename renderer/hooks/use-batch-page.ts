import { useEffect, useRef, useState } from "react";
import type { BatchPage } from "../../shared/batches";
import { request } from "../api";
import { notifyProblem } from "../notify";

/** A stretch of the list of batches. */
export type ShownBatches = BatchPage & { offset: number };

/**
 * The batches that are in view, kept true while their jobs change. Snapshots come at most every 400 ms, and a page
 * costs less than one of them.
 * @returns null until the first are here
 */
export function useBatchPage(offset: number, limit: number, revision: number): ShownBatches | null {
  const [page, setPage] = useState<ShownBatches | null>(null);
  const asked = useRef(0);
  const answered = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: with another revision the same batches may have changed
  useEffect(() => {
    asked.current += 1;
    const number = asked.current;
    void request("listBatches", { offset, limit }).then((answer) => {
      // An answer that was overtaken by a later one is out of date.
      if (number < answered.current) return;
      answered.current = number;
      if (answer.ok) setPage({ ...answer.value, offset });
      else notifyProblem(answer.problem, "listBatches");
    });
  }, [offset, limit, revision]);

  return page;
}
