import { useEffect, useRef, useState } from "react";
import type { Problem } from "../../shared/errors";
import { request } from "../api";

/** Somebody who types wants the page when they stop, not after each letter. */
const SETTLE_MS = 400;

/** A template's page as it was last printed, and why the present text gives none. */
export interface TemplatePreview {
  pdf: Uint8Array | null;
  problem: Problem | null;
  isBusy: boolean;
}

/**
 * The PDF of the text that is tried in a template, printed anew when the text has rested or the template's files changed.
 * The last page stays until the next one is there, also while the text is wrong.
 */
export function useTemplatePreview(template: string, text: string, change: number): TemplatePreview {
  const [preview, setPreview] = useState<TemplatePreview>({ pdf: null, problem: null, isBusy: true });
  const isFirst = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed template prints the same text differently
  useEffect(() => {
    let isOver = false;
    const print = async () => {
      setPreview((shown) => ({ ...shown, isBusy: true }));
      const answer = await request("previewTemplate", { template, text });
      if (isOver) return;
      isFirst.current = false;
      // Given up for another one, which is on its way.
      if (!answer.ok && answer.problem.code === "cancelled") return;
      setPreview((shown) =>
        answer.ok
          ? { pdf: answer.value, problem: null, isBusy: false }
          : { ...shown, problem: answer.problem, isBusy: false },
      );
    };
    const timer = setTimeout(() => void print(), isFirst.current ? 0 : SETTLE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [template, text, change]);

  return preview;
}
