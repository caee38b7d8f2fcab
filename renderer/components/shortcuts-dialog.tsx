import { memo } from "react";
import { COMMANDS } from "../../shared/commands";
import { t } from "../i18n";
import { COMMANDS_WITH_KEYS, LIST_SHORTCUTS } from "../state/shortcuts";
import { Dialog } from "./dialog";
import { Keys } from "./keys";
import classes from "./shortcuts-dialog.module.css";

interface ShortcutsDialogProps {
  isOpen: boolean;
  onClose(): void;
}

/** Every key that does something, in two lists. */
export const ShortcutsDialog = memo(function ShortcutsDialog({ isOpen, onClose }: ShortcutsDialogProps) {
  const groups = {
    window: COMMANDS_WITH_KEYS.map((command) => ({ keys: COMMANDS[command].keys, does: t(COMMANDS[command].label) })),
    list: LIST_SHORTCUTS.map(({ keys, does }) => ({ keys, does: t(`shortcuts.does.${does}`) })),
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("shortcuts.title")} width="760px" testId="shortcuts">
      <div className={classes.groups}>
        {(["window", "list"] as const).map((group) => (
          <section key={group} aria-label={t(`shortcuts.${group}`)}>
            <h3 className={classes.title}>{t(`shortcuts.${group}`)}</h3>
            <dl className={classes.keys}>
              {groups[group].map(({ keys, does }) => (
                <div key={does} className={classes.row}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
});
