/** A line in the margin of every page of a built-in template. */
export interface RunningLine {
  at: "top" | "bottom";
  align: "left" | "center" | "right";
  parts: readonly ("title" | "pages")[];
  colour: string;
}

/** Chromium that has page margin boxes: lines in them are set in the document's own fonts. */
const MARGIN_BOXES_SINCE = 131;

/** Whether running lines are part of the document; otherwise, Chromium prints them apart, in the machine's fonts. */
export const HAS_MARGIN_BOXES = Number(process.versions.chrome?.split(".")[0]) >= MARGIN_BOXES_SINCE;

/** The line as a page margin box. @param title undefined where none is to be printed */
export function runningBox({ at, align, parts, colour }: RunningLine, title: string | undefined): string {
  const written = parts.flatMap((part) => {
    if (part === "pages") return ['counter(page) " / " counter(pages)'];
    return title === undefined ? [] : [cssString(title)];
  });
  if (written.length === 0) return "";
  const content = written.join(` ${cssString(" \u00a0·\u00a0 ")} `);
  const font = 'font:8pt Inter,"Liberation Sans",Helvetica,Arial,sans-serif';
  return `@page{@${at}-${align}{content:${content};${font};color:${colour};text-align:${align};${ONE_LINE}}}`;
}

/** The line as Chromium fills one in. @param hasTitle whether the title is to be printed */
export function runningTemplate({ align, parts, colour }: RunningLine, hasTitle: boolean): string {
  const written = parts.flatMap((part) => {
    if (part === "pages") return ['<span class="pageNumber"></span> / <span class="totalPages"></span>'];
    return hasTitle ? ['<span class="title"></span>'] : [];
  });
  const font = 'font:8pt Inter,"Liberation Sans",Helvetica,Arial,sans-serif';
  const style = `${font};color:${colour};width:100%;min-width:0;margin:0 22mm;text-align:${align};${ONE_LINE}`;
  return `<div style='${style}'>${written.join(" &nbsp;·&nbsp; ")}</div>`;
}

const ONE_LINE = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis";

/** A text as a string of a style sheet that stands in a document: nothing in it may end the string, or the style. */
function cssString(text: string): string {
  return `"${text.replace(/[\p{Cc}"\\<>]/gu, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;
}
