import { createStore } from "zustand/vanilla";
import type { ListedJob } from "../../shared/job-list";
import { placeStore, showPlace } from "./place-store";

export interface InspectorState {
  isOpen: boolean;
  /** The job that the keyboard is on in the list. */
  job: ListedJob | null;
}

export const inspectorStore = createStore<InspectorState>(() => ({ isOpen: false, job: null }));

/** Shows or hides the inspector, which is beside the list of jobs. */
export function toggleInspector(): void {
  // Seen from another view it is not there, so it is opened.
  const isElsewhere = placeStore.getState() !== "queue";
  showPlace("queue");
  inspectorStore.setState(({ isOpen }) => ({ isOpen: isElsewhere || !isOpen }));
}

export function inspect(job: ListedJob | null): void {
  inspectorStore.setState({ job });
}
