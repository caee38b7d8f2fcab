import { ActionIcon, Button, VisuallyHidden } from "@mantine/core";
import { PanelRight, RotateCcw } from "lucide-react";
import type { QueueStats } from "../../shared/job";
import { t } from "../i18n";
import { AddButton } from "./add-button";
import { CancelQueuedButton } from "./cancel-queued-button";
import { OutputFolder } from "./output-folder";
import { PaletteButton } from "./palette-button";
import { PauseButton } from "./pause-button";
import classes from "./toolbar.module.css";

interface ToolbarProps {
  stats: QueueStats;
  outputFolder: string;
  outputFolderName: string;
  onAddFiles(): void;
  onAddFolder(): void;
  onAddSamples(): void;
  onChangeFolder(): void;
  onOpenFolder(): void;
  onPause(kind: "finish" | "now"): void;
  onResume(): void;
  onRetryFailed(): void;
  onCancelQueued(): void;
  onPaste(): void;
  onPalette(): void;
  isInspecting: boolean;
  onInspect(): void;
}

const ICON = 16;

/** What can be done with the queue as a whole. */
export function Toolbar(props: ToolbarProps) {
  const { stats } = props;
  return (
    <header className={classes.toolbar} data-pane>
      {/* The title bar has the name for those who see it. */}
      <VisuallyHidden component="h1">{t("appName")}</VisuallyHidden>
      <AddButton
        onAddFiles={props.onAddFiles}
        onAddFolder={props.onAddFolder}
        onAddSamples={props.onAddSamples}
        onPaste={props.onPaste}
      />
      <OutputFolder
        path={props.outputFolder}
        name={props.outputFolderName}
        onChange={props.onChangeFolder}
        onOpen={props.onOpenFolder}
      />
      <PaletteButton onOpen={props.onPalette} />
      <div className={classes.queueActions} role="toolbar" aria-label={t("toolbar.label")}>
        {stats.failed > 0 && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<RotateCcw size={ICON} />}
            data-compact
            title={t("toolbar.retryFailedHint", { count: stats.failed })}
            onClick={props.onRetryFailed}
            data-testid="retry-failed"
          >
            {t("toolbar.retryFailed")}
          </Button>
        )}
        {stats.queued > 0 && <CancelQueuedButton count={stats.queued} onCancel={props.onCancelQueued} />}
        <PauseButton
          isPaused={stats.paused}
          isRunning={stats.claimed > 0}
          onPause={props.onPause}
          onResume={props.onResume}
        />
        <ActionIcon
          variant={props.isInspecting ? "light" : "subtle"}
          color={props.isInspecting ? "pine" : "gray"}
          size={36}
          onClick={props.onInspect}
          aria-label={t("inspector.title")}
          aria-pressed={props.isInspecting}
          title={t("inspector.title")}
          data-testid="open-inspector"
        >
          <PanelRight size={ICON} />
        </ActionIcon>
      </div>
    </header>
  );
}
