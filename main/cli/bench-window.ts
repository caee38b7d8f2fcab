import { benchWindow, type WindowFigures } from "../bench";
import { reportBench, table } from "./bench-output";
import { type CommandContext, note, UsageError } from "./command-context";

export interface WindowBenchFlags {
  jobs: number;
  runs: number;
  uses: number;
  seconds: number;
  documents: number;
  rounds: number;
  json: boolean;
}

/** `bench window`: how soon the window opens and follows, and what it takes from the lanes. */
export async function runWindowBench(context: CommandContext, flags: WindowBenchFlags): Promise<number> {
  const { json, ...given } = flags;
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new UsageError(
      "There is no display to open the window on. Without one: xvfb-run -a npx pdfprompt bench window",
    );
  }
  const figures = await benchWindow({
    ...given,
    mainFolder: context.mainFolder,
    settings: context.environment,
    onStep: (line) => note(`[bench] ${line} …`),
  });
  return reportBench({ bench: "window", title: "The window", json, figures, tables });
}

function tables({ jobs, start, adding, idle, rendering, throughput }: WindowFigures): string[] {
  const { reactions } = rendering;
  const ms = (time: number) => time.toFixed(0);
  const times = ({ p50Ms, p95Ms, mostMs }: { p50Ms: number; p95Ms: number; mostMs: number }) =>
    [p50Ms, p95Ms, mostMs].map(ms);
  const rows = (byName: Record<string, Parameters<typeof times>[0]>) =>
    Object.entries(byName).map(([name, spread]) => [...times(spread), name]);
  return [
    table(`${jobs} jobs in the queue`, [
      [ms(start.usableMs), `ms from the start until the list is there; median of ${start.runs}`],
      [idle.scrolling.framesPerSecond.toFixed(1), "frames per second, scrolling"],
      [rendering.scrolling.framesPerSecond.toFixed(1), "the same while lanes render"],
      [rendering.pdfsPerSecond.toFixed(1), "PDFs per second meanwhile"],
    ]),
    table("Lanes render: milliseconds to the next frame; middle, 95th percentile, most", [
      ...rows(reactions.nextFrame),
      [...times(reactions.nextFrameOfAll), "all of them"],
    ]),
    table("Until what was asked for is shown; the same", rows(reactions.untilShown)),
    table("The wait of whoever comes to the main process; the same", [
      [...times(rendering.wait), "lanes render"],
      [...times(adding.wait), `${jobs} jobs are added (${adding.seconds.toFixed(1)} s) and lanes render`],
    ]),
    table(`${throughput.documents} documents, ${throughput.lanes} lanes; median of ${throughput.rounds}`, [
      [throughput.commandLinePerSecond.toFixed(1), "PDFs per second without the window"],
      [throughput.windowPerSecond.toFixed(1), "with it"],
      [`${(100 * throughput.share).toFixed(1)} %`, "of what it is without"],
    ]),
  ];
}
