import type { FoundPrompt } from "../../shared/stages";

const SENTENCE = "The quick brown fox jumps over the lazy dog while the printing press keeps its steady rhythm. ";

/** Two pages of Markdown in the plain template: a heading, ten paragraphs and a table of ten rows. Each differs by its number. */
function twoPages(number: number): string {
  const paragraphs = Array.from({ length: 10 }, (_, index) => `Paragraph ${index + 1}. ${SENTENCE.repeat(2)}`);
  const rows = Array.from({ length: 10 }, (_, index) => `| Item ${index + 1} | ${index * number} | ${index * 1.5} |`);
  return [
    `# Document ${number}`,
    ...paragraphs,
    ["| Name | Count | Price |", "| --- | ---: | ---: |", ...rows].join("\n"),
  ].join("\n\n");
}

/** `count` two-page prompts, as intake would find them. */
export function twoPagePrompts(count: number, baseDir: string): FoundPrompt[] {
  return Array.from({ length: count }, (_, index) => ({
    prompt: { prompt: twoPages(index + 1) },
    source: "-",
    line: index + 1,
    row: index + 1,
    baseDir,
    relativeDir: "",
    stem: "bench",
  }));
}
