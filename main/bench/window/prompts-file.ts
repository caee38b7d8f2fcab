import { writeFileSync } from "node:fs";
import { benchPrompts } from "../documents";

/** Writes so many one-page prompts as JSONL. @returns the path */
export function writePrompts(path: string, count: number): string {
  const lines = benchPrompts("one-page", count, "").map(({ prompt }) => `${JSON.stringify(prompt)}\n`);
  writeFileSync(path, lines.join(""));
  return path;
}
