import { benchRender, type DocumentKind, type RenderFigures } from "../bench";
import { rateCells, reportBench, table } from "./bench-output";
import { type CommandContext, note } from "./command-context";

export interface RenderBenchFlags {
  documents: number;
  kinds: DocumentKind[];
  lanes?: number[];
  rounds: number;
  flatness: number;
  json: boolean;
}

/** `bench render`: documents through the lanes, alone and together with everything else. */
export async function runRenderBench(context: CommandContext, flags: RenderBenchFlags): Promise<number> {
  const { documents, kinds, lanes, rounds, flatness } = flags;
  const figures = await benchRender({
    documents,
    kinds,
    lanes,
    rounds,
    flatness,
    mainFolder: context.mainFolder,
    settings: context.environment,
    onStep: (line) => note(`[bench] ${line} …`),
  });
  return reportBench({ bench: "render", title: "Documents through the lanes", json: flags.json, figures, tables });
}

/** The figures for people, one table a kind. */
function tables(figures: RenderFigures): string[] {
  return [...kindTables(figures), ...comparison(figures), ...flatnessTable(figures)];
}

function kindTables({ kinds, rounds }: RenderFigures): string[] {
  return Object.entries(kinds).map(
    ([kind, { documents, pages, lane, wholeWay, rawLanes, composeAndLanes, composedBefore, fullLane }]) => {
      const shape = `${documents} documents, ${pages} ${pages === 1 ? "page" : "pages"}, ${lane} lane`;
      const ways = {
        "the whole way": wholeWay,
        "composed before": composedBefore,
        "without queue and disk": composeAndLanes,
        "composed before, without queue and disk": rawLanes,
        "the same, full lane": fullLane ?? {},
      };
      return table(
        `${kind} (${shape}): PDFs per second, processor ms a PDF, MB; median of ${rounds}`,
        Object.entries(ways).flatMap(([way, byLanes]) =>
          Object.entries(byLanes).map(([lanes, sample]) => [
            ...rateCells(sample),
            `${way}, ${lanes} ${lanes === "1" ? "lane" : "lanes"}`,
          ]),
        ),
      );
    },
  );
}

function comparison(figures: RenderFigures): string[] {
  const { naivePerSecond, autoPerSecond, autoLanes, autoShareOfBest, timesNaive, shareOfRawLanes } = figures;
  if (naivePerSecond === undefined || autoPerSecond === undefined) return [];
  const percent = (share = Number.NaN) => `${(share * 100).toFixed(0)} %`;
  return [
    table("One page: comparison", [
      [naivePerSecond.toFixed(1), "PDFs per second, one navigation and one print at a time (control)"],
      [`${timesNaive?.toFixed(1)} ×`, "the whole way against the control"],
      [percent(shareOfRawLanes), "the whole way as a share of the raw lanes"],
      [autoPerSecond.toFixed(1), `PDFs per second, auto (ended with ${autoLanes} lanes)`],
      [percent(autoShareOfBest), "auto as a share of the best number set by hand"],
    ]),
  ];
}

function flatnessTable({ flatness }: RenderFigures): string[] {
  if (!flatness) return [];
  const { documents, lanes, afterWarmUpMb, endMb, growthMb, mostMb, openFilesAfterWarmUp, openFilesEnd } = flatness;
  return [
    table(`Memory over ${documents} documents, ${lanes} lanes, MB of all processes`, [
      [afterWarmUpMb.toFixed(0), "after warm-up"],
      [endMb.toFixed(0), "at the end"],
      [growthMb.toFixed(0), "growth"],
      [mostMb.toFixed(0), "most"],
      [`${openFilesAfterWarmUp ?? "?"} → ${openFilesEnd ?? "?"}`, "open files, after warm-up and at the end"],
    ]),
  ];
}
