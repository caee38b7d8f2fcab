import { setTimeout as sleep } from "node:timers/promises";
import { PdfPromptError } from "../../shared/errors";

const TRY_AGAIN_MS = 1000;

/** Whether an error says that a disk has no room. */
export function isDiskFull(error: unknown): error is PdfPromptError {
  return error instanceof PdfPromptError && error.code === "disk-full";
}

/** What people are told once while a write waits for room, and once when it was made. */
export const waitingForRoom = ({ message }: PdfPromptError) =>
  `${message} Nothing is lost; the work goes on when there is room.`;
export const ROOM_AGAIN = "there is room again: going on";

/** Does a write of the queue that can be made at another time as well: undefined where its disk has no room for it. */
export function unlessFull<T>(write: () => T): T | undefined {
  try {
    return write();
  } catch (error) {
    if (isDiskFull(error)) return undefined;
    throw error;
  }
}

/**
 * Does a write of the queue as soon as the queue's disk has room for it: tries again every second.
 * @param options `notice` is told once that, and why, it waits, and once that it goes on
 * @throws PdfPromptError `disk-full` when the signal fires meanwhile, and whatever else `write` throws
 */
export async function whenThereIsRoom<T>(
  write: () => T,
  { signal, notice }: { signal?: AbortSignal | undefined; notice?: ((line: string) => void) | undefined },
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      const result = write();
      if (tries > 0) notice?.(ROOM_AGAIN);
      return result;
    } catch (error) {
      if (!isDiskFull(error) || signal?.aborted) throw error;
      if (tries === 0) notice?.(waitingForRoom(error));
      await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
