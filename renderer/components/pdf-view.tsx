import { ActionIcon, Loader } from "@mantine/core";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { usePdf } from "../hooks/use-pdf";
import { t } from "../i18n";
import { drawPage } from "../pdf/draw-page";
import classes from "./pdf-view.module.css";

interface PdfViewProps {
  /** Null while it is on its way. Another array is another PDF. */
  bytes: Uint8Array | null;
  /** What it is called, for those who hear it. */
  name: string;
}

/** A PDF itself, a page at a time, as large as there is room. */
export function PdfView({ bytes, name }: PdfViewProps) {
  const { pdf, hasFailed } = usePdf(bytes);
  const [page, setPage] = useState(1);
  const [text, setText] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pages = pdf?.document.numPages ?? 0;
  const shown = Math.min(page, Math.max(1, pages));

  useEffect(() => {
    if (!pdf || !canvas.current || !box.current) return;
    return drawPage(pdf.document, shown, canvas.current, box.current, setText);
  }, [pdf, shown]);

  return (
    <div className={classes.view} data-testid="pdf-view" data-pages={pages}>
      <div className={classes.box} ref={box}>
        {hasFailed ? (
          <p className={classes.note}>{t("pdf.broken")}</p>
        ) : (
          <canvas
            ref={canvas}
            className={classes.page}
            role="img"
            aria-label={t("pdf.page", { page: shown, pages, name, text })}
            hidden={!pdf}
          />
        )}
        {!pdf && !hasFailed && <Loader role="img" className={classes.loader} size="sm" aria-label={t("pdf.loading")} />}
      </div>
      {pages > 1 && (
        <div className={classes.turn}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("pdf.previous")}
            disabled={shown <= 1}
            onClick={() => setPage(shown - 1)}
          >
            <ChevronLeft size={16} />
          </ActionIcon>
          <span className={classes.count}>{t("pdf.count", { page: shown, pages })}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("pdf.next")}
            disabled={shown >= pages}
            onClick={() => setPage(shown + 1)}
          >
            <ChevronRight size={16} />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
