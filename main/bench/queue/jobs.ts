import { createHash } from "node:crypto";
import type { FoundPrompt, IntakeItem } from "../../../shared/stages";
import type { NewJob } from "../../queue";

const SENTENCE = "Please write a friendly letter that thanks the reader, names the three next steps and ends warmly. ";
const FOLDER = "/home/ada/letters";
/** Where the jobs' outputs would go. Nothing is ever written there. */
export const OUT_DIR = "/home/ada/out";

/** Prompt number `index` of a file of many: about 300 bytes of text, as intake would find it. */
export function benchPrompt(index: number): FoundPrompt {
  return {
    prompt: { prompt: `Letter ${index}. ${SENTENCE.repeat(3)}` },
    source: `${FOLDER}/people.jsonl`,
    line: index + 1,
    row: index + 1,
    baseDir: FOLDER,
    relativeDir: "",
    stem: "people",
  };
}

/** `count` prompts as intake yields them, from memory. */
export async function* benchItems(count: number): AsyncGenerator<IntakeItem> {
  for (let index = 0; index < count; index++) yield { kind: "prompt", found: benchPrompt(index) };
}

/** `count` jobs from number `from` on, with keys of the kind that `submit` makes. */
export function benchJobs(from: number, count: number, priorityOf: (index: number) => number = () => 0): NewJob[] {
  return Array.from({ length: count }, (_, offset) => {
    const index = from + offset;
    const found = benchPrompt(index);
    const output = `people-${String(index).padStart(7, "0")}.pdf`;
    return {
      promptKey: `${found.source}:${String(found.line).padStart(9, "0")}:${digest(`prompt ${index}`)}`,
      contentKey: digest(`content ${index}`),
      priority: priorityOf(index),
      found,
      output,
      outputKey: `${OUT_DIR}/${output}`,
    };
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
