import { useStore } from "zustand";
import * as actions from "./actions";
import classes from "./app.module.css";
import { DiskFullNotice } from "./components/disk-full-notice";
import { DropOverlay } from "./components/drop-overlay";
import { EmptyState } from "./components/empty-state";
import { Figures } from "./components/figures";
import { ImportSheet } from "./components/import/import-sheet";
import { JobList } from "./components/job-list";
import { RecoveredLine } from "./components/recovered-line";
import { RejectedNotice } from "./components/rejected-notice";
import { SettingsDialog } from "./components/settings-dialog";
import { StatusBar } from "./components/status-bar";
import { Toolbar } from "./components/toolbar";
import { useAppEvents } from "./hooks/use-app-events";
import { useQueue } from "./hooks/use-queue";
import { useSnapshotFeed } from "./hooks/use-snapshot-feed";
import { useWindowDrop } from "./hooks/use-window-drop";
import { takeChosen, takeDropped } from "./import-actions";
import { totalJobs } from "./state/filter";
import { importStore } from "./state/import-store";
import { phaseOf } from "./state/phase";
import { dismissRecovery, dismissRejected, showFilter } from "./state/queue-store";
import { closeView, openView, viewStore } from "./state/view-store";

// Here rather than in App, so that they stay the same and rows need not be drawn anew with every snapshot.
const retryJob = (id: number) => actions.retryJobs([id]);
const cancelJob = (id: number) => actions.cancelJobs([id]);

/** The whole window, from top to bottom. */
export function App() {
  useSnapshotFeed();
  useAppEvents();
  const isDragging = useWindowDrop(takeDropped);
  const { snapshot, progress, remaining, filter, rejection, isRecoveryDismissed } = useQueue();
  const view = useStore(viewStore);
  const importView = useStore(importStore).view;
  // Nothing true can be said before the first snapshot, which comes within milliseconds.
  if (!snapshot || !progress) return <main className={classes.window} aria-busy="true" />;

  const { stats } = snapshot;
  const phase = phaseOf(snapshot);
  const isEmpty = totalJobs(stats) === 0 && !snapshot.isReading;
  return (
    <div className={classes.window}>
      <Toolbar
        stats={stats}
        outputFolder={snapshot.outputFolder}
        outputFolderName={snapshot.outputFolderName}
        onAddFiles={() => takeChosen("files")}
        onAddFolder={() => takeChosen("folder")}
        onAddSamples={actions.addSamples}
        onChangeFolder={actions.changeOutputFolder}
        onOpenFolder={actions.openOutputFolder}
        onPause={actions.pause}
        onResume={actions.resume}
        onRetryFailed={() => actions.retryJobs("all-failed")}
        onCancelQueued={() => actions.cancelJobs("all-queued")}
        onSettings={() => openView("settings")}
      />
      <main className={classes.main}>
        <Figures snapshot={snapshot} progress={progress} remaining={remaining} />
        {stats.pause?.kind === "disk-full" && (
          <DiskFullNotice folder={stats.pause.folder} needBytes={stats.pause.needBytes} onResume={actions.resume} />
        )}
        {snapshot.recoveredJobs > 0 && !isRecoveryDismissed && (
          <RecoveredLine count={snapshot.recoveredJobs} onDismiss={dismissRecovery} />
        )}
        {rejection && <RejectedNotice outcome={rejection} onDismiss={dismissRejected} />}
        {isEmpty ? (
          <EmptyState onAddFiles={() => takeChosen("files")} onAddSamples={actions.addSamples} />
        ) : (
          <JobList
            stats={stats}
            revision={snapshot.revision}
            isReading={snapshot.isReading}
            filter={filter}
            onFilter={showFilter}
            onOpen={actions.openPdf}
            onShow={actions.showPdfInFolder}
            onRetry={retryJob}
            onCancel={cancelJob}
          />
        )}
      </main>
      <StatusBar phase={phase} stats={stats} lanes={snapshot.lanes} runtime={snapshot.runtime} />
      {importView && <ImportSheet view={importView} key={importView.id} />}
      <SettingsDialog isOpen={view === "settings"} onClose={closeView} />
      {isDragging && <DropOverlay />}
    </div>
  );
}
