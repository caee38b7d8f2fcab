/** What the window does when it is asked to, by a key, a menu or the palette. */
import type { Command } from "../shared/commands";
import * as actions from "./actions";
import { t } from "./i18n";
import { takeChosen } from "./import-actions";
import { focusNextPane } from "./next-pane";
import { notifyInfo } from "./notify";
import type { Filter } from "./state/filter";
import { toggleInspector } from "./state/inspector-store";
import { showPlace } from "./state/place-store";
import { filterByBatch, queueStore, searchFor, showFilter } from "./state/queue-store";
import { undoLastRemoval } from "./state/removals";
import { openView } from "./state/view-store";

const RUN: Readonly<Record<Command, () => unknown>> = {
  addFiles: () => takeChosen("files"),
  addFolder: () => takeChosen("folder"),
  paste: () => openView("paste"),
  addSamples: () => actions.addSamples("quickstart"),
  pause: () => (queueStore.getState().snapshot?.stats.paused ? actions.resume() : actions.pause("finish")),
  pauseNow: () => actions.pause("now"),
  retryFailed: () => actions.retryJobs("all-failed"),
  cancelQueued: askToCancelQueued,
  undoRemoval: undoLastRemoval,
  search: goToSearch,
  showAll: () => showJobs("all"),
  showQueued: () => showJobs("queued"),
  showRunning: () => showJobs("running"),
  showDone: () => showJobs("done"),
  showFailed: () => showJobs("failed"),
  showCancelled: () => showJobs("cancelled"),
  showBatches: () => showPlace("batches"),
  showTemplates: () => showPlace("templates"),
  throughput: () => openView("throughput"),
  inspector: toggleInspector,
  nextPane: focusNextPane,
  openOutputFolder: actions.openOutputFolder,
  changeOutputFolder: actions.changeOutputFolder,
  settings: () => openView("settings"),
  palette: () => openView("palette"),
  shortcuts: () => openView("shortcuts"),
};

export function runCommand(command: Command): void {
  void RUN[command]();
}

/** The question is beside its button, which is there while something waits: it would come up with the next files. */
function askToCancelQueued(): void {
  if (queueStore.getState().snapshot?.stats.queued) openView("cancelQueued");
  else notifyInfo(t("notices.nothingWaits"));
}

function goToSearch(): void {
  const isThere = selectSearch();
  showPlace("queue");
  // From another view, once the list is there.
  if (!isThere) requestAnimationFrame(selectSearch);
}

/** At once: the letters that follow are typed into it. */
function selectSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("input[data-job-search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** Lists jobs of one kind, those of all batches. */
export function showJobs(filter: Filter): void {
  filterByBatch(null);
  searchFor("");
  showFilter(filter);
  showPlace("queue");
}
