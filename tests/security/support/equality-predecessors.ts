import { type CorpusEntry, html, page } from "./equality-entry";
import { SCRIPTED_PREDECESSORS } from "./equality-scripted";

const whole = (name: string, head: string, body = "<p>before</p>", attributes = "") =>
  html(name, `<!doctype html><html ${attributes}><head>${head}</head><body>${body}</body></html>`);
const raw = (name: string, head: string, body = "<p>before</p>"): CorpusEntry => ({
  name: `raw: ${name}`,
  prompt: { prompt: "", format: "html" },
  raw: `<!doctype html><html><head>${head}</head><body>${body}</body></html>`,
});

/** Documents that try to change the next one of their lane. Composed like any other. */
export const PREDECESSORS: readonly CorpusEntry[] = [
  whole(
    "meta CSP",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'none'; img-src 'none'; font-src 'none'\">",
  ),
  whole("meta color-scheme", '<meta name="color-scheme" content="dark">'),
  whole("meta refresh", '<meta http-equiv="refresh" content="0;url=/blank">'),
  whole(
    "meta content-language, default-style",
    '<meta http-equiv="content-language" content="ar"><meta http-equiv="default-style" content="x"><style title=x>p{color:red}</style>',
  ),
  whole(
    "meta viewport and others",
    '<meta name=viewport content="width=100,initial-scale=5"><meta name=referrer content=no-referrer><meta name=theme-color content=red><meta name=text-scale content=scale><meta http-equiv=x-dns-prefetch-control content=on><meta http-equiv=origin-trial content=x>',
  ),
  whole("base", '<base href="https://example.org/x/" target=_blank>'),
  whole(
    "links of all kinds",
    '<link rel="stylesheet alternate" title=a href=look.css><link rel=preload as=font href=face.woff2 crossorigin><link rel=icon href=logo.png><link rel=manifest href=m.json><link rel=prefetch href=logo.png><link rel=expect blocking=render href="#never">',
  ),
  whole("@page", "<style>@page{size:50mm 50mm;margin:1mm}@page :first{margin:20mm}@page n{size:A3}p{page:n}</style>"),
  html("quirks", "<table><tr><td>q"),
  whole("language and direction", "", "<p>א</p>", 'lang=he dir=rtl style="writing-mode:vertical-rl"'),
  whole(
    "zoom, colours and size of the root",
    "",
    "<p>x</p>",
    'style="zoom:3;font-size:60px;color-scheme:dark;background:black;forced-color-adjust:none"',
  ),
  whole(
    "@property",
    "<style>@property --w{syntax:'<length>';inherits:true;initial-value:90px}@property --k{syntax:'<color>';inherits:true;initial-value:lime}@property --a{syntax:'<color>';inherits:false;initial-value:lime}</style>",
  ),
  whole(
    "font-face of the same names",
    "<style>@font-face{font-family:F;src:url(other/face.woff2)}@font-face{font-family:U;src:url(face.woff2)}@font-face{font-family:Asset;src:url(other/face.woff2)}@font-face{font-family:O;src:url(other/face.woff2)}@font-face{font-family:Inter;src:local('DejaVu Sans Mono')}@font-face{font-family:sans-serif;src:url(face.woff2)}p{font:20px F,U,Asset,O,Inter}</style>",
  ),
  whole(
    "font-face that never loads",
    "<style>@font-face{font-family:F;src:url(none.woff2)}@font-face{font-family:serif;src:local('none')}p{font:20px F,serif}</style>",
  ),
  whole(
    "font-feature-values and palettes",
    "<style>@font-feature-values F{@styleset{a:1}}@font-palette-values --p{font-family:F;base-palette:1}</style>",
  ),
  whole(
    "keyframes, counters, layers of the same names",
    "<style>@keyframes k{from,to{color:red;margin-left:9cm}}@counter-style mine{system:cyclic;symbols:'X'}@layer b,a;@layer a{p{color:red}}html{counter-reset:c 50 list-item 40 page 7;animation:k 1s infinite;anchor-name:--x;view-transition-name:root;timeline-scope:--t}@view-transition{navigation:auto}@position-try --p{top:0}</style>",
  ),
  whole(
    "transitions on everything",
    "<style>*{transition:all 60s!important;animation:z 60s forwards}@keyframes z{from{color:red}}</style>",
  ),
  page("tall and wide", "<div style='width:30000px;height:90000px;background:linear-gradient(red,blue)'>x</div>"),
  page(
    "focus, target and selection",
    "<input autofocus value=f><p id=t tabindex=0 autofocus>t</p><style>:target,:focus,::selection{color:red}</style><p contenteditable autofocus>e</p>",
  ),
  page(
    "form with the same names",
    "<form autocomplete=on><input name=n value=theirs><input name=a value=A><input type=checkbox name=b checked><textarea name=c>C</textarea><select name=d><option>1<option selected>2</select></form>",
  ),
  page(
    "dialogs, popovers and groups left open",
    "<dialog open id=p>d</dialog><div popover=auto id=q style='display:block'>q</div><details name=g open><summary>s</summary>x</details>",
  ),
  page(
    "definitions with the same ids",
    "<svg width=50 height=50><defs><linearGradient id=g><stop stop-color=lime /></linearGradient><symbol id=s><circle r=30 /></symbol><g id=late><circle r=20 /></g><filter id=f><feFlood flood-color=red /></filter><clipPath id=c><rect width=1 height=1 /></clipPath></defs><rect width=50 height=50 fill='url(#g)' /></svg><p id=here>h</p><p id=nowhere>n</p><a name=n>n</a>",
  ),
  page(
    "the same pictures, printed large",
    "<img src=logo.png width=600><img src=still.svg width=600><img src=moving.gif width=300><img src=moving.svg width=600><img src=wide.png style='filter:invert(1)'><div style='background:url(still.svg)'>x</div>",
  ),
  page(
    "the other pictures of those names",
    "<img src=other/logo.png><link rel=stylesheet href=other/look.css><p class=look>x</p>",
  ),
  page(
    "text of all scripts",
    "<p lang=zh-Hant>直骨角海今</p><p lang=ko>直骨角海今</p><p lang=ar>عربي</p><p>😀 ไทย हिन्दी 𝔘</p><p style='font-variant-emoji:text'>☎</p>",
  ),
  page(
    "hyphens of another language",
    "<p lang=de style='hyphens:auto;width:20mm'>Donaudampfschifffahrtsgesellschaft</p><p lang=en style='hyphens:auto;width:9mm'>incomprehensibilities</p>",
  ),
  page(
    "svg that moves",
    "<svg width=90 height=40><rect width=9 height=9><animate attributeName=x from=0 to=80 dur=1s repeatCount=indefinite begin=-3s /><set attributeName=fill to=red begin=0s /></rect></svg>",
  ),
  html("landscape, scaled", "<p>x</p>", { options: { landscape: true, scale: 2, pageSize: "A3" } }),
  html("tiny sheet", "<p>x</p>", {
    options: { pageSize: { width: "30mm", height: "20mm" }, margins: "0mm", scale: 0.1 },
  }),
  html("header and footer", "<p>x</p>", {
    options: {
      header: "<style>*{color:red!important;zoom:3}@page{size:A3}</style><b>h</b>",
      footer: "<meta name=color-scheme content=dark><i class=title></i>",
    },
  }),
  html("no tags, no background, one page of many", "<p style='break-after:page'>1</p><p>2</p>", {
    options: { tagged: false, outline: false, background: false, pageRanges: "2" },
  }),
  page("huge", "<table>".concat("<tr><td>cell<td><b>bold</b>".repeat(8000), "</table>")),
  page("deep", `${"<div style='padding:1px'>".repeat(500)}x`),
  html("shadow root", "<div><template shadowrootmode=open><style>:host{color:red}</style>x</template></div>"),
  html(
    "mark-up left open",
    "<p><b><i><font color=red size=7><table><tr><td><select><option><svg><style>*{color:red}<!--",
  ),
  html("text that looks unfinished", "<p>\uD83D&#x80;&bogus;<textarea>x<title>y"),
  page("nothing"),
  ...SCRIPTED_PREDECESSORS,
];

/** The same, past compose: what its rules are there for. Each is known to change the next document, see the test. */
export const RAW_PREDECESSORS: readonly CorpusEntry[] = [
  raw(
    "meta CSP",
    "<meta http-equiv=Content-Security-Policy content=\"img-src 'none'; font-src 'none'; style-src 'none'\">",
  ),
  raw("meta color-scheme", "<meta name=color-scheme content=dark>"),
];
