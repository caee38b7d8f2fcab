import { type CheckResult, looked } from "./finding";

/** No copy of this program was there before. */
const EARLIEST_MS = Date.UTC(2025, 0, 1);
/** As much as time zones that are set wrong make of it. */
const TOLERANCE_MS = 15 * 60_000;

/**
 * Is the clock about right?
 * @param newestMs when the newest entry of the queue was made, where there is one
 */
export function checkClock({
  nowMs = Date.now(),
  newestMs,
}: {
  nowMs?: number;
  newestMs?: number | undefined;
} = {}): CheckResult {
  const result = looked("clock", new Date(nowMs).toISOString());
  const why = "Dates in PDFs, names and figures are wrong, and delayed jobs wait for their time on this clock.";
  const fix = "Run: sudo timedatectl set-ntp true (or set it by hand: sudo date -s '2026-01-31 12:00')";
  if (nowMs < EARLIEST_MS) {
    const what = `The clock says ${new Date(nowMs).toISOString()}, which is before this program was made.`;
    result.warnings.push({ code: "clock-wrong", what, why, fix });
  } else if (newestMs !== undefined && newestMs > nowMs + TOLERANCE_MS) {
    const what = `The clock says ${new Date(nowMs).toISOString()}, but the queue has an entry of ${new Date(newestMs).toISOString()}: one of both clocks was wrong.`;
    result.warnings.push({ code: "clock-wrong", what, why, fix });
  }
  return result;
}
