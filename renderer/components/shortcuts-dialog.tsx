import { t } from "../i18n";
import { SHORTCUTS } from "../state/shortcuts";
import { Dialog } from "./dialog";
import classes from "./shortcuts-dialog.module.css";

interface ShortcutsDialogProps {
  isOpen: boolean;
  onClose(): void;
}

/** Every key that does something, in two lists. */
export function ShortcutsDialog({ isOpen, onClose }: ShortcutsDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("shortcuts.title")} width="640px" testId="shortcuts">
      <div className={classes.groups}>
        {(["window", "list"] as const).map((group) => (
          <section key={group} aria-label={t(`shortcuts.${group}`)}>
            <h3 className={classes.title}>{t(`shortcuts.${group}`)}</h3>
            <dl className={classes.keys}>
              {SHORTCUTS[group].map(({ keys, does }) => (
                <div key={does} className={classes.row}>
                  <dt>
                    <kbd className={classes.key}>{keys}</kbd>
                  </dt>
                  <dd>{t(`shortcuts.does.${does}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
