import { ChevronDown, ChevronUp, Ellipsis, FileText, FolderOpen, type LucideIcon, RotateCcw, X } from "lucide-react";
import type { KeyboardEvent, MouseEvent } from "react";
import type { JobView } from "../../shared/job";
import { t } from "../i18n";
import { type Act, can } from "../state/job-actions";
import classes from "./job-actions.module.css";

/** Opens the menu of a job. */
export type OpenMenu = (job: JobView, at: { x: number; y: number }) => void;

interface Button {
  label: string;
  icon: LucideIcon;
  press(event: MouseEvent<HTMLElement>): void;
  isExpanded?: boolean;
}

/** What has a button of its own; everything is in the menu. */
const SHOWN = [
  { action: "open", icon: FileText },
  { action: "show", icon: FolderOpen },
  { action: "retry", icon: RotateCcw },
  { action: "cancel", icon: X },
] as const;

interface JobActionsProps {
  job: JobView;
  isExpanded: boolean;
  onToggle(id: number): void;
  onAct: Act;
  /** Asks for all that can be done, at a place in the window. */
  onMenu: OpenMenu;
  /** The pointer is on the buttons: the row must not become another job's. */
  onHold(isHeld: boolean): void;
}

/** The buttons of a row. Arrow keys go from one to the next; left of the first is the row itself. */
export function JobActions(props: JobActionsProps) {
  const { job, isExpanded, onHold, onAct } = props;
  const buttons: Button[] = [
    ...SHOWN.filter(({ action }) => can(job, action)).map(({ action, icon }) => ({
      label: t(`jobs.actions.${action}`),
      icon,
      press: () => onAct(action, job.id),
    })),
    isExpanded
      ? { label: t("jobs.lessDetails"), icon: ChevronUp, press: () => props.onToggle(job.id), isExpanded }
      : { label: t("jobs.moreDetails"), icon: ChevronDown, press: () => props.onToggle(job.id), isExpanded },
    {
      label: t("jobs.more"),
      icon: Ellipsis,
      press: ({ currentTarget }) => {
        const { left, bottom } = currentTarget.getBoundingClientRect();
        props.onMenu(job, { x: left, y: bottom });
      },
    },
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
      {buttons.map(({ label, icon: Icon, press, isExpanded }) => (
        <button
          key={label}
          type="button"
          className={classes.button}
          tabIndex={-1}
          title={label}
          aria-label={t("jobs.actionFor", { action: label, name: job.name })}
          aria-expanded={isExpanded}
          onClick={press}
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
