import { createStore } from "zustand/vanilla";
import type { BatchView } from "../../shared/batches";
import type { TextKey } from "../../shared/texts";

/** Ids of the batches that one PDF or a ZIP file is being made of. */
export const batchFilesStore = createStore<{ making: ReadonlySet<string> }>(() => ({ making: new Set() }));

export function beginBatchFile(id: string): void {
  batchFilesStore.setState(({ making }) => ({ making: new Set([...making, id]) }));
}

export function endBatchFile(id: string): void {
  batchFilesStore.setState(({ making }) => ({ making: new Set([...making].filter((other) => other !== id)) }));
}

type Asked = Pick<BatchView, "id" | "isFinished" | "done" | "unchanged">;

/** Why nothing can be made of all PDFs of a batch now; null where it can. */
export function whyNoFile({ id, isFinished, done, unchanged }: Asked, making: ReadonlySet<string>): TextKey | null {
  if (making.has(id)) return "batches.files.beingMade";
  if (!isFinished) return "batches.files.unfinished";
  return done + unchanged === 0 ? "batches.files.nothingMade" : null;
}
