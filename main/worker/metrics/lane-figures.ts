import { RECYCLE_REASONS } from "../../../shared/health";
import { BYTES_PER_MB } from "../../../shared/key-metrics";
import type { Engine } from "../engine";
import type { Family } from "./exposition";

/** How the lanes and the processes of this app are; those of other processes on the same queue are not in it. */
export function laneFamilies({ lanes, worker, concurrency, residentMb }: Engine): Family[] {
  const { fastLane, recycled, crashes } = lanes.health;
  return [
    {
      name: "pdfprompt_lanes",
      help: "Lanes of this process by what they are doing; down are those whose window does not open.",
      type: "gauge",
      samples: Object.entries(lanes.states).map(([state, value]) => ({ labels: { state }, value })),
    },
    one("gauge", "pdfprompt_lanes_wanted", "Lanes that there are to be.", concurrency.lanes),
    one(
      "gauge",
      "pdfprompt_fast_lane",
      "1 where documents are injected, 0 where they are navigated to.",
      fastLane.on ? 1 : 0,
    ),
    {
      name: "pdfprompt_lane_restarts_total",
      help: "Windows of lanes that were replaced, by cause.",
      type: "counter",
      samples: RECYCLE_REASONS.map((cause) => ({ labels: { cause }, value: recycled[cause] })),
    },
    one(
      "counter",
      "pdfprompt_renderer_crashes_total",
      "Renderer processes that ended with a document in them.",
      crashes,
    ),
    one(
      "counter",
      "pdfprompt_recovered_jobs_total",
      "Jobs put back because their process had ended.",
      worker.recovered,
    ),
    {
      name: "pdfprompt_renderer_memory_bytes",
      help: "Resident memory of the renderers of each lane.",
      type: "gauge",
      samples: [...lanes.memoryMb].map(([lane, megabytes]) => ({
        labels: { lane: String(lane) },
        value: megabytes * BYTES_PER_MB,
      })),
    },
    one(
      "gauge",
      "pdfprompt_memory_bytes",
      "Resident memory of all processes of this app together.",
      residentMb() * BYTES_PER_MB,
    ),
  ];
}

function one(type: "counter" | "gauge", name: string, help: string, value: number): Family {
  return { name, help, type, samples: [{ value }] };
}
