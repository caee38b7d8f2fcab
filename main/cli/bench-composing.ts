import { benchComposing, type ComposingFigures } from "../bench";
import { reportBench, table } from "./bench-output";
import { type CommandContext, note } from "./command-context";

export interface ComposingBenchFlags {
  documents: number;
  lanes: number;
  rounds: number;
  json: boolean;
}

/** `bench composing`: what making documents of prompts adds to a batch. */
export async function runComposingBench(context: CommandContext, flags: ComposingBenchFlags): Promise<number> {
  const { json, ...asked } = flags;
  const figures = await benchComposing({
    ...asked,
    mainFolder: context.mainFolder,
    settings: context.environment,
    onStep: (line) => note(`[bench] ${line} …`),
  });
  return reportBench({ bench: "composing", title: "What composing adds to a batch", json, figures, tables });
}

/** The figures for people. */
function tables(figures: ComposingFigures): string[] {
  const { documents, lanes, rounds, wholeWay, composedBefore, adds, addsCpu } = figures;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = [
    [wholeWay.perSecond.toFixed(1), "PDFs per second, the whole way"],
    [composedBefore.perSecond.toFixed(1), "PDFs per second, composed before"],
    [percent(adds), "more time with composing"],
    ...(addsCpu === null ? [] : [[percent(addsCpu), "more processor time with composing"]]),
  ];
  return [table(`${documents} one-page documents in ${lanes} lanes; median of ${rounds}`, rows)];
}
