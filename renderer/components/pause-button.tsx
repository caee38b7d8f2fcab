import { ActionIcon, Button, Menu } from "@mantine/core";
import { ChevronDown, CircleStop, Hourglass, Pause, Play } from "lucide-react";
import { t } from "../i18n";
import classes from "./pause-button.module.css";

interface PauseButtonProps {
  isPaused: boolean;
  /** Something is still rendered, paused or not: it can be stopped. */
  isRunning: boolean;
  onPause(kind: "finish" | "now"): void;
  onResume(): void;
}

const ICON = 16;

/** Pauses gently at a click, or resumes; the arrow beside it also stops what runs. */
export function PauseButton({ isPaused, isRunning, onPause, onResume }: PauseButtonProps) {
  // Once it is paused and nothing runs, nothing is left to be stopped.
  const hasMore = !isPaused || isRunning;
  const variant = isPaused ? "filled" : "default";
  return (
    <div className={classes.split} data-paused={isPaused} data-more={hasMore}>
      <Button
        className={classes.main}
        variant={variant}
        leftSection={isPaused ? <Play size={ICON} /> : <Pause size={ICON} />}
        title={isPaused ? t("toolbar.resumeHint") : t("toolbar.pauseHint")}
        onClick={() => (isPaused ? onResume() : onPause("finish"))}
        data-testid="pause"
      >
        {isPaused ? t("toolbar.resume") : t("toolbar.pause")}
      </Button>
      {hasMore && (
        <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
          <Menu.Target>
            <ActionIcon
              className={classes.more}
              variant={variant}
              size={36}
              aria-label={t("toolbar.morePause")}
              data-testid="pause-more"
            >
              <ChevronDown size={ICON} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown aria-label={t("toolbar.morePause")}>
            {!isPaused && (
              <Menu.Item leftSection={<Hourglass size={ICON} />} onClick={() => onPause("finish")}>
                {t("toolbar.pauseFinish")}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<CircleStop size={ICON} />} onClick={() => onPause("now")} data-testid="pause-now">
              {t("toolbar.pauseNow")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
