import { BLOCKED, type Case, html } from "./case";

// Documents that would leave something behind in a window that stays loaded, or end it.

const META = (text: string) => `<head><meta ${text}></head><body><p>seen</p></body>`;
const SEEN = { text: ["seen"] };

export const LANES: readonly Case[] = [
  html(
    "csp-strict",
    META("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'none'\""),
    SEEN,
  ),
  html("csp-loose", META('http-equiv="Content-Security-Policy" content="default-src *"'), SEEN),
  html("csp-sandbox", META('http-equiv="Content-Security-Policy" content="sandbox"'), SEEN),
  html("color-scheme-meta", META('name="color-scheme" content="dark"'), SEEN),
  html("color-scheme-css", "<style>:root{color-scheme:dark only}</style><p>seen</p>", SEEN),
  html("default-style", META('http-equiv="default-style" content="none"'), SEEN),
  html("content-type", META('http-equiv="content-type" content="text/html; charset=utf-16"'), SEEN),
  html("referrer", META('name="referrer" content="unsafe-url"'), SEEN),
  html("viewport", META('name="viewport" content="width=10, initial-scale=9"'), SEEN),
  html("theme", META('name="theme-color" content="red"'), SEEN),
  html("base-target", '<head><base target="_blank"></head><body><p>seen</p></body>', SEEN),
  html("quirks", "<html><body><p>seen", SEEN),
  html("doctype-odd", '<!DOCTYPE html PUBLIC "x" "y"><p>seen</p>', SEEN),
  html("lang-dir", '<html lang="ar" dir="rtl"><body><p>seen</p></body></html>', SEEN),
  html("zoom", "<style>html{zoom:1.5}</style><p>seen</p>", SEEN),
  html("page-rule", "<style>@page{size:3in 3in;margin:0}</style><p>seen</p>", SEEN),
  html("font-face-inter", "<style>@font-face{font-family:Inter;src:local(none)}</style><p>seen</p>", SEEN),
  html("counter-style", "<style>@counter-style decimal{system:cyclic;symbols:X}</style><ol><li>seen</ol>", SEEN),
  html("property-rule", "<style>@property --x{syntax:'*';inherits:true;initial-value:red}</style><p>seen</p>", SEEN),
  html("view-transition", "<style>@view-transition{navigation:auto}</style><p>seen</p>", SEEN),
  html("title-bomb", `<title>${"x".repeat(100_000)}</title><p>seen</p>`, SEEN),
  html("frameset", '<html><frameset><frame src="about:blank"></frameset></html>', BLOCKED),
  html("iframe-blank", "<p>seen</p><iframe></iframe>", { ...SEEN, ...BLOCKED }),
  html("iframe-in-svg", "<p>seen</p><svg><foreignObject><iframe></iframe></foreignObject></svg>", {
    ...SEEN,
    ...BLOCKED,
  }),
  html("iframe-in-attribute", '<p title="<iframe>">seen</p>', SEEN),
  html("iframe-in-style", "<style>p::after{content:'<iframe>'}</style><p>seen</p>", SEEN),
  html("iframe-in-xmp", "<p>seen</p><xmp><iframe></xmp>", SEEN),
  html("iframe-in-textarea", "<p>seen</p><textarea><iframe></textarea>", SEEN),
  html("iframe-in-noscript", "<p>seen</p><noscript><iframe></iframe></noscript>", { ...SEEN, ...BLOCKED }),
  html("iframe-in-template", "<p>seen</p><template><iframe></iframe></template>", SEEN),
  html("iframe-in-shadow", "<p>seen</p><div><template shadowrootmode=open><iframe></iframe></template></div>", {
    ...SEEN,
    ...BLOCKED,
  }),
  html("object-nested", "<p>seen</p><object><object><embed></object></object>", { ...SEEN, ...BLOCKED }),
  html("webview", "<p>seen</p><webview src='about:blank'></webview>", { ...SEEN, ...BLOCKED }),
  html("fencedframe", "<p>seen</p><fencedframe></fencedframe>", { ...SEEN, ...BLOCKED }),
  html("refresh", META('http-equiv="refresh" content="0;url=about:blank"'), { ...SEEN, ...BLOCKED }),
  html("refresh-twice", `${META('http-equiv="refresh" content="0"')}<meta http-equiv=refresh content=1>`, {
    ...SEEN,
    ...BLOCKED,
  }),
  html("refresh-in-body", "<p>seen</p><meta http-equiv=refresh content='0;url=/blank'>", { ...SEEN, ...BLOCKED }),
  html("plaintext", "<p>seen</p><plaintext></body><iframe>", SEEN),
  html("select-trick", "<p>seen</p><select><iframe></select>", SEEN),
  html("math-trick", "<p>seen</p><math><mtext><table><mglyph><style><iframe></style></table></math>", SEEN),
];
