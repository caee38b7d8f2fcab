import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Prompt } from "../../../shared/prompt";
import { solidPng } from "./equality-assets";

/** A document that can be told from all others by its text, its picture, its style and its template. */
export interface MarkedDocument {
  nonce: string;
  /** Colour of its pictures, 24 bits. */
  rgb: number;
  /** Pages it has, at least. */
  pages: number;
  /** Times its nonce stands in its text, at least. */
  times: number;
  baseDir: string;
  prompt: Prompt;
  allowScripts: boolean;
}

const PAGES = 3;

/** Colours that differ for 16 million numbers: an odd factor misses none. */
function colourOf(number: number): number {
  return (number * 0x9e3779 + 0x1357) & 0xffffff;
}

/** Writes the folder of document `number`: files of the same names in each, with other content. */
export function writeMarkedDocument(folder: string, number: number, random: () => number): MarkedDocument {
  const nonce = `NONCE${Math.floor(random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0")}`;
  const rgb = colourOf(number);
  const baseDir = join(folder, String(number));
  mkdirSync(baseDir);
  writeFileSync(join(baseDir, "logo.png"), solidPng(rgb));
  writeFileSync(
    join(baseDir, "style.css"),
    `.styled::before{content:"${nonce} by style"} .pictured{background:url(logo.png)}`,
  );
  writeFileSync(
    join(baseDir, "frame.liquid"),
    `<!doctype html><html><head><link rel=stylesheet href=style.css></head><body>{% render "part.liquid" %}{{ content }}</body></html>`,
  );
  writeFileSync(join(baseDir, "part.liquid"), `<p>${nonce} by template</p><img src="{{ 'logo.png' | asset }}">`);
  const body = bodyOf(nonce);
  const header = `<span style="font-size:9px">${nonce} above</span>`;
  const kinds: (() => Pick<MarkedDocument, "prompt" | "allowScripts" | "times">)[] = [
    () => ({ prompt: whole(body), allowScripts: false, times: 2 * PAGES + 1 }),
    () => ({ prompt: { ...whole(body), options: { header } }, allowScripts: false, times: 3 * PAGES + 1 }),
    () => ({ prompt: whole(body + shadow(nonce)), allowScripts: false, times: 2 * PAGES + 2 }),
    () => ({ prompt: whole(body + script(nonce)), allowScripts: true, times: 2 * PAGES + 2 }),
    () => ({ prompt: { prompt: markdown(nonce), template: "frame.liquid" }, allowScripts: false, times: PAGES + 1 }),
    () => ({
      prompt: { prompt: markdown(nonce), template: "report", title: nonce },
      allowScripts: false,
      times: PAGES + 1,
    }),
  ];
  const kind = kinds[number % kinds.length];
  if (!kind) throw new RangeError(`there is no kind of document for ${number}`);
  return { nonce, rgb, pages: PAGES, baseDir, ...kind() };
}

function whole(body: string): Prompt {
  return {
    prompt: `<!doctype html><html><head><link rel=stylesheet href=style.css></head><body>${body}</body></html>`,
    format: "html",
  };
}

function bodyOf(nonce: string): string {
  const page = (number: number) =>
    `<section style="break-after:page"><h2>${nonce} on page ${number}</h2><p>${nonce}</p><img src=logo.png alt="${nonce}"><div class=pictured>&nbsp;</div></section>`;
  return `<p class=styled></p>${Array.from({ length: PAGES }, (_, at) => page(at + 1)).join("")}`;
}

function shadow(nonce: string): string {
  return `<div><template shadowrootmode=open><b>${nonce} in the shadow</b></template></div>`;
}

/** Keeps its nonce, and writes whatever it finds kept. */
function script(nonce: string): string {
  return `<pre id=kept></pre><script>
    const found = JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + window.name;
    localStorage.setItem("nonce", "${nonce}");
    sessionStorage.setItem("nonce", "${nonce}");
    window.name = "${nonce}";
    document.getElementById("kept").textContent = "${nonce} found " + found;
  </script>`;
}

function markdown(nonce: string): string {
  const page = (number: number) =>
    `# ${nonce} ${number}\n\n![${nonce}](logo.png)\n\n<div style="break-after:page"></div>\n`;
  return Array.from({ length: PAGES }, (_, at) => page(at + 1)).join("\n");
}
