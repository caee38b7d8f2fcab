import type { PromptFormat } from "../../shared/prompt";
import type { IntakeItem } from "../../shared/stages";
import { readFrontMatter } from "./front-matter";
import type { Origin } from "./origin";
import { rejectedFor, rejectNul, toItem } from "./validate";

/** The prompt that a whole file of text is: its front matter, then its text. `format` goes by the file's extension. */
export function readTextFile(text: string, origin: Origin, format: PromptFormat, template?: string): IntakeItem {
  const nul = rejectNul(text, origin);
  if (nul) return nul;
  const read = readFrontMatter(text);
  if ("issues" in read) return rejectedFor(read.issues, origin, { line: 1, locate: read.locate });
  const record = { format, ...read.values, prompt: read.body };
  return toItem(record, origin, { line: 1, bodyLine: read.bodyLine, locate: read.locate }, template);
}
