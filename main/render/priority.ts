import { constants, setPriority } from "node:os";

/**
 * Has a process take the processors only where no other wants them: somebody who uses a window beside it does not wait for
 * it. Where the system refuses that, it stays as it is.
 */
export function giveWay(processId: number): void {
  try {
    setPriority(processId, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended meanwhile, or is not ours to change.
  }
}
