import { textOfHtml } from "./html";

/** An entry of a table of contents. */
export interface ContentsEntry {
  level: 2 | 3;
  /** `2.1`; the same as the heading has where headings are numbered. */
  number: string;
  text: string;
  /** Where its link leads, for an `href`; empty where the heading has no id. */
  href: string;
}

const HEADING = /<h([23])([^>]*)>([\s\S]*?)<\/h\1>/gi;
const ID = /\sid="([^"]*)"/i;

/** The headings of the second and third level in a piece of HTML. */
export function contentsOf(content: string): ContentsEntry[] {
  let section = 0;
  let subsection = 0;
  return [...content.matchAll(HEADING)].map(([, level, attributes = "", inner = ""]): ContentsEntry => {
    const isSection = level === "2";
    section += isSection ? 1 : 0;
    subsection = isSection ? 0 : subsection + 1;
    const id = ID.exec(attributes)?.[1];
    return {
      level: isSection ? 2 : 3,
      number: isSection ? `${section}` : `${section}.${subsection}`,
      text: textOfHtml(inner),
      href: id === undefined ? "" : `#${textOfHtml(id)}`,
    };
  });
}
