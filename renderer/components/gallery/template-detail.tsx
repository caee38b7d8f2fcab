import { Loader } from "@mantine/core";
import { useEffect, useRef } from "react";
import { BUILTIN_TEMPLATES } from "../../../shared/templates";
import * as actions from "../../gallery-actions";
import { useTemplatePreview } from "../../hooks/use-template-preview";
import { t } from "../../i18n";
import { editSample, type OpenedTemplate } from "../../state/gallery-store";
import { PdfView } from "../pdf-view";
import { DetailHead } from "./detail-head";
import { SampleEditor } from "./sample-editor";
import classes from "./template-detail.module.css";
import { TemplateFields } from "./template-fields";

interface TemplateDetailProps {
  opened: OpenedTemplate;
  /** Grows with each change of the template's files. */
  change: number;
}

/** One template: what is tried in it, to be edited, beside the page that comes of it. */
export function TemplateDetail({ opened, change }: TemplateDetailProps) {
  const { template, ownName, sample, text, isOwnFile } = opened;
  const { pdf, problem, isBusy } = useTemplatePreview(template, text, change);
  const detail = useRef<HTMLElement>(null);
  useEffect(() => detail.current?.focus(), []);
  const builtin = BUILTIN_TEMPLATES.find((name) => name === template);
  const name = builtin ? t(`templates.${builtin}`) : (ownName ?? "");
  return (
    <section className={classes.detail} aria-label={name} ref={detail} tabIndex={-1} data-testid="template">
      <DetailHead
        name={name}
        description={t(`gallery.descriptions.${builtin ?? "own"}`)}
        onBack={actions.closeTemplate}
        onTry={actions.tryFile}
        onUse={actions.useTemplate}
      />
      <div className={classes.body}>
        <div className={classes.left} data-pane>
          <SampleEditor
            name={sample.name}
            text={text}
            problem={problem}
            canReset={isOwnFile || text !== sample.text}
            onEdit={editSample}
            onReset={() => actions.openTemplate(template, ownName)}
          />
          <TemplateFields template={template} change={change} />
        </div>
        <section
          className={classes.preview}
          aria-label={t("gallery.preview")}
          aria-busy={isBusy}
          data-pane
          tabIndex={-1}
          data-testid="template-preview"
        >
          {problem && !pdf ? (
            <p className={classes.none}>{t("gallery.noPage")}</p>
          ) : (
            <PdfView bytes={pdf} name={t("gallery.previewName", { name })} />
          )}
          {isBusy && pdf && <Loader role="img" className={classes.busy} size={14} aria-label={t("gallery.printing")} />}
        </section>
      </div>
    </section>
  );
}
