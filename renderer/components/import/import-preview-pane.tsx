import { ActionIcon, Loader } from "@mantine/core";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { ImportView } from "../../../shared/import";
import { formatSource } from "../../format/place";
import { useImportPreview } from "../../hooks/use-import-preview";
import { t } from "../../i18n";
import { PdfView } from "../pdf-view";
import { ProblemList } from "../problem-list";
import classes from "./import-preview-pane.module.css";

/** One of the first prompts as it would really be printed, with the way to the others. */
export function ImportPreviewPane({ view }: { view: ImportView }) {
  const [index, setIndex] = useState(0);
  const shown = Math.min(index, Math.max(0, view.previews - 1));
  const { preview, problem, isBusy } = useImportPreview(view, shown);
  const isEmpty = view.previews === 0;
  return (
    <section className={classes.pane} aria-label={t("import.preview")} data-testid="import-preview" aria-busy={isBusy}>
      <div className={classes.head}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("import.previous")}
          disabled={shown === 0}
          onClick={() => setIndex(shown - 1)}
          data-testid="import-previous"
        >
          <ChevronLeft size={16} />
        </ActionIcon>
        <span className={classes.which}>
          <span className={classes.name}>{preview && !isEmpty ? preview.name : t("import.preview")}</span>
          {preview && !isEmpty && (
            <span className={classes.from}>
              {formatSource(preview.source, preview.line)} ·{" "}
              {t("import.previewOf", { number: shown + 1, total: view.previews })}
            </span>
          )}
        </span>
        {isBusy && <Loader role="img" size={14} aria-label={t("import.printing")} />}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("import.next")}
          disabled={shown + 1 >= view.previews}
          onClick={() => setIndex(shown + 1)}
          data-testid="import-next"
        >
          <ChevronRight size={16} />
        </ActionIcon>
      </div>
      {isEmpty && !view.isReading && <p className={classes.none}>{t("import.noPreview")}</p>}
      {!isEmpty && problem && (
        <div className={classes.problem}>
          <ProblemList problems={[problem]} total={1} />
        </div>
      )}
      {!isEmpty && !problem && <PdfView bytes={preview?.pdf ?? null} name={preview?.name ?? ""} />}
    </section>
  );
}
