import type { FoundPrompt } from "../../shared/stages";
import { writePictures } from "./pictures";

/** The kinds of document that are measured. */
export const DOCUMENT_KINDS = ["one-page", "ten-page", "image-heavy", "script"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Of this length, a heading, nine paragraphs and a table fill a page of the plain template nearly to its end. */
const SENTENCE = "The quick brown fox jumps over the lazy dog while the printing press keeps its steady rhythm. ";
const PICTURES_PER_DOCUMENT = 6;
const TEN = 10;

/** A page of Markdown: a heading, nine paragraphs and a table of ten rows, which is one page. Each differs by its number. */
function onePage(number: number): string {
  const paragraphs = Array.from({ length: 9 }, (_, index) => `Paragraph ${index + 1}. ${SENTENCE}`);
  const rows = Array.from({ length: 10 }, (_, index) => `| Item ${index + 1} | ${index * number} | ${index * 1.5} |`);
  return [
    `# Document ${number}`,
    ...paragraphs,
    ["| Name | Count | Price |", "| --- | ---: | ---: |", ...rows].join("\n"),
  ].join("\n\n");
}

/** Ten times a page of Markdown. */
function tenPages(number: number): string {
  return Array.from({ length: TEN }, (_, page) => onePage(number * TEN + page)).join("\n\n");
}

/** A page of text between pictures. Which of them a document has depends on its number. */
function imageHeavy(number: number, pictures: readonly string[]): string {
  const parts = Array.from({ length: PICTURES_PER_DOCUMENT }, (_, index) => {
    const picture = pictures[(number + index) % pictures.length];
    return `Picture ${index + 1}. ${SENTENCE}\n\n![Picture ${index + 1}](${picture})`;
  });
  return [`# Document ${number}`, ...parts].join("\n\n");
}

/** The same page as {@link onePage}, built by a script in the page. */
function scripted(number: number): string {
  return wholePage(
    number,
    `<script>
const body = document.body;
const add = (parent, name, text) => parent.appendChild(Object.assign(document.createElement(name), { textContent: text }));
add(body, "h1", "Document ${number}");
for (let index = 1; index <= 10; index += 1) add(body, "p", "Paragraph " + index + ". " + ${JSON.stringify(SENTENCE)}.repeat(2));
const table = body.appendChild(document.createElement("table"));
for (let index = 0; index < 10; index += 1) {
  const row = table.insertRow();
  for (const text of ["Item " + (index + 1), index * ${number}, index * 1.5]) add(row, "td", text);
}
</script>`,
  );
}

function htmlPages(number: number, pages: number): string {
  const parts = Array.from({ length: pages }, (_, page) => {
    const paragraphs = Array.from({ length: 10 }, (_, index) => `<p>Paragraph ${index + 1}. ${SENTENCE.repeat(2)}</p>`);
    const rows = Array.from(
      { length: 10 },
      (_, index) =>
        `<tr><td>Item ${index + 1}</td><td>${index * (number + page)}</td><td>${(index * 1.5).toFixed(2)}</td></tr>`,
    );
    const head = "<thead><tr><th>Name</th><th>Count</th><th>Price</th></tr></thead>";
    return `<h1>Document ${number}</h1>${paragraphs.join("")}<table>${head}<tbody>${rows.join("")}</tbody></table>`;
  });
  return wholePage(number, parts.join("\n"));
}

function wholePage(number: number, body: string): string {
  const css = "body{font:11pt/1.4 sans-serif}th{background:#eee}td,th{border:1px solid #999;padding:2pt 6pt}";
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Document ${number}</title><style>${css}</style></head><body>${body}</body></html>`;
}

/** `count` prompts of one kind, as intake would find them. Pictures are written into `baseDir`. */
export function benchPrompts(kind: DocumentKind, count: number, baseDir: string): FoundPrompt[] {
  switch (kind) {
    case "one-page":
      return markdownPrompts(count, baseDir, onePage);
    case "ten-page":
      return markdownPrompts(count, baseDir, tenPages);
    case "image-heavy": {
      const pictures = writePictures(baseDir);
      return markdownPrompts(count, baseDir, (number) => imageHeavy(number, pictures));
    }
    case "script":
      return htmlPrompts(count, baseDir, scripted);
  }
}

/**
 * Prompts that are whole HTML documents of about so many pages, with the system's fonts: what any other renderer can
 * be given as it is.
 */
export function htmlPagePrompts(count: number, baseDir: string, pages: 1 | 10): FoundPrompt[] {
  return htmlPrompts(count, baseDir, (number) => htmlPages(number, pages));
}

/** Prompts whose page says after so many milliseconds that it may be printed, by the page signal `window.pdfReady`. */
export function slowPrompts(latenciesMs: readonly number[], baseDir: string): FoundPrompt[] {
  return htmlPrompts(latenciesMs.length, baseDir, (number) => {
    const latencyMs = latenciesMs[number - 1] ?? 0;
    const script = `<script>window.pdfReady = new Promise((ready) => setTimeout(ready, ${latencyMs}));</script>`;
    return wholePage(number, `<h1>Document ${number}</h1><p>Ready after ${latencyMs} ms.</p>${script}`);
  });
}

function markdownPrompts(count: number, baseDir: string, text: (number: number) => string): FoundPrompt[] {
  return Array.from({ length: count }, (_, index) => found(index, baseDir, { prompt: text(index + 1) }));
}

function htmlPrompts(count: number, baseDir: string, text: (number: number) => string): FoundPrompt[] {
  return Array.from({ length: count }, (_, index) =>
    found(index, baseDir, { prompt: text(index + 1), format: "html" as const }),
  );
}

function found(index: number, baseDir: string, prompt: FoundPrompt["prompt"]): FoundPrompt {
  return { prompt, source: "-", line: index + 1, row: index + 1, baseDir, relativeDir: "", stem: "bench" };
}
