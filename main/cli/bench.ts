import { benchRender } from "../bench";
import { type QueueBenchFlags, runQueueBench } from "./bench-queue";
import { type CommandContext, EXIT, note, print } from "./command-context";
import { describeMachine, describeRuntime } from "./runtime";

interface RenderBenchFlags {
  documents: number;
  json: boolean;
}

/** `bench`: figures of this machine, with the runtime they were taken on. */
export function runBench(
  context: CommandContext,
  what: "render" | "queue",
  flags: RenderBenchFlags & QueueBenchFlags,
): Promise<number> {
  return what === "render" ? runRenderBench(context, flags) : runQueueBench(context, flags);
}

async function runRenderBench(context: CommandContext, flags: RenderBenchFlags): Promise<number> {
  const figures = await benchRender({
    documents: flags.documents,
    mainFolder: context.mainFolder,
    settings: context.environment,
    onStep: (line) => note(`[bench] ${line} …`),
  });
  const runtime = describeRuntime();
  const machine = describeMachine();
  if (flags.json) {
    await print(JSON.stringify({ bench: "render", runtime, machine, ...figures }));
    return EXIT.allDone;
  }
  const { naivePerSecond, rawLanesPerSecond, wholeWayPerSecond: whole } = figures;
  const rows: [string, number][] = [
    ["one navigation and one print at a time (control)", naivePerSecond],
    ["three lanes without queue and disk", rawLanesPerSecond],
    ...Object.entries(whole).map(([lanes, figure]): [string, number] => [
      `the whole way, ${lanes} ${lanes === "1" ? "lane" : "lanes"}`,
      figure,
    ]),
    [`the whole way, auto (ended with ${figures.autoLanes} lanes)`, figures.autoPerSecond],
  ];
  await print(`${figures.documents} two-page documents, PDFs per second\n${machine}\n${runtime}\n`);
  for (const [label, figure] of rows) await print(`${figure.toFixed(1).padStart(8)}  ${label}`);
  const share = (figures.shareOfRawLanes * 100).toFixed(0);
  await print(`\nThe whole way is ${figures.timesNaive.toFixed(1)} × the control and ${share} % of the raw lanes.`);
  await print(`auto reaches ${(figures.autoShareOfBest * 100).toFixed(0)} % of the best number set by hand.`);
  return EXIT.allDone;
}
