import { ActionIcon } from "@mantine/core";
import { FolderOpen, List, type LucideIcon, RotateCcw, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { BatchView } from "../../../shared/batches";
import * as actions from "../../batch-actions";
import { t } from "../../i18n";
import classes from "./batch-actions.module.css";
import { BatchMenu } from "./batch-menu";

const ICON = 16;

interface BatchActionsProps {
  batch: BatchView;
  /** Asks once before what waits is cancelled. */
  onCancel(batch: BatchView): void;
}

/** What can be done with a batch. Arrow keys go from one button to the next; left of the first is the row itself. */
export function BatchActions({ batch, onCancel }: BatchActionsProps) {
  const { id, label, failed, queued } = batch;
  const buttons: { name: string; label: string; icon: LucideIcon; press(): void }[] = [
    { name: "jobs", label: t("batches.showJobs"), icon: List, press: () => actions.showJobsOf(id) },
    { name: "folder", label: t("batches.openFolder"), icon: FolderOpen, press: () => void actions.openBatchFolder(id) },
    ...(failed > 0
      ? [
          {
            name: "retry",
            label: t("batches.retry", { count: failed }),
            icon: RotateCcw,
            press: () => void actions.retryBatch(id),
          },
        ]
      : []),
    ...(queued > 0
      ? [{ name: "cancel", label: t("batches.cancel", { count: queued }), icon: X, press: () => onCancel(batch) }]
      : []),
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the arrow keys of the buttons in it
    <span className={classes.actions} onKeyDown={moveBetweenButtons}>
      {buttons.map(({ name, label: what, icon: Icon, press }) => (
        <ActionIcon
          key={name}
          variant="subtle"
          color="gray"
          size={30}
          tabIndex={-1}
          title={what}
          aria-label={t("batches.actionFor", { action: what, label })}
          onClick={press}
          data-testid={`batch-${name}`}
        >
          <Icon size={ICON} />
        </ActionIcon>
      ))}
      <BatchMenu batch={batch} />
    </span>
  );
}

function moveBetweenButtons(event: KeyboardEvent<HTMLElement>): void {
  const from = event.target;
  if (!(from instanceof HTMLButtonElement) || from.getAttribute("aria-expanded") === "true") return;
  const row = from.closest<HTMLElement>('[role="row"]');
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(":scope > button")];
  const at = buttons.indexOf(from);
  const targets: Readonly<Record<string, HTMLElement | null | undefined>> = {
    ArrowRight: buttons[at + 1],
    ArrowLeft: buttons[at - 1] ?? row,
    Escape: row,
  };
  const target = targets[event.key];
  if (at < 0 || !target) return;
  event.preventDefault();
  target.focus();
}
