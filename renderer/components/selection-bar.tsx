import { ActionIcon, Button, Menu } from "@mantine/core";
import { Ellipsis, type LucideIcon, RotateCcw, Trash2, X } from "lucide-react";
import type { JobSelection } from "../../shared/job-list";
import { formatCount } from "../format/count";
import { useSelectionCounts } from "../hooks/use-selection-counts";
import { t } from "../i18n";
import { BULK_ACTIONS, type BulkAction, fitting, SHOWN_ACTIONS } from "../state/bulk-actions";
import classes from "./selection-bar.module.css";

interface SelectionBarProps {
  selection: JobSelection;
  count: number;
  revision: number;
  onAct(action: BulkAction): void;
  onClear(): void;
}

const ICONS: Partial<Record<BulkAction, LucideIcon>> = { retry: RotateCcw, cancel: X, remove: Trash2 };

/** How many jobs are selected, and what can be done with them; each action says how many it fits. */
export function SelectionBar({ selection, count, revision, onAct, onClear }: SelectionBarProps) {
  const counts = useSelectionCounts(selection, revision);
  const fits = (action: BulkAction) => (counts ? fitting(action, counts) : 0);
  const inMenu = BULK_ACTIONS.filter((action) => !SHOWN_ACTIONS.includes(action) && fits(action) > 0);
  return (
    <div
      className={classes.bar}
      role="toolbar"
      aria-label={t("jobList.selectionLabel")}
      // An open menu keeps the key for itself.
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && onClear()}
      data-testid="selection-bar"
    >
      <strong className={classes.count} aria-live="polite" data-testid="selection-count">
        {t("jobList.selected", { count })}
      </strong>
      {SHOWN_ACTIONS.filter((action) => fits(action) > 0).map((action) => {
        const Icon = ICONS[action];
        return (
          <Button
            key={action}
            size="compact-sm"
            variant="subtle"
            color={action === "retry" ? "pine" : "gray"}
            leftSection={Icon && <Icon size={14} aria-hidden />}
            title={t(`jobList.actions.${action}`)}
            onClick={() => onAct(action)}
            data-testid={`bulk-${action}`}
          >
            <span className={classes.label}>{t(`jobList.actions.${action}`)}</span>
            <span className={classes.fits}>{formatCount(fits(action))}</span>
          </Button>
        );
      })}
      {inMenu.length > 0 && (
        <Menu position="bottom-start" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={26} aria-label={t("jobs.more")} data-testid="bulk-more">
              <Ellipsis size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown aria-label={t("jobs.more")} data-testid="bulk-menu">
            {inMenu.map((action) => (
              <Menu.Item
                key={action}
                rightSection={<span className={classes.fits}>{formatCount(fits(action))}</span>}
                onClick={() => onAct(action)}
                data-testid={`bulk-${action}`}
              >
                {t(`jobList.actions.${action}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        className={classes.clear}
        rightSection={<kbd className={classes.key}>Esc</kbd>}
        title={t("jobList.clearSelection")}
        onClick={onClear}
        data-testid="selection-clear"
      >
        <span className={classes.label}>{t("jobList.clearSelection")}</span>
      </Button>
    </div>
  );
}
