import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Family } from "./exposition";

/** How often the event loop is looked at. What is measured includes this wait. */
const LAG_RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1e6;
const MICROSECONDS_PER_SECOND = 1e6;
const MS_PER_SECOND = 1000;

/** Figures of the main process under the names that Node.js programs usually give them. */
export class ProcessFigures {
  readonly #delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  readonly #startedAtSeconds = Date.now() / MS_PER_SECOND - process.uptime();

  constructor() {
    this.#delay.enable();
  }

  /** Measures no more. */
  close(): void {
    this.#delay.disable();
  }

  /** The lag of the event loop is that since the last call. */
  families(): Family[] {
    const { user, system } = process.cpuUsage();
    const memory = process.memoryUsage();
    const families = [
      gauge("nodejs_eventloop_lag_p50_seconds", "Median event-loop lag since the last scrape.", this.#lag(50)),
      gauge(
        "nodejs_eventloop_lag_p99_seconds",
        "99th percentile of the event-loop lag since the last scrape.",
        this.#lag(99),
      ),
      gauge("nodejs_eventloop_lag_max_seconds", "Longest event-loop lag since the last scrape.", this.#lag(100)),
      gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use in the main process.", memory.heapUsed),
      gauge("process_resident_memory_bytes", "Resident memory of the main process.", memory.rss),
      gauge("process_start_time_seconds", "When the main process started, since 1970.", this.#startedAtSeconds),
      {
        ...gauge(
          "process_cpu_seconds_total",
          "Processor time of the main process.",
          (user + system) / MICROSECONDS_PER_SECOND,
        ),
        type: "counter" as const,
      },
    ];
    this.#delay.reset();
    return families;
  }

  #lag(percent: number): number {
    // Nothing was measured yet where the last call was a moment ago.
    const nanoseconds = this.#delay.count === 0 ? 0 : this.#delay.percentile(percent);
    return Math.max(0, nanoseconds / NANOSECONDS_PER_MS - LAG_RESOLUTION_MS) / MS_PER_SECOND;
  }
}

function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: "gauge", samples: [{ value }] };
}
