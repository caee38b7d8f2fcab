import { Button } from "@mantine/core";
import { FileText } from "lucide-react";
import { texts } from "../texts";
import classes from "./empty-state.module.css";

interface EmptyStateProps {
  onAddFiles(): void;
  onAddSamples(): void;
}

/** The first thing anyone sees: what to do, with what, and a way to try it at once. */
export function EmptyState({ onAddFiles, onAddSamples }: EmptyStateProps) {
  const t = texts.empty;
  return (
    <section className={classes.empty} data-testid="empty">
      <div className={classes.pages} aria-hidden>
        <span />
        <span />
        <span>
          <FileText size={26} strokeWidth={1.5} />
        </span>
      </div>
      <h2 className={classes.title}>{t.title}</h2>
      <p className={classes.lead}>{t.lead}</p>
      <div className={classes.buttons}>
        <Button size="md" onClick={onAddSamples} data-testid="samples">
          {t.samples}
        </Button>
        <Button size="md" variant="default" onClick={onAddFiles} data-testid="choose-files">
          {t.choose}
        </Button>
      </div>
      <ul className={classes.formats} aria-label={t.formatsLabel}>
        {t.formats.map(({ name, endings }) => (
          <li key={endings}>
            {name} <code>{endings}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
