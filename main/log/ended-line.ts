import type { EndedAttempt } from "../../shared/log";

/** How an attempt ended, in a line for people. */
export function endedLine(ended: EndedAttempt): string {
  const { job, attempt, elapsedMs, source, line, pages, bytes, times, code, retryInMs } = ended;
  const where = `attempt ${attempt}, ${source}:${line}`;
  const reason = code === null ? "" : `: ${code}`;
  switch (ended.outcome) {
    case "done": {
      const stages = times
        ? `; compose ${ms(times.composeMs)}, load ${ms(times.loadMs)}, print ${ms(times.printMs)}, publish ${ms(times.publishMs)}`
        : "";
      const size = `${pages} ${pages === 1 ? "page" : "pages"}, ${bytes} bytes`;
      return `job ${job} done in ${ms(elapsedMs)} (${where}, ${size}${stages})`;
    }
    case "failed":
      return `job ${job} failed after ${ms(elapsedMs)}${reason} (${where})`;
    case "cancelled":
      return `job ${job} cancelled after ${ms(elapsedMs)} (${where})`;
    case "retried":
      return `job ${job} is tried again in ${ms(retryInMs ?? 0)}${reason} (${where})`;
    case "released":
      return `job ${job} put back after ${ms(elapsedMs)} (${where})`;
  }
}

/** Whole milliseconds, with one digit more where they are few. */
function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
