import { useEffect, useState } from "react";
import type { Problem } from "../../shared/errors";
import type { ImportPreview, ImportView } from "../../shared/import";
import { request } from "../api";

/** The PDF of one of the first prompts, printed anew with each look at the input. */
export function useImportPreview(
  { id, look, previews }: ImportView,
  index: number,
): { preview: ImportPreview | null; problem: Problem | null; isBusy: boolean } {
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isThere = index < previews;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another look may print the same prompt differently
  useEffect(() => {
    if (!isThere) return;
    let isOver = false;
    setIsBusy(true);
    void request("previewImport", { id, index }).then((answer) => {
      if (isOver) return;
      setIsBusy(false);
      // Another look has begun, and with it another preview: what was shown stays until then.
      if (!answer.ok && answer.problem.code === "cancelled") return;
      setProblem(answer.ok ? null : answer.problem);
      if (answer.ok) setPreview(answer.value);
    });
    return () => {
      isOver = true;
    };
  }, [id, look, index, isThere]);

  return { preview, problem, isBusy };
}
