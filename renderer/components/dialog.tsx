import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../i18n";
import classes from "./dialog.module.css";

interface DialogProps {
  isOpen: boolean;
  onClose(): void;
  title: string;
  /** Any CSS width; narrow windows make it narrower. */
  width?: string;
  /** Stays in view beneath what is scrolled. */
  footer?: ReactNode;
  testId: string;
  children: ReactNode;
}

/** What lies over the window until it is closed: takes the keyboard focus, keeps it, and gives it back. */
export function Dialog({ isOpen, onClose, title, width = "440px", footer, testId, children }: DialogProps) {
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={width}
      transitionProps={{ duration: 80 }}
      centered
      xOffset={24}
      yOffset={24}
      // Of the root: a class of the content would go to the space around it, too.
      classNames={{ content: classes.content ?? "", inner: classes.inner ?? "" }}
      className={isOpen ? undefined : classes.closing}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content data-dialog data-testid={testId}>
        {/* Not Mantine's own header: as a landmark it would be a second banner. */}
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("dismiss")} />
        </div>
        <Modal.Body className={classes.body}>{children}</Modal.Body>
        {footer && <div className={classes.foot}>{footer}</div>}
      </Modal.Content>
    </Modal.Root>
  );
}
