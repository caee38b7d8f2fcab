import type { RecycleReason } from "../../shared/health";
import type { MemoryWatch } from "./memory-watch";
import type { PrintingWindow } from "./printing-window";

/** A renderer that keeps more than this after a collection, in MB, has something that no document needs any more. */
export const WORN_MB = 300;
/**
 * A window is replaced after so many documents in any case. The soak test sees nothing grow over 10,000; beyond what was
 * looked at, a window is not trusted.
 */
const MOST_DOCUMENTS = 20_000;

/**
 * Whether a window that has just printed a document should be replaced, and why. A collection is asked for only where the
 * renderer was seen to be large: it costs more than a document.
 */
export async function wearOf(window: PrintingWindow, watch: MemoryWatch): Promise<RecycleReason | undefined> {
  if (!window.isUsable) return undefined;
  if (window.documents >= MOST_DOCUMENTS) return "documents";
  if (watch.seenMb(window) <= WORN_MB) return undefined;
  await window.collectGarbage();
  return watch.nowMb(window) > WORN_MB ? "memory" : undefined;
}
