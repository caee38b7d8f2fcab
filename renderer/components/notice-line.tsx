import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { t } from "../i18n";
import classes from "./notice-line.module.css";

interface NoticeLineProps {
  tone: "info" | "warn" | "fail";
  icon: ReactNode;
  title: string;
  /** What else is worth saying in the same line. */
  aside?: string;
  /** Left out where it stays as long as what it tells of. */
  onDismiss?: () => void;
  /** What can be done about it, at the end of the line. */
  action?: ReactNode;
  testId: string;
  children?: ReactNode;
}

/** Something worth knowing that stays until it is dismissed or over. */
export function NoticeLine({ tone, icon, title, aside, onDismiss, action, testId, children }: NoticeLineProps) {
  return (
    <section className={classes.notice} data-tone={tone} aria-label={title} data-testid={testId}>
      <div className={classes.head}>
        <span className={classes.icon} aria-hidden>
          {icon}
        </span>
        <span className={classes.title} role="status">
          {title}
          {aside && <span className={classes.aside}>{aside}</span>}
        </span>
        {action}
        {onDismiss && (
          <ActionIcon variant="subtle" color="gray" size={26} onClick={onDismiss} aria-label={t("dismiss")}>
            <X size={15} />
          </ActionIcon>
        )}
      </div>
      {children}
    </section>
  );
}
