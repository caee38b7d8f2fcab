import { EXIT, print } from "./command-context";
import { describeMachine, describeRuntime } from "./runtime";

/**
 * Prints figures with the machine and the runtime they were taken on: one JSON object, or tables.
 * @param bench name of the measurement, the JSON's first field
 * @returns the exit code
 */
export async function reportBench<F extends object>({
  bench,
  title,
  json,
  figures,
  tables,
}: {
  bench: string;
  title: string;
  json: boolean;
  figures: F;
  tables: (figures: F) => string[];
}): Promise<number> {
  const runtime = describeRuntime();
  const machine = describeMachine();
  if (json) await print(JSON.stringify({ bench, runtime, machine, ...figures }));
  else await print([`${title}\n${machine}\n${runtime}`, ...tables(figures)].join("\n\n"));
  return EXIT.allDone;
}

/** Rows of figures, right-aligned, with what they mean behind them. */
export function table(title: string, rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => [...row.slice(0, -1).map((cell) => cell.padStart(10)), row.at(-1)].join("  "));
  return [title, ...lines].join("\n");
}

/** Rate, processor time and memory as cells of a {@link table}. */
export function rateCells(sample: {
  perSecond: number;
  cpuMsPerDocument: number | null;
  residentMb: number | null;
}): string[] {
  const { perSecond, cpuMsPerDocument, residentMb } = sample;
  return [perSecond.toFixed(1), cpuMsPerDocument?.toFixed(1) ?? "?", residentMb?.toFixed(0) ?? ""];
}
