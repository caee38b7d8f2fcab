import { benchStart, type StartFigures } from "../bench";
import { reportBench, table } from "./bench-output";
import { type CommandContext, note } from "./command-context";

/** `bench start`: from starting the program to the first PDF on the disk. */
export async function runStartBench(_context: CommandContext, flags: { runs: number; json: boolean }): Promise<number> {
  const figures = await benchStart({ runs: flags.runs, onStep: (line) => note(`[bench] ${line} …`) });
  return reportBench({ bench: "start", title: "The first PDF", json: flags.json, figures, tables });
}

function tables({ runs, firstPdfMs, endMs, electron, shares }: StartFigures): string[] {
  const ms = (figure: number | null) => figure?.toFixed(0) ?? "–";
  return [
    table(`From the start, milliseconds; median of ${runs}`, [
      [ms(firstPdfMs), "the first PDF under its name, started by the launcher"],
      [ms(endMs), "the launcher has ended"],
      [ms(electron.firstPdfMs), "the first PDF, Electron started at once"],
      [ms(electron.endMs), "Electron has ended"],
    ]),
    table("Where the time until the first PDF goes, milliseconds", [
      [ms(shares.launcherMs), "launcher"],
      [ms(shares.electronMs), "Electron, until our code has run"],
      [ms(shares.workMs), "queue, threads, lane, document, publish"],
    ]),
  ];
}
