import { ChevronDown, ChevronUp, FileText, FolderOpen, type LucideIcon, RotateCcw, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { JobView } from "../../shared/job";
import { t } from "../i18n";
import { abilitiesOf } from "../state/job-actions";
import classes from "./job-actions.module.css";

interface JobActionsProps {
  job: JobView;
  isExpanded: boolean;
  onToggle(id: number): void;
  onOpen(id: number): void;
  onShow(id: number): void;
  onRetry(id: number): void;
  onCancel(id: number): void;
  /** The pointer is on the buttons: the row must not become another job's. */
  onHold(isHeld: boolean): void;
}

/** The buttons of a row. Arrow keys go from one to the next; left of the first is the row itself. */
export function JobActions(props: JobActionsProps) {
  const { job, isExpanded, onHold } = props;
  const { canOpen, canRetry, canCancel } = abilitiesOf(job.state);
  const buttons: { label: string; icon: LucideIcon; act(id: number): void; isExpanded?: boolean }[] = [
    ...(canOpen ? [{ label: t("jobs.open"), icon: FileText, act: props.onOpen }] : []),
    ...(canOpen ? [{ label: t("jobs.show"), icon: FolderOpen, act: props.onShow }] : []),
    ...(canRetry ? [{ label: t("jobs.retry"), icon: RotateCcw, act: props.onRetry }] : []),
    ...(canCancel ? [{ label: t("jobs.cancel"), icon: X, act: props.onCancel }] : []),
    isExpanded
      ? { label: t("jobs.lessDetails"), icon: ChevronUp, act: props.onToggle, isExpanded }
      : { label: t("jobs.moreDetails"), icon: ChevronDown, act: props.onToggle, isExpanded },
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the arrow keys of the buttons in it
    <span
      className={classes.actions}
      data-open={isExpanded}
      onKeyDown={moveBetweenButtons}
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
    >
      {buttons.map(({ label, icon: Icon, act, ...details }) => (
        <button
          key={label}
          type="button"
          className={classes.button}
          tabIndex={-1}
          title={label}
          aria-label={t("jobs.actionFor", { action: label, name: job.name })}
          aria-expanded={details.isExpanded}
          onClick={() => act(job.id)}
          // Two quick clicks on a button are two clicks on a button, not a double click on the row.
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <Icon size={15} aria-hidden />
        </button>
      ))}
    </span>
  );
}

function moveBetweenButtons(event: KeyboardEvent<HTMLElement>): void {
  const from = event.target;
  if (!(from instanceof HTMLButtonElement)) return;
  const row = from.closest<HTMLElement>('[role="row"]');
  const targets: Record<string, Element | null | undefined> = {
    ArrowRight: from.nextElementSibling,
    ArrowLeft: from.previousElementSibling ?? row,
    Escape: row,
  };
  const target = targets[event.key];
  if (!(target instanceof HTMLElement)) return;
  event.preventDefault();
  target.focus();
}
