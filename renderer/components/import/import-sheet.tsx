import { Button } from "@mantine/core";
import type { FormEvent } from "react";
import type { ImportView } from "../../../shared/import";
import { reasonOf } from "../../format/problem";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import { Dialog } from "../dialog";
import { FieldMapping } from "./field-mapping";
import { FoundFiles } from "./found-files";
import { ImportPageOptions } from "./import-page-options";
import { ImportPreviewPane } from "./import-preview-pane";
import { ImportProblems } from "./import-problems";
import classes from "./import-sheet.module.css";
import { OutputChoices } from "./output-choices";
import { PresetChoice } from "./preset-choice";
import { TemplateChoice } from "./template-choice";

interface ImportSheetProps {
  view: ImportView;
}

/** What was dropped, what would come of it, and how it is to be made, before anything is queued. */
export function ImportSheet({ view }: ImportSheetProps) {
  const { result, problem, isReading } = view;
  const count = result?.toRender ?? 0;
  const canAdd = !isReading && !problem && count > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canAdd) void actions.addImport(view);
  };
  return (
    <Dialog
      isOpen
      onClose={() => actions.closeImport(view)}
      title={t("import.title")}
      width="min(1080px, calc(100vw - 48px))"
      testId="import"
      footer={
        <div className={classes.foot}>
          <p className={classes.summary} role="status" data-testid="import-summary">
            {summaryOf(view)}
          </p>
          <Button variant="default" onClick={() => actions.closeImport(view)}>
            {t("import.cancel")}
          </Button>
          {/* Not `disabled`: the focus waits on it, so that Enter adds once all is read. */}
          <Button
            type="submit"
            form="import-form"
            data-autofocus
            data-disabled={!canAdd || undefined}
            aria-disabled={!canAdd}
            data-testid="import-add"
          >
            {addLabel(view)}
          </Button>
        </div>
      }
    >
      <form id="import-form" className={classes.sheet} onSubmit={submit}>
        <div className={classes.choices}>
          <FoundFiles view={view} />
          <ImportProblems view={view} />
          <PresetChoice view={view} />
          <TemplateChoice view={view} />
          {view.fields.length > 0 && <FieldMapping view={view} />}
          <OutputChoices view={view} />
          <ImportPageOptions view={view} />
        </div>
        <ImportPreviewPane view={view} />
      </form>
    </Dialog>
  );
}

function addLabel({ isReading, result, seen }: ImportView): string {
  if (isReading) return t("import.reading", { count: seen });
  return result && result.toRender > 0 ? t("import.add", { count: result.toRender }) : t("import.addNothing");
}

function summaryOf({ isReading, result, problem }: ImportView): string {
  if (problem) return reasonOf(problem);
  if (isReading || !result) return "";
  const { skipped, rejected, failing, composed, toRender } = result;
  const unchanged = result.unchanged - skipped;
  const parts = [
    ...(unchanged > 0 ? [t("import.unchanged", { count: unchanged })] : []),
    ...(skipped > 0 ? [t("import.skipped", { count: skipped })] : []),
    ...(rejected > 0 ? [t("import.rejected", { count: rejected })] : []),
    ...(failing > 0 ? [t("import.failing", { failing, composed })] : []),
    ...(composed < toRender ? [t("import.composed", { composed, total: toRender })] : []),
  ];
  return parts.join(" · ");
}
