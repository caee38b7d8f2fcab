import { useCallback, useState } from "react";
import { useStore } from "zustand";
import type { JobView } from "../shared/job";
import * as actions from "./actions";
import classes from "./app.module.css";
import { DiskFullNotice } from "./components/disk-full-notice";
import { DropOverlay } from "./components/drop-overlay";
import { EmptyState } from "./components/empty-state";
import { Figures } from "./components/figures";
import { ImportSheet } from "./components/import/import-sheet";
import { Inspector } from "./components/inspector";
import { JobList } from "./components/job-list";
import { PasteDialog } from "./components/paste-dialog";
import { RecoveredLine } from "./components/recovered-line";
import { RejectedNotice } from "./components/rejected-notice";
import { SettingsDialog } from "./components/settings-dialog";
import { ShortcutsDialog } from "./components/shortcuts-dialog";
import { StatusBar } from "./components/status-bar";
import { ThroughputDialog } from "./components/throughput-dialog";
import { Toolbar } from "./components/toolbar";
import { WatchTrouble } from "./components/watch-trouble";
import { useAppEvents } from "./hooks/use-app-events";
import { useQueue } from "./hooks/use-queue";
import { useShortcuts } from "./hooks/use-shortcuts";
import { useSnapshotFeed } from "./hooks/use-snapshot-feed";
import { useWindowDrop } from "./hooks/use-window-drop";
import { takeChosen, takeDropped } from "./import-actions";
import { act, dragOut } from "./job-actions";
import { focusNextPane } from "./next-pane";
import { totalJobs } from "./state/filter";
import { importStore } from "./state/import-store";
import { phaseOf } from "./state/phase";
import { dismissRecovery, dismissRejected, queueStore, showFilter } from "./state/queue-store";
import type { WindowCommand } from "./state/shortcuts";
import { closeView, openView, viewStore } from "./state/view-store";

/** What a key does that works anywhere in the window. */
const COMMANDS: Record<Exclude<WindowCommand, "inspector">, () => void> = {
  addFiles: () => void takeChosen("files"),
  addFolder: () => void takeChosen("folder"),
  paste: () => openView("paste"),
  settings: () => openView("settings"),
  shortcuts: () => openView("shortcuts"),
  nextPane: focusNextPane,
  pause: () => void (queueStore.getState().snapshot?.stats.paused ? actions.resume() : actions.pause("finish")),
};

function run(command: keyof typeof COMMANDS): void {
  COMMANDS[command]();
}

/** The whole window, from top to bottom. */
export function App() {
  useSnapshotFeed();
  useAppEvents();
  const isDragging = useWindowDrop(takeDropped);
  const { snapshot, progress, remaining, history, filter, rejection, isRecoveryDismissed } = useQueue();
  const view = useStore(viewStore);
  const [activeJob, setActiveJob] = useState<JobView | null>(null);
  const [isInspecting, setIsInspecting] = useState(false);
  const toggleInspector = useCallback(() => setIsInspecting((is) => !is), []);
  useShortcuts(
    useCallback(
      (command: WindowCommand) => (command === "inspector" ? toggleInspector() : run(command)),
      [toggleInspector],
    ),
  );
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
        onPaste={() => openView("paste")}
        onSettings={() => openView("settings")}
        isInspecting={isInspecting}
        onInspect={toggleInspector}
      />
      <main className={classes.main}>
        <Figures snapshot={snapshot} progress={progress} remaining={remaining} />
        {stats.pause?.kind === "disk-full" && (
          <DiskFullNotice folder={stats.pause.folder} needBytes={stats.pause.needBytes} onResume={actions.resume} />
        )}
        {snapshot.recoveredJobs > 0 && !isRecoveryDismissed && (
          <RecoveredLine count={snapshot.recoveredJobs} onDismiss={dismissRecovery} />
        )}
        <WatchTrouble folders={snapshot.watchedFolders} onShow={() => openView("settings")} />
        {rejection && <RejectedNotice outcome={rejection} onDismiss={dismissRejected} />}
        {isEmpty ? (
          <EmptyState onAddFiles={() => takeChosen("files")} onAddSamples={actions.addSamples} />
        ) : (
          <div className={classes.work} data-inspecting={isInspecting}>
            <JobList
              stats={stats}
              revision={snapshot.revision}
              isReading={snapshot.isReading}
              filter={filter}
              onFilter={showFilter}
              onAct={act}
              onDrag={dragOut}
              onActive={setActiveJob}
            />
            {isInspecting && <Inspector job={activeJob} onAct={act} onClose={toggleInspector} />}
          </div>
        )}
      </main>
      <StatusBar
        phase={phase}
        stats={stats}
        lanes={snapshot.lanes}
        runtime={snapshot.runtime}
        onThroughput={() => openView("throughput")}
      />
      {view === "throughput" && <ThroughputDialog history={history} stats={stats} onClose={closeView} />}
      {importView && <ImportSheet view={importView} key={importView.id} />}
      <PasteDialog isOpen={view === "paste"} onAdd={actions.addPrompt} onClose={closeView} />
      <ShortcutsDialog isOpen={view === "shortcuts"} onClose={closeView} />
      <SettingsDialog isOpen={view === "settings"} onClose={closeView} />
      {isDragging && <DropOverlay />}
    </div>
  );
}
