import { BLOCKED, BLOCKED_AND_MISSING, type Case, html, MISSING, markdown } from "./case";

/** What stands in every file that no document may show. */
export const SECRET = "XYZZY-SECRET-PLUGH";
/** The colour of secret pictures: red, green, blue. */
export const SECRET_COLOUR = [255, 0, 255] as const;

/** Ways to name a file outside the prompt's folder; `{root}` is the folder above it, `@` stands for the extension. */
const PLACES: Readonly<Record<string, string>> = {
  parent: "../secret.@",
  "twice-parent": "../../{rootName}/secret.@",
  "by-way-of-a-folder": "inside/../../secret.@",
  "encoded-dots": "%2e%2e/secret.@",
  "encoded-slash": "..%2fsecret.@",
  "encoded-backslash": "..%5csecret.@",
  "double-encoded": "%252e%252e/secret.@",
  backslash: "..\\secret.@",
  absolute: "{root}/secret.@",
  "file-url": "file://{root}/secret.@",
  "file-url-upper": "FILE:///{root}/secret.@",
  "file-one-slash": "file:{root}/secret.@",
  "file-localhost": "file://localhost{root}/secret.@",
  "file-tab": "fi\tle://{root}/secret.@",
  link: "link.@",
  "link-to-folder": "folder/secret.@",
  unc: "\\\\127.0.0.1\\share\\secret.@",
  "unc-slashes": "//127.0.0.1/share/secret.@",
  lane: "pdfprompt-lane://lane/../..{root}/secret.@",
  "nul-byte": "inside.txt%00/../../secret.@",
};

/** Elements and properties that show a file, each with the kind of file it would show. */
const CARRIERS: Readonly<Record<string, { extension: string; of: (reference: string) => string; isSilent?: true }>> = {
  img: { extension: "svg", of: (reference) => `<img src="${reference}" width="200" height="200">` },
  "svg-image": {
    extension: "svg",
    of: (reference) => `<svg width="200" height="200"><image href="${reference}" width="200" height="200"/></svg>`,
  },
  background: {
    extension: "svg",
    of: (reference) => `<div style="height:200px;background:url('${css(reference)}')"></div>`,
  },
  stylesheet: { extension: "css", of: (reference) => `<link rel="stylesheet" href="${reference}"><p class="a"></p>` },
  import: { extension: "css", of: (reference) => `<style>@import "${css(reference)}";</style><p class="a"></p>` },
  iframe: { extension: "html", of: (reference) => `<iframe src="${reference}"></iframe>` },
  object: { extension: "html", of: (reference) => `<object data="${reference}"></object>` },
  embed: { extension: "html", of: (reference) => `<embed src="${reference}">` },
  use: { extension: "svg", of: (reference) => `<svg width="200" height="200"><use href="${reference}#s"/></svg>` },
};

/** A reference in CSS: there a backslash escapes, and tabs are no part of it. */
function css(reference: string): string {
  return reference.replaceAll("\\", "\\\\").replaceAll("\t", "");
}

const KEPT_OUT = { absent: [SECRET], text: ["before", "after"] };

/** Names that lead to no file, inside or out: they are looked for in the folder, and are missing there. */
const LEADS_NOWHERE: ReadonlySet<string> = new Set(["double-encoded", "backslash", "encoded-backslash"]);
/** Elements that are left out whatever they show. */
const NEVER: ReadonlySet<string> = new Set(["iframe", "object", "embed", "use"]);

const FROM_OUTSIDE: readonly Case[] = Object.entries(CARRIERS).flatMap(([carrier, { extension, of }]) =>
  Object.entries(PLACES).map(([place, reference]) =>
    html(`${carrier}-${place}`, `<p>before</p>${of(reference.replace("@", extension))}<p>after</p>`, {
      ...KEPT_OUT,
      ...(LEADS_NOWHERE.has(place) && !NEVER.has(carrier) ? MISSING : BLOCKED),
    }),
  ),
);

const MORE: readonly Case[] = [
  html("font", `<style>@font-face{font-family:s;src:url(../secret.ttf)}p{font-family:s}</style><p>before after</p>`, {
    warnings: ["asset-blocked", "asset-broken"],
  }),
  html("srcset", '<p>before</p><img srcset="../secret.svg 1x, ../secret.png 2x"><p>after</p>', {
    ...KEPT_OUT,
    ...BLOCKED,
  }),
  html(
    "picture",
    '<p>before</p><picture><source srcset="../secret.svg"><img src="../secret.png"></picture><p>after</p>',
    {
      ...KEPT_OUT,
      ...BLOCKED,
    },
  ),
  html("escaped-css", "<p>before</p><style>p{background:u\\72l(../secret.svg)}</style><p>after</p>", KEPT_OUT),
  html("base", '<base href="file://{root}/"><p>before</p><img src="secret.svg"><p>after</p>', {
    ...KEPT_OUT,
    ...BLOCKED_AND_MISSING,
  }),
  html(
    "fe-image",
    '<p>before</p><svg><filter id="f"><feImage href="../secret.svg"/></filter><rect width="99" height="99" filter="url(#f)"/></svg><p>after</p>',
    {
      ...KEPT_OUT,
      ...BLOCKED,
    },
  ),
  markdown("image", "before ![x](../secret.svg) after", { ...KEPT_OUT, ...BLOCKED }),
  markdown("template-path", "---\ntemplate: ../secret.liquid\n---\ntext", { done: 0, failed: ["template-failed"] }),
  markdown("template-absolute", "---\ntemplate: '{root}/secret.liquid'\n---\ntext", {
    done: 0,
    failed: ["template-failed"],
  }),
  markdown("link-to-a-file", "before [word](file://{root}/secret.html) after", {
    text: ["before word after"],
    absent: ["file:"],
  }),
  markdown("header", `---\noptions:\n  header: '<img src="../secret.svg">'\n---\nbefore after`, {
    ...BLOCKED,
    absent: [SECRET],
  }),
];

/** What lies inside may be shown: the same carriers do work. */
export const SHOWN: readonly Case[] = ["img", "stylesheet", "import"].map((carrier) => {
  const { extension, of } = CARRIERS[carrier] ?? { extension: "", of: String };
  return html(`inside-${carrier}`, `<p>before</p>${of(`own.${extension}`)}<p>after</p>`, { text: ["before", "after"] });
});

export const FILES: readonly Case[] = [...FROM_OUTSIDE, ...MORE];
