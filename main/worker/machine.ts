import os from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { CONCURRENCY_PRESETS } from "../../shared/concurrency";

const MB = 2 ** 20;
/** Half of the machine is left to everybody else; more than the largest preset is never needed. */
const MEMORY_SHARE = 0.5;
/** How often the event loop is looked at. What it measures includes this wait. */
const LAG_RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;

/** What the machine tells about itself, each time since it was asked last. */
export interface Machine {
  /** Share of all processors' time that nobody used, 0 to 1. */
  cpuIdleShare(): number;
  /** 95th percentile of how late the event loop of this process was, in milliseconds. */
  loopLagMs(): number;
  /** Starts anew: what was before does not count. Must be called before the first question, and before a pause ends. */
  start(): void;
  /** Measures no more until it is started again. */
  stop(): void;
}

/** Processors that may be used. */
export function usableCores(): number {
  return os.availableParallelism();
}

/** Resident memory in MB that lanes may use where no preset says how much. */
export function defaultBudgetMb(totalBytes = os.totalmem()): number {
  return Math.min(CONCURRENCY_PRESETS.large.memoryMb, Math.round((totalBytes / MB) * MEMORY_SHARE));
}

/** The machine this process runs on. */
export class ThisMachine implements Machine {
  readonly #delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  #times = cpuTimes();

  start(): void {
    this.#times = cpuTimes();
    this.#delay.reset();
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  cpuIdleShare(): number {
    const before = this.#times;
    this.#times = cpuTimes();
    const all = this.#times.all - before.all;
    return all > 0 ? (this.#times.idle - before.idle) / all : 0;
  }

  loopLagMs(): number {
    const lagMs = this.#delay.percentile(95) / NANOSECONDS_PER_MS - LAG_RESOLUTION_MS;
    this.#delay.reset();
    return Math.max(0, lagMs);
  }
}

function cpuTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of os.cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
