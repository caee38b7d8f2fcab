import type { PauseState } from "../../shared/job";
import { note } from "./command-context";
import { describePause } from "./pause-text";

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 2000;
/** The rate is that of the last seconds: what was fast or slow long ago says nothing about the remaining time. */
const RATE_WINDOW_MS = 5000;

export interface ProgressFigures {
  /** Finished in any way. */
  finished: number;
  /** PDFs made, of `finished`. */
  done: number;
  total: number;
  failed: number;
  /** Whether all input has been read, so that `total` is final. */
  isTotalFinal: boolean;
  pause: PauseState | undefined;
}

/** Shows a progress line on stderr: rewritten in place on a terminal, a new line every two seconds in a log. */
export class Progress {
  readonly #read: () => ProgressFigures | undefined;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #timer: NodeJS.Timeout;
  #samples: { atMs: number; finished: number }[] = [];

  constructor(read: () => ProgressFigures | undefined) {
    this.#read = read;
    this.#timer = setInterval(() => this.#show(), this.#isTerminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS);
  }

  /** Ends it and leaves the line clean for what follows. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#isTerminal) process.stderr.write("\r\x1b[K");
  }

  #show(): void {
    const figures = this.#read();
    if (!figures) return;
    const line = formatProgress(figures, this.#rate(figures.finished));
    if (this.#isTerminal) process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    else note(line);
  }

  /** Finished jobs per second over the last seconds. */
  #rate(finished: number): number {
    const now = performance.now();
    this.#samples.push({ atMs: now, finished });
    this.#samples = this.#samples.filter(({ atMs }) => now - atMs <= RATE_WINDOW_MS);
    const [first] = this.#samples;
    if (!first || now === first.atMs) return 0;
    return ((finished - first.finished) / (now - first.atMs)) * 1000;
  }
}

/** `312 of 1,000 done, 2 failed · 287.4 PDFs/s · about 3 s left` */
export function formatProgress(figures: ProgressFigures, perSecond: number): string {
  const { finished, done, total, failed, isTotalFinal, pause } = figures;
  const parts = [
    `${count(done)} of ${count(total)}${isTotalFinal ? "" : "+"} done${failed > 0 ? `, ${count(failed)} failed` : ""}`,
  ];
  if (pause) parts.push(describePause(pause));
  else if (perSecond > 0) {
    parts.push(`${perSecond.toFixed(1)} PDFs/s`);
    if (isTotalFinal) parts.push(`about ${formatSeconds((total - finished) / perSecond)} left`);
  }
  return parts.join(" · ");
}

export function count(value: number): string {
  return value.toLocaleString("en");
}

/** `8 s`, `3 min`, `2 h 5 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
