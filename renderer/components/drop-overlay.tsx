import { ArrowDownToLine } from "lucide-react";
import { texts } from "../texts";
import classes from "./drop-overlay.module.css";

/** Covers the window while files are dragged over it: anywhere is the right place. */
export function DropOverlay() {
  return (
    <div className={classes.overlay} data-testid="drop-overlay">
      <div className={classes.card}>
        <ArrowDownToLine size={34} strokeWidth={1.75} className={classes.icon} aria-hidden />
        <p className={classes.title}>{texts.drop.title}</p>
        <p className={classes.note}>{texts.drop.note}</p>
      </div>
    </div>
  );
}
