import { Button, UnstyledButton } from "@mantine/core";
import { FileText } from "lucide-react";
import { SAMPLE_GROUPS, type SampleGroup } from "../../shared/choices";
import { t } from "../i18n";
import classes from "./empty-state.module.css";

interface EmptyStateProps {
  onAddFiles(): void;
  onAddSamples(group: SampleGroup): void;
}

const FORMATS = [
  ["markdown", ".md"],
  ["html", ".html"],
  ["text", ".txt"],
  ["rows", ".csv .tsv"],
  ["records", ".json .jsonl"],
] as const;

/** The first thing anyone sees: what to do, with what, and a way to try it at once. */
export function EmptyState({ onAddFiles, onAddSamples }: EmptyStateProps) {
  return (
    <section className={classes.empty} data-testid="empty">
      <div className={classes.pages} aria-hidden>
        <span />
        <span />
        <span>
          <FileText size={26} strokeWidth={1.5} />
        </span>
      </div>
      <h2 className={classes.title}>{t("empty.title")}</h2>
      <p className={classes.lead}>{t("empty.lead")}</p>
      <div className={classes.buttons}>
        <Button size="md" onClick={onAddFiles} data-testid="choose-files">
          {t("empty.choose")}
        </Button>
      </div>
      <p className={classes.samplesLabel} id="samples-label">
        {t("samples.label")}
      </p>
      <ul className={classes.samples} aria-labelledby="samples-label">
        {SAMPLE_GROUPS.map((group) => (
          <li key={group}>
            <UnstyledButton className={classes.sample} onClick={() => onAddSamples(group)} data-testid="samples">
              <span className={classes.sampleName}>{t(`samples.${group}.name`)}</span>
              <span className={classes.sampleNote}>{t(`samples.${group}.note`)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <ul className={classes.formats} aria-label={t("empty.formats.label")}>
        {FORMATS.map(([name, endings]) => (
          <li key={endings}>
            {t(`empty.formats.${name}`)} <code>{endings}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
