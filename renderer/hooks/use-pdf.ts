import { useEffect, useState } from "react";
import { type OpenPdf, openPdf } from "../pdf/open-pdf";

/** Opens a PDF, and closes it when another is shown. The last one stays until the next can be drawn. */
export function usePdf(bytes: Uint8Array | null): { pdf: OpenPdf | null; hasFailed: boolean } {
  const [pdf, setPdf] = useState<OpenPdf | null>(null);
  const [hasFailed, setHasFailed] = useState(false);

  useEffect(() => {
    if (!bytes) return;
    let isOver = false;
    setHasFailed(false);
    // A copy: the worker takes the bytes away, and they may be shown again.
    openPdf(bytes.slice()).then(
      (opened) => {
        if (isOver) opened.close();
        else setPdf(opened);
      },
      () => {
        if (!isOver) setHasFailed(true);
      },
    );
    return () => {
      isOver = true;
    };
  }, [bytes]);

  useEffect(() => () => pdf?.close(), [pdf]);
  return { pdf, hasFailed };
}
