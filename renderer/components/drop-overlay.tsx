import { ArrowDownToLine } from "lucide-react";
import { t } from "../i18n";
import classes from "./drop-overlay.module.css";

/** Covers the window while files are dragged over it: anywhere is the right place. */
export function DropOverlay() {
  return (
    <section className={classes.overlay} aria-label={t("drop.title")} data-testid="drop-overlay">
      <div className={classes.card}>
        <ArrowDownToLine size={34} strokeWidth={1.75} className={classes.icon} aria-hidden />
        <p className={classes.title}>{t("drop.title")}</p>
        <p className={classes.note}>{t("drop.note")}</p>
      </div>
    </section>
  );
}
