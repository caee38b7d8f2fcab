import { dirname } from "node:path";
import { benchIntake, type IntakeFigures } from "../bench";
import { readInputs } from "../intake";
import { reportBench, table } from "./bench-output";
import { type CommandContext, note } from "./command-context";

export interface IntakeBenchFlags {
  rows: number;
  againRows: number;
  json: boolean;
}

/** `bench intake`: a long table, from the file to the queue and to the first PDF, and once more when little changed. */
export async function runIntakeBench(context: CommandContext, flags: IntakeBenchFlags): Promise<number> {
  const figures = await benchIntake({
    rows: flags.rows,
    againRows: flags.againRows,
    mainFolder: context.mainFolder,
    settings: context.environment,
    readItems: (file) => readInputs([file], { cwd: dirname(file), template: "letter" }),
    onStep: (line) => note(`[bench] ${line} …`),
  });
  return reportBench({ bench: "intake", title: "A long table", json: flags.json, figures, tables });
}

function tables({ rows, alone, rendering, again }: IntakeFigures): string[] {
  return [
    table(`${rows} rows of CSV, queued and nothing else`, [
      [alone.firstQueuedMs.toFixed(0), "ms until the first row can be claimed"],
      [alone.queuedMs.toFixed(0), "ms until all are queued"],
      [alone.memoryMb.toFixed(0), "MB more of memory at most"],
    ]),
    table(`The same while ${rendering.lanes} lanes are opened and render`, [
      [rendering.firstPdfMs.toFixed(0), "ms until the first PDF is done"],
      [rendering.queuedMs.toFixed(0), `ms until all are queued; ${rendering.done} PDFs are done by then`],
      [rendering.memoryMb.toFixed(0), "MB more of memory at most, without the lanes"],
    ]),
    table(`${again.rows} rows rendered, ${again.edited} of them edited, rendered again`, [
      [String(again.rendered), `rendered the second time, ${again.unchanged} unchanged`],
      [again.firstSeconds.toFixed(1), "s the first time"],
      [again.secondSeconds.toFixed(1), "s the second time"],
    ]),
  ];
}
