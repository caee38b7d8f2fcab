import { VERSION } from "../../../shared/version";
import type { Queue } from "../../queue";
import type { Engine } from "../engine";
import { exposition, type Family } from "./exposition";
import { type Health, HealthCheck } from "./health-check";
import { laneFamilies } from "./lane-figures";
import { ProcessFigures } from "./process-figures";
import { countedFamilies, keyFamilies } from "./queue-figures";
import { Totals } from "./totals";

export { METRICS_CONTENT_TYPE } from "./exposition";
export { monitorRoutes } from "./routes";

/** What programs ask of one that works: its figures, and whether it can work. */
export interface Monitor {
  /** All figures as Prometheus reads them, of {@link METRICS_CONTENT_TYPE}. Counters begin at 0 when the monitor is opened. */
  metricsText(): string;
  health(): Health;
  /** Measures no more. */
  close(): void;
}

/** Watches an engine and its queue. Costs nothing a job: the figures are those that the queue keeps anyway. */
export function openMonitor(queue: Queue, engine: Engine): Monitor {
  const totals = new Totals((minute) => queue.countsSince(minute));
  const process = new ProcessFigures();
  const check = new HealthCheck(queue, engine);
  return {
    metricsText() {
      totals.update();
      const health = check.health();
      return exposition([
        buildInfo(),
        {
          name: "pdfprompt_healthy",
          help: "1 where jobs can be done, as /healthz tells.",
          type: "gauge",
          samples: [{ value: health.httpStatus === 200 ? 1 : 0 }],
        },
        ...keyFamilies(queue.stats()),
        ...countedFamilies(totals),
        ...laneFamilies(engine),
        ...process.families(),
      ]);
    },
    health: () => check.health(),
    close: () => process.close(),
  };
}

function buildInfo(): Family {
  const { electron = "", chrome = "" } = globalThis.process.versions;
  const labels = { version: VERSION, electron, chromium: chrome };
  return {
    name: "pdfprompt_build_info",
    help: "Versions, as labels; always 1.",
    type: "gauge",
    samples: [{ labels, value: 1 }],
  };
}
