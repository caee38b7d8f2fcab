import { pdfString } from "./text";

/** What the properties of a PDF say. Empty texts are left out; the moments are dates of PDF. */
export interface InfoTexts {
  title: string;
  author: string;
  subject: string;
  keywords: string[];
  creator: string;
  producer: string;
  created: string;
  modified: string;
}

/** Names and values, as PDF writes them, of a dictionary with the properties. */
export function infoEntries(texts: InfoTexts): [name: string, value: string][] {
  const entries: [string, string][] = [
    ["Title", texts.title],
    ["Author", texts.author],
    ["Subject", texts.subject],
    ["Keywords", texts.keywords.join(", ")],
    ["Creator", texts.creator],
    ["Producer", texts.producer],
  ];
  return [
    ...entries.filter(([, text]) => text !== "").map(([name, text]): [string, string] => [name, pdfString(text)]),
    ["CreationDate", `(${texts.created})`],
    ["ModDate", `(${texts.modified})`],
  ];
}
