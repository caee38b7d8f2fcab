import { benchScaling, type ScalingFigures } from "../bench";
import { reportBench, table } from "./bench-output";
import { type CommandContext, note } from "./command-context";

export interface ScalingBenchFlags {
  jobsPerLane: number;
  rounds: number;
  json: boolean;
}

/** `bench scaling`: jobs that wait and do not work, more and more at a time. */
export async function runScalingBench(context: CommandContext, flags: ScalingBenchFlags): Promise<number> {
  const { jobsPerLane, rounds, json } = flags;
  const figures = await benchScaling({
    jobsPerLane,
    rounds,
    mainFolder: context.mainFolder,
    settings: context.environment,
    onStep: (line) => note(`[bench] ${line} …`),
  });
  return reportBench({ bench: "scaling", title: "Jobs that wait for their page", json, figures, tables });
}

/** The figures for people: one table for equal latencies, one for varied ones. */
function tables({ fixed, varied, rounds }: ScalingFigures): string[] {
  return [fixed, varied].map(({ leastMs, mostMs, perSecond, times, barrierPerSecond, barrierTimes }) => {
    const latency = leastMs === mostMs ? `${leastMs} ms` : `${leastMs} to ${mostMs} ms`;
    const rows = (rates: Record<number, number>, speedUps: Record<number, number>, how: string) =>
      Object.entries(rates).map(([number, rate]) => [
        rate.toFixed(2),
        `${speedUps[Number(number)]?.toFixed(2)} ×`,
        `${number} at a time${how}`,
      ]);
    return table(`Ready after ${latency}: PDFs per second, times one at a time; median of ${rounds}`, [
      ...rows(perSecond, times, ""),
      ...rows(barrierPerSecond, barrierTimes, ", waiting for all before the next are claimed (control)"),
    ]);
  });
}
