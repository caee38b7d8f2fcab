import { UnstyledButton } from "@mantine/core";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { ImportView } from "../../../shared/import";
import type { PageOptions } from "../../../shared/prompt";
import { t } from "../../i18n";
import * as actions from "../../import-actions";
import classes from "./page-choices.module.css";
import { PageFields } from "./page-fields";

/** How the pages are, in one line; the fields to change that are beneath it when it is opened. */
export function PageChoices({ view }: { view: ImportView }) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const { options } = view.choices;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <section aria-label={t("pageOptions.title")}>
      <UnstyledButton
        className={classes.head}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
        data-testid="import-page"
      >
        <Chevron size={16} aria-hidden />
        <span className={classes.title}>{t("pageOptions.title")}</span>
        <span className={classes.summary}>{summaryOf(options)}</span>
      </UnstyledButton>
      <div id={id}>
        {isOpen && (
          <PageFields options={options} onChange={(changed) => actions.changeImport(view, { options: changed })} />
        )}
      </div>
    </section>
  );
}

function summaryOf({ pageSize, landscape, margins, scale, background }: PageOptions): string {
  const parts = [
    ...(typeof pageSize === "string" ? [pageSize] : []),
    ...(landscape === undefined ? [] : [t(landscape ? "pageOptions.landscape" : "pageOptions.portrait")]),
    ...(typeof margins === "string" ? [t("pageOptions.marginOf", { margin: margins })] : []),
    ...(scale === undefined ? [] : [t("pageOptions.scaleOf", { percent: Math.round(scale * 100) })]),
    ...(background === false ? [t("pageOptions.noBackground")] : []),
  ];
  return parts.length === 0 ? t("pageOptions.asIs") : parts.join(" · ");
}
