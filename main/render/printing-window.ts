import type { Lane } from "./lane";
import type { LaneWindow } from "./lane-window";

/** What the pool needs of a lane's window. */
export type PrintingWindow = Pick<
  LaneWindow,
  "print" | "left" | "destroy" | "isUsable" | "processId" | "documents" | "collectGarbage"
>;

/** What the pool needs of a lane. */
export interface PooledLane extends Pick<Lane, "closeWindows" | "close" | "processIds"> {
  /** @param givenUp destroys a window that is still opening; its reason is thrown */
  window(scripts: boolean, givenUp?: AbortSignal): Promise<PrintingWindow>;
}
