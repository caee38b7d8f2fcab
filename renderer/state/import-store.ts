import { createStore } from "zustand/vanilla";
import type { ImportView } from "../../shared/import";

/** What the import sheet shows; null while it is closed. */
export const importStore = createStore<{ view: ImportView | null }>(() => ({ view: null }));

export function showImport(view: ImportView): void {
  importStore.setState({ view });
}

/** Takes over what has changed, unless it is of a sheet that was closed meanwhile. */
export function receiveImport(view: ImportView): void {
  importStore.setState((state) => (state.view?.id === view.id ? { view } : state));
}

export function closeImportSheet(): void {
  importStore.setState({ view: null });
}
