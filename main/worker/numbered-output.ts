import { numberedName, outputKey } from "../publish";

/**
 * The name that a job takes where its own is taken: `report.pdf` → `report-2.pdf`.
 * @param outDir absolute
 * @returns the name below `outDir`, and what tells whether two names may be one file
 */
export function numberedOutput(outDir: string, output: string, number: number): { output: string; outputKey: string } {
  const numbered = numberedName(output, number);
  return { output: numbered, outputKey: outputKey(outDir, numbered) };
}
