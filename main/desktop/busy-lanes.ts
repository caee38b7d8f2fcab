/**
 * Lanes at work on average since the last look: at any one moment several of those that work are between two documents.
 * @param busyMs time that all lanes together have been at work so far, in milliseconds
 * @param nowMs of a clock that only goes forward
 */
export function busyLanes(
  busyMs: () => number,
  nowMs: () => number = () => performance.now(),
): (total: number) => number {
  let before = { busyMs: busyMs(), atMs: nowMs() };
  return (total) => {
    const now = { busyMs: busyMs(), atMs: nowMs() };
    const passedMs = now.atMs - before.atMs;
    const busy = passedMs > 0 ? (now.busyMs - before.busyMs) / passedMs : 0;
    before = now;
    // Whatever works at all is seen.
    return Math.min(total, busy > 0 ? Math.max(1, Math.round(busy)) : 0);
  };
}
