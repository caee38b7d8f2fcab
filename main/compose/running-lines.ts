/** A line in the margin of every page of a built-in template. */
export interface RunningLine {
  at: "top" | "bottom";
  align: "left" | "center" | "right";
  parts: readonly ("title" | "pages")[];
  colour: string;
}

/** What both ways of printing a line are styled with. */
function styleOf({ align, colour }: RunningLine): string {
  const font = 'font:8pt Inter,"Liberation Sans",Helvetica,Arial,sans-serif';
  return `${font};color:${colour};text-align:${align};white-space:nowrap;overflow:hidden;text-overflow:ellipsis`;
}

/**
 * The line as a page margin box, where Chromium has them: it is part of the document.
 * @param title undefined where none is to be printed
 */
export function runningBox(line: RunningLine, title: string | undefined): string {
  const written = line.parts.flatMap((part) => {
    if (part === "pages") return ['counter(page) " / " counter(pages)'];
    return title === undefined ? [] : [cssString(title)];
  });
  if (written.length === 0) return "";
  const content = written.join(` ${cssString(" \u00a0·\u00a0 ")} `);
  return `@page{@${line.at}-${line.align}{content:${content};${styleOf(line)}}}`;
}

/**
 * The line as Chromium fills one in and prints it apart, in the machine's fonts.
 * @param hasTitle whether the title is to be printed
 */
export function runningTemplate(line: RunningLine, hasTitle: boolean): string {
  const written = line.parts.flatMap((part) => {
    if (part === "pages") return ['<span class="pageNumber"></span> / <span class="totalPages"></span>'];
    return hasTitle ? ['<span class="title"></span>'] : [];
  });
  return `<div style='${styleOf(line)};width:100%;min-width:0;margin:0 22mm'>${written.join(" &nbsp;·&nbsp; ")}</div>`;
}

/** A text as a string of a style sheet that stands in a document: nothing in it may end the string, or the style. */
function cssString(text: string): string {
  return `"${text.replace(/[\p{Cc}"\\<>]/gu, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;
}
