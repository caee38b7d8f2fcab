import type { Command } from "commander";
import { shell } from "./doctor/finding";

/** Options of one call alone: where it reads and writes, and what is made of all of its PDFs. */
const OWN: ReadonlySet<string> = new Set(["data", "out", "json", "dryRun", "zip", "combined", "combinedPageNumbers"]);

/** The call that renders another file as this one was rendered, to be typed into a shell. Both paths are absolute. */
export function callAgain(command: Command, file: string, outDir: string): string {
  const words: string[] = [];
  for (const option of command.options) {
    const name = option.attributeName();
    if (OWN.has(name) || command.getOptionValueSource(name) !== "cli") continue;
    const value: unknown = command.getOptionValue(name);
    const flag = option.long ?? `--${name}`;
    if (option.required || option.optional) words.push(flag, String(value));
    else if (value !== option.negate) words.push(flag);
  }
  return shell("pdfprompt", "render", file, "--out", outDir, ...words);
}
