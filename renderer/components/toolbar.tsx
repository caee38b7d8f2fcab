import { Button, VisuallyHidden } from "@mantine/core";
import { RotateCcw } from "lucide-react";
import type { QueueStats } from "../../shared/job";
import { texts } from "../texts";
import { AddButton } from "./add-button";
import { CancelQueuedButton } from "./cancel-queued-button";
import { OutputFolder } from "./output-folder";
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
}

const ICON = 16;

/** What can be done with the queue as a whole. */
export function Toolbar(props: ToolbarProps) {
  const { stats } = props;
  const t = texts.toolbar;
  return (
    <header className={classes.toolbar}>
      {/* The title bar has the name for those who see it. */}
      <VisuallyHidden component="h1">{texts.appName}</VisuallyHidden>
      <AddButton onAddFiles={props.onAddFiles} onAddFolder={props.onAddFolder} onAddSamples={props.onAddSamples} />
      <OutputFolder
        path={props.outputFolder}
        name={props.outputFolderName}
        onChange={props.onChangeFolder}
        onOpen={props.onOpenFolder}
      />
      <div className={classes.queueActions} role="toolbar" aria-label={t.label}>
        {stats.failed > 0 && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<RotateCcw size={ICON} />}
            title={t.retryFailedHint(stats.failed)}
            onClick={props.onRetryFailed}
            data-testid="retry-failed"
          >
            {t.retryFailed}
          </Button>
        )}
        {stats.queued > 0 && <CancelQueuedButton count={stats.queued} onCancel={props.onCancelQueued} />}
        <PauseButton
          isPaused={stats.paused}
          isRunning={stats.claimed > 0}
          onPause={props.onPause}
          onResume={props.onResume}
        />
      </div>
    </header>
  );
}
