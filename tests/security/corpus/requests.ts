import { VECTORS } from "../vectors";
import { BLOCKED, BLOCKED_AND_MISSING, type Case, html, MISSING, markdown } from "./case";

const URL = "http://127.0.0.1:{port}/x";

/**
 * Vectors that cost the PDF nothing, so that nobody is told: what is played or only fetched ahead, frames outside a
 * document of frames, and addresses written so that only a lane sees them, which then does not load them.
 */
const TELLS_NOBODY: ReadonlySet<string> = new Set([
  "html manifest",
  "video src",
  "video source",
  "audio src",
  "track",
  "frameset",
  "link icon",
  "link manifest",
  "link preload",
  "link prefetch",
  "link prerender",
  "link modulepreload",
  "link preconnect",
  "link dns-prefetch",
  "css escaped url",
  "css nested import",
  "svg animate href",
  "svg as an image",
]);

/** Vectors with more to be warned of than what they ask for: `data:,` is no picture, and a font without a file no font. */
const SPECIAL: Readonly<Record<string, Parameters<typeof html>[2]>> = {
  base: BLOCKED_AND_MISSING,
  "picture source": { warnings: ["asset-blocked", "asset-broken"] },
  "css font-face": { warnings: ["asset-blocked", "asset-broken"] },
  "javascript in onerror": { warnings: ["asset-broken"] },
};

/** Every vector as a file of its own. */
const ALL: readonly Case[] = VECTORS.map(({ name, html: input, isScripted, header }, index) => {
  const isSilent = isScripted || header !== undefined || TELLS_NOBODY.has(name);
  const expected = SPECIAL[name] ?? (isSilent ? {} : BLOCKED);
  return html(`vector-${String(index).padStart(3, "0")}-${name.replace(/\W+/g, "-")}`, input, expected);
});

/** Ways to write an address so that a simple filter does not see it. */
const SPELLINGS: Readonly<Record<string, string>> = {
  upper: "HTTP://127.0.0.1:{port}/x",
  "scheme-relative": "//127.0.0.1:{port}/x",
  backslashes: "\\\\127.0.0.1:{port}\\x",
  "mixed-slashes": "/\\127.0.0.1:{port}/x",
  "one-slash": "http:/127.0.0.1:{port}/x",
  "no-slash": "http:127.0.0.1:{port}/x",
  "tab-in-scheme": "ht\ttp://127.0.0.1:{port}/x",
  "newline-in-scheme": "htt\np://127.0.0.1:{port}/x",
  "leading-space": "   http://127.0.0.1:{port}/x",
  "leading-control": "\u0001http://127.0.0.1:{port}/x",
  entity: "&#104;ttp&colon;//127.0.0.1:{port}/x",
  userinfo: "http://localhost@127.0.0.1:{port}/x",
  decimal: "http://2130706433:{port}/x",
  hexadecimal: "http://0x7f.1:{port}/x",
  short: "http://127.1:{port}/x",
  mapped: "http://[::ffff:127.0.0.1]:{port}/x",
  localhost: "http://localhost:{port}/x",
  "full-width": "http://１２７.0.0.1:{port}/x",
  "view-source": "view-source:http://127.0.0.1:{port}/x",
  ftp: "ftp://127.0.0.1:{port}/x",
  gopher: "gopher://127.0.0.1:{port}/x",
  blob: "blob:http://127.0.0.1:{port}/x",
  filesystem: "filesystem:http://127.0.0.1:{port}/temporary/x",
  lane: "pdfprompt-lane://127.0.0.1:{port}/x",
};

const SPELLED: readonly Case[] = Object.entries(SPELLINGS).flatMap(([name, url]) => [
  html(`img-${name}`, `<p>seen</p><img src="${url}">`, { ...BLOCKED, text: ["seen"] }),
  html(`css-${name}`, `<p>seen</p><style>p { background: url("${url.replace(/[\n\t]/g, "")}") }</style>`, {
    ...(name === "entity" ? MISSING : BLOCKED),
    text: ["seen"],
  }),
]);

const MARKDOWN: readonly Case[] = [
  markdown("image", `text ![alt](${URL})`, BLOCKED),
  markdown("image-by-reference", `text ![alt][r]\n\n[r]: ${URL}`, BLOCKED),
  markdown("image-in-a-link", `[![alt](${URL})](${URL})`, BLOCKED),
  markdown("link", `[word](${URL}) stays`, { text: ["word stays"] }),
  markdown("autolink", `<${URL}> stays`, { text: ["stays"] }),
  markdown("raw-html", `text <img src=${URL}> more`, { ...BLOCKED, text: ["text", "more"] }),
  markdown("raw-block", `<div style="background:url(${URL})">\n\n**bold**\n\n</div>`, { ...BLOCKED, text: ["bold"] }),
  markdown("in-code", `\`\`\`html\n<img src="${URL}">\n\`\`\``, { text: ["<img src="] }),
  markdown("footnote", `text[^1]\n\n[^1]: ![alt](${URL})`, BLOCKED),
  markdown("title-with-tag", `# <img src="${URL}"> Heading`, { ...BLOCKED, text: ["Heading"] }),
  markdown("header-option", `---\noptions:\n  header: '<img src="${URL}"> head'\n---\ntext`, {
    ...BLOCKED,
    text: ["text"],
  }),
  markdown("footer-option", `---\noptions:\n  footer: '<style>@import "${URL}";</style>foot'\n---\ntext`, {
    ...BLOCKED,
    text: ["text"],
  }),
];

export const REQUESTS: readonly Case[] = [...ALL, ...SPELLED, ...MARKDOWN];
