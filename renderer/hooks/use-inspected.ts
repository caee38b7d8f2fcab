import { useEffect, useState } from "react";
import type { JobView } from "../../shared/job";
import type { InspectedJob } from "../../shared/jobs-by-hand";
import { request } from "../api";

/** Somebody who runs down the list with the arrow keys wants the job where they stop. */
const SETTLE_MS = 120;

export interface Inspected {
  record: InspectedJob | null;
  /** The PDF itself; null where there is none, or until it is here. */
  pdf: Uint8Array | null;
  /** Why the PDF cannot be shown. */
  pdfProblem: string | null;
}

const NOTHING: Inspected = { record: null, pdf: null, pdfProblem: null };

/** What the inspector shows of a job, read anew when its state or attempt changes. */
export function useInspected(job: JobView | null): Inspected {
  const [inspected, setInspected] = useState<Inspected & { id?: number }>(NOTHING);
  const id = job?.id;
  const isDone = job?.state === "done";
  const mark = job ? `${job.state} ${job.attempt}` : "";

  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark says when what is known of the job has changed
  useEffect(() => {
    if (id === undefined) {
      setInspected(NOTHING);
      return;
    }
    let isOver = false;
    const timer = setTimeout(async () => {
      const [record, pdf] = await Promise.all([
        request("inspectJob", { id }),
        isDone ? request("readPdf", { id }) : undefined,
      ]);
      if (isOver) return;
      setInspected({
        id,
        record: record.ok ? record.value : null,
        pdf: pdf?.ok ? pdf.value : null,
        pdfProblem: pdf && !pdf.ok ? pdf.problem.message : null,
      });
    }, SETTLE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [id, isDone, mark]);

  // What is known of the one before would stand under the name of this one.
  return inspected.id === id ? inspected : NOTHING;
}
