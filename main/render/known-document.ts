import type { ComposedDocument } from "../../shared/stages";

const RED_PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4oKAAAAKkAQHjTKctAAAAAElFTkSuQmCC";

const FONT = "/builtin/fonts/inter-latin-400-normal.woff2";

/** One of everything that documents are made of: what an injected document could lose is in here. */
const HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Known document</title><style>
@font-face { font-family: "Known"; font-weight: 400; src: url("${FONT}") format("woff2"); }
@page { size: A5; margin: 15mm; }
body { font-family: "Known", sans-serif; font-size: 11pt; }
h1 { color: #7a1f5c; }
@media print { em { background: #ffec99; } }
td { border: 1px solid #2f6f4f; padding: 2mm; }
</style></head><body>
<h1>Known document</h1>
<p>A paragraph with <strong>bold</strong> and <em>marked</em> words, and an <a href="#end">address</a> in it.</p>
<table><tr><th>left</th><th>right</th></tr><tr><td>1</td><td>2</td></tr></table>
<p id="end"><img src="${RED_PIXEL}" width="24" height="24" alt="a red square"></p>
</body></html>`;

/**
 * The documents that the lanes are checked with, in this order: one whose picture has to be waited for, and one that has
 * nothing to load but the font of the first.
 */
export function knownDocuments(lane: ComposedDocument["lane"]): ComposedDocument[] {
  const withPicture = knownDocument(lane);
  return [withPicture, { ...withPicture, html: HTML.replace(/<img[^>]*>/, ""), layout: "print" }];
}

function knownDocument(lane: ComposedDocument["lane"]): ComposedDocument {
  return {
    html: HTML,
    lane,
    scripts: false,
    layout: "load",
    fonts: [FONT],
    assets: {},
    title: "Known document",
    headings: [],
    dependencies: [],
    warnings: [],
    print: {
      widthIn: 5.83,
      heightIn: 8.27,
      landscape: false,
      marginsIn: { top: 0.6, right: 0.6, bottom: 0.6, left: 0.6 },
      scale: 1,
      background: true,
      cssPageSize: true,
      tagged: true,
      outline: true,
    },
  };
}
