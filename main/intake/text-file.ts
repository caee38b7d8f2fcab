import type { PromptFormat } from "../../shared/prompt";
import type { IntakeItem } from "../../shared/stages";
import { readFrontMatter } from "./front-matter";
import type { Origin } from "./origin";
import { rejectCharacter, rejectedFor, toItem } from "./validate";

/** The prompt that a whole file of text is: its front matter, then its text. `format` goes by the file's extension. */
export function readTextFile(text: string, origin: Origin, format: PromptFormat, template?: string): IntakeItem {
  const flaw = rejectCharacter(text, origin);
  if (flaw) return flaw;
  const read = readFrontMatter(text);
  if ("issues" in read) return rejectedFor(read.issues, origin, { line: 1, locate: read.locate });
  const record = { format, ...read.values, prompt: read.body };
  return toItem(record, origin, { line: 1, bodyLine: read.bodyLine, locate: read.locate }, template);
}
