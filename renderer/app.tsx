import { lazy, Suspense } from "react";
import { useStore } from "zustand";
import * as actions from "./actions";
import classes from "./app.module.css";
import { actOnMany, dragManyOut } from "./bulk-actions";
import { showJobs } from "./commands";
import { BatchesView } from "./components/batches/batches-view";
import { DiskFullNotice } from "./components/disk-full-notice";
import { DropOverlay } from "./components/drop-overlay";
import { EmptyState } from "./components/empty-state";
import { Figures } from "./components/figures";
import { Inspector } from "./components/inspector";
import { JobList } from "./components/job-list";
import { Palette } from "./components/palette/palette";
import { PasteDialog } from "./components/paste-dialog";
import { Rail } from "./components/rail/rail";
import { RecoveredLine } from "./components/recovered-line";
import { RejectedNotice } from "./components/rejected-notice";
import { SettingsDialog } from "./components/settings-dialog";
import { ShortcutsDialog } from "./components/shortcuts-dialog";
import { StatusBar } from "./components/status-bar";
import { Toolbar } from "./components/toolbar";
import { WatchTrouble } from "./components/watch-trouble";
import { progressText } from "./format/progress";
import { useAppEvents } from "./hooks/use-app-events";
import { useQueue } from "./hooks/use-queue";
import { useShortcuts } from "./hooks/use-shortcuts";
import { useSnapshotFeed } from "./hooks/use-snapshot-feed";
import { useWindowDrop } from "./hooks/use-window-drop";
import { takeChosen, takeDropped } from "./import-actions";
import { act, dragOut } from "./job-actions";
import { totalJobs } from "./state/filter";
import { importStore } from "./state/import-store";
import { inspect, inspectorStore, toggleInspector } from "./state/inspector-store";
import { phaseOf } from "./state/phase";
import { placeStore, type RailItem, railItemOf, showPlace } from "./state/place-store";
import { dismissRecovery, dismissRejected, filterByBatch, searchFor, showFilter, sortBy } from "./state/queue-store";
import { closeView, openView, viewStore } from "./state/view-store";

// Loaded when they are first shown: the window is there sooner without.
const GalleryView = lazy(async () => ({ default: (await import("./components/gallery/gallery-view")).GalleryView }));
const ImportSheet = lazy(async () => ({ default: (await import("./components/import/import-sheet")).ImportSheet }));
const ThroughputDialog = lazy(async () => ({
  default: (await import("./components/throughput-dialog")).ThroughputDialog,
}));

/** What the rail leads to. The jobs it shows are those of all batches. */
function choose(item: RailItem): void {
  if (item === "throughput" || item === "settings") openView(item);
  else if (item === "batches" || item === "templates") showPlace(item);
  else showJobs(item === "queue" ? "all" : item);
}

function showAllBatches(): void {
  filterByBatch(null);
}

/** The whole window, from top to bottom. */
export function App() {
  useSnapshotFeed();
  useAppEvents();
  const isDragging = useWindowDrop(takeDropped);
  const { snapshot, progress, remaining, history, filter, batch, search, sort, rejection, isRecoveryDismissed } =
    useQueue();
  const view = useStore(viewStore);
  const inspector = useStore(inspectorStore);
  const place = useStore(placeStore);
  useShortcuts();
  const importView = useStore(importStore).view;
  const batchLabel = inspector.job?.batchId === batch ? inspector.job.batchLabel : null;
  // Nothing true can be said before the first snapshot, which comes within milliseconds.
  if (!snapshot || !progress) return <main className={classes.window} aria-busy="true" />;

  const { stats } = snapshot;
  const phase = phaseOf(snapshot);
  const hasFigures = place !== "templates";
  const isEmpty = totalJobs(stats) === 0 && !snapshot.isReading;
  return (
    <div className={classes.window}>
      <Toolbar
        stats={stats}
        outputFolder={snapshot.outputFolder}
        outputFolderName={snapshot.outputFolderName}
        onAddFiles={() => takeChosen("files")}
        onAddFolder={() => takeChosen("folder")}
        onAddSamples={() => actions.addSamples("quickstart")}
        onChangeFolder={actions.changeOutputFolder}
        onOpenFolder={actions.openOutputFolder}
        onPause={actions.pause}
        onResume={actions.resume}
        onRetryFailed={() => actions.retryJobs("all-failed")}
        onCancelQueued={() => actions.cancelJobs("all-queued")}
        onPaste={() => openView("paste")}
        onPalette={() => openView("palette")}
        isInspecting={inspector.isOpen && place === "queue"}
        onInspect={toggleInspector}
      />
      <div className={classes.body}>
        <Rail current={railItemOf(place, filter)} failed={stats.failed} onChoose={choose} />
        <main className={classes.main}>
          {hasFigures && <Figures snapshot={snapshot} progress={progress} remaining={remaining} />}
          {stats.pause?.kind === "disk-full" && (
            <DiskFullNotice folder={stats.pause.folder} needBytes={stats.pause.needBytes} onResume={actions.resume} />
          )}
          {snapshot.recovery.interrupted > 0 && !isRecoveryDismissed && (
            <RecoveredLine {...snapshot.recovery} onDismiss={dismissRecovery} />
          )}
          <WatchTrouble folders={snapshot.watchedFolders} onShow={() => openView("settings")} />
          {rejection && <RejectedNotice outcome={rejection} onDismiss={dismissRejected} />}
          {place === "batches" && <BatchesView revision={snapshot.revision} />}
          <Suspense>{place === "templates" && <GalleryView />}</Suspense>
          {place === "queue" && isEmpty && (
            <EmptyState onAddFiles={() => takeChosen("files")} onAddSamples={actions.addSamples} />
          )}
          {place === "queue" && !isEmpty && (
            <div className={classes.work} data-inspecting={inspector.isOpen}>
              <JobList
                stats={stats}
                revision={snapshot.revision}
                isReading={snapshot.isReading}
                filter={filter}
                batch={batch}
                batchLabel={batchLabel}
                search={search}
                sort={sort}
                onFilter={showFilter}
                onAllBatches={showAllBatches}
                onSearch={searchFor}
                onSort={sortBy}
                onAct={act}
                onActOnMany={actOnMany}
                onDrag={dragOut}
                onDragMany={dragManyOut}
                onActive={inspect}
              />
              {inspector.isOpen && <Inspector job={inspector.job} onAct={act} onClose={toggleInspector} />}
            </div>
          )}
        </main>
      </div>
      <StatusBar
        phase={phase}
        snapshot={snapshot}
        progress={hasFigures ? null : progressText(stats, progress.isWorking ? remaining : null)}
        onThroughput={() => openView("throughput")}
      />
      <Suspense>
        {view === "throughput" && <ThroughputDialog history={history} stats={stats} onClose={closeView} />}
        {importView && <ImportSheet view={importView} key={importView.id} />}
      </Suspense>
      <PasteDialog isOpen={view === "paste"} onAdd={actions.addPrompt} onClose={closeView} />
      <ShortcutsDialog isOpen={view === "shortcuts"} onClose={closeView} />
      <SettingsDialog concurrency={snapshot.concurrency} isOpen={view === "settings"} onClose={closeView} />
      {view === "palette" && (
        <Palette stats={stats} job={place === "queue" ? inspector.job : null} onClose={closeView} />
      )}
      {isDragging && <DropOverlay />}
    </div>
  );
}
