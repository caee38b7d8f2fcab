import { type CorpusEntry, page } from "./equality-entry";

const P = "<p>The quick brown fox jumps over the lazy dog, and 1,234.50 € were paid.</p>";
const MANY = P.repeat(12);

/** Documents that each use one thing of CSS. */
export const CSS_CORPUS: readonly CorpusEntry[] = [
  page(
    "fonts",
    "<style>i{font-family:serif}b{font-family:monospace}</style><p>a <i>serif</i> <b>mono</b> sans</p>",
    "<p style='font-family:sans-serif;font-weight:900;font-style:italic'>Heavy</p>",
  ),
  page(
    "weights",
    [100, 300, 400, 500, 700, 900].map((w) => `<p style="font-weight:${w};font-stretch:75%">Weight ${w}</p>`).join(""),
  ),
  page(
    "font-features",
    "<p style='font-variant:small-caps;font-kerning:none;letter-spacing:2px;font-feature-settings:\"tnum\"'>Small caps 0123</p>",
  ),
  page("font-face of an asset", "<style>@font-face{font-family:F;src:url(face.woff2)}p{font:24px F}</style>", P),
  page(
    "font-face of the same name, another file",
    "<style>@font-face{font-family:F;src:url(other/face.woff2)}p{font:24px F}</style>",
    P,
  ),
  page(
    "font-face local",
    "<style>@font-face{font-family:L;src:local('DejaVu Serif'),local('Liberation Serif')}p{font:20px L}</style>",
    P,
  ),
  page(
    "font-display optional",
    "<style>@font-face{font-family:O;src:url(face.woff2);font-display:optional}p{font:24px O}</style>",
    P,
  ),
  page(
    "font-display fallback",
    "<style>@font-face{font-family:O;src:url(other/face.woff2);font-display:fallback}p{font:24px O}</style>",
    P,
  ),
  page(
    "built-in font",
    "<style>@font-face{font-family:B;src:url(/builtin/fonts/inter-latin-600-normal.woff2)}p{font:20px B}</style>",
    P,
  ),
  page(
    "size-adjust, unicode-range",
    "<style>@font-face{font-family:U;src:url(face.woff2);unicode-range:U+61-6d;size-adjust:140%}p{font:20px U,sans-serif}</style>",
    P,
  ),
  page(
    "flex",
    "<div style='display:flex;gap:8px;flex-wrap:wrap'>",
    ...Array.from({ length: 20 }, (_, i) => `<span style="flex:${(i % 3) + 1};border:1px solid">${i}</span>`),
    "</div>",
  ),
  page(
    "grid",
    "<div style='display:grid;grid-template-columns:repeat(auto-fill,minmax(80px,1fr));gap:4px'>",
    ...Array.from({ length: 15 }, (_, i) => `<b style="background:#ddd">${i}</b>`),
    "</div>",
  ),
  page(
    "subgrid",
    "<div style='display:grid;grid-template-columns:1fr 2fr 1fr'><div style='display:grid;grid-column:1/4;grid-template-columns:subgrid'><i>a</i><i>b</i><i>c</i></div></div>",
  ),
  page(
    "columns",
    `<div style="columns:3;column-rule:1px solid">${MANY}<p style="column-span:all">All</p>${MANY}</div>`,
  ),
  page(
    "floats and shapes",
    `<div style="float:left;width:90px;height:90px;shape-outside:circle();background:#acf"></div>${MANY}<div style="clear:both"></div>`,
  ),
  page(
    "counters",
    "<style>body{counter-reset:c}h2{counter-increment:c 2}h2::before{content:counter(c,upper-roman)'. '}</style><h2>A</h2><h2>B</h2>",
  ),
  page(
    "counter-style",
    "<style>@counter-style mine{system:cyclic;symbols:'◆' '◇';suffix:' '}li{list-style:mine}</style><ul><li>a<li>b<li>c</ul>",
  ),
  page(
    "lists",
    "<ol start=5 type=a><li>x<li value=9>y</ol><ul style='list-style:square inside url(logo.png)'><li>z</ul><ol reversed><li>1<li>2</ol>",
  ),
  page("@page size", `<style>@page{size:A6 landscape;margin:5mm}</style>${MANY}`),
  page(
    "@page first and named",
    `<style>@page{margin:10mm}@page :first{margin-top:60mm}@page wide{size:A4 landscape}.w{page:wide}</style>${P}<div class=w>${P}</div>${P}`,
  ),
  page(
    "@page margin boxes",
    `<style>@page{margin:25mm;@bottom-center{content:counter(page)" of "counter(pages)}}</style>${MANY.repeat(4)}`,
  ),
  page(
    "page breaks",
    `${P}<p style="page-break-before:always">2</p><p style="break-after:page">3</p><p style="break-inside:avoid">4</p>`,
  ),
  page("orphans and widows", `<style>p{orphans:4;widows:4;width:60mm}</style>${MANY.repeat(6)}`),
  page(
    "box-decoration-break",
    `<style>span{border:2px solid;box-decoration-break:clone}</style><span>${"words ".repeat(300)}</span>`,
  ),
  page(
    "viewport units",
    "<div style='width:50vw;height:20vh;background:#cde'>vw</div><div style='width:30svw;height:10dvh;background:#edc'>dvh</div>",
  ),
  page("zoom", `<div style="zoom:1.7">${P}</div>${P}`),
  page(
    "transforms",
    `<div style="transform:rotate(12deg) scale(.8);transform-origin:0 0">${P}</div><div style="perspective:200px"><p style="transform:rotateY(30deg)">3D</p></div>`,
  ),
  page("color-scheme by CSS", `<style>:root{color-scheme:dark}</style>${P}<input value=x>`),
  page(
    "system colours",
    "<p style='color:CanvasText;background:Canvas;border:2px solid AccentColor'>System <mark>mark</mark></p><p style='color:light-dark(red,blue)'>light-dark</p>",
  ),
  page(
    "forced colors",
    "<style>p{forced-color-adjust:none}@media (forced-colors:active){p{color:red}}@media (prefers-color-scheme:dark){p{color:lime}}</style>",
    P,
  ),
  page(
    "pseudo-classes",
    "<style>:target{color:red}:visited{color:green}:link{color:navy}:focus{outline:3px solid}:checked+b{color:red}:root:lang(de) p{color:teal}</style><a href='https://example.org/'>a</a> <a href='#t'>t</a><h2 id=t>T</h2><input type=checkbox checked><b>checked</b>",
  ),
  page("custom properties", "<style>:root{--a:#c33;--b:var(--a)}p{color:var(--b);padding:var(--none,9px)}</style>", P),
  page(
    "@property",
    "<style>@property --w{syntax:'<length>';inherits:false;initial-value:40px}div{width:calc(var(--w)*3);background:#ace}</style><div>w</div>",
  ),
  page(
    "@property unregistered",
    "<style>div{width:calc(var(--w,10px)*3);--k:red;color:var(--k);background:#eca}</style><div>w</div>",
  ),
  page("@layer", "<style>@layer a,b;@layer b{p{color:green}}@layer a{p{color:red}}</style>", P),
  page(
    "@container",
    "<style>div{container-type:inline-size}@container (min-width:300px){p{color:purple}}</style><div>",
    P,
    "</div>",
  ),
  page(
    "@supports and nesting",
    "<style>@supports (display:grid){p{& b{color:red}color:blue}}</style><p>a <b>b</b></p>",
  ),
  page(
    "@scope",
    "<style>@scope (.s) to (.t){p{color:red}}</style><div class=s><p>in</p><div class=t><p>out</p></div></div>",
  ),
  page(
    "media queries",
    "<style>@media screen{p{color:red}}@media print{p{color:green}}@media (min-width:600px){p{font-size:20px}}@media (orientation:landscape){p{font-style:italic}}@media (resolution:1dppx){p{margin:3px}}</style>",
    P,
  ),
  page(
    "transitions",
    "<style>p{transition:all 5s}@media print{p{color:red;font-size:22px}}@starting-style{p{color:blue}}</style>",
    P,
  ),
  page(
    "animations",
    "<style>@keyframes k{from{margin-left:0;color:red}to{margin-left:200px;color:blue}}p{animation:k 3s linear infinite}</style>",
    P,
  ),
  page(
    "animations that hold",
    "<style>@keyframes k{from{opacity:0}to{opacity:1}}p{animation:k .1s forwards}</style>",
    P,
  ),
  page("keyframes of another name", "<style>@keyframes k{from,to{color:green}}p{animation:k 1s infinite}</style>", P),
  page(
    "scroll-snap and overflow",
    `<div style="overflow:scroll;height:80px;scroll-snap-type:y mandatory"><p style="scroll-snap-align:end">${MANY}</p></div>`,
  ),
  page(
    "sticky and fixed",
    `<style>.f{position:fixed;top:0;right:0}.s{position:sticky;top:0}</style><p class=f>fixed</p><p class=s>sticky</p>${MANY.repeat(5)}`,
  ),
  page(
    "anchors",
    "<style>.a{anchor-name:--x;margin:50px}.b{position:absolute;position-anchor:--x;top:anchor(bottom);left:anchor(left)}</style><p class=a>anchor</p><p class=b>anchored</p>",
  ),
  page(
    "content-visibility",
    `<div style="content-visibility:auto;contain-intrinsic-size:10px 20px">${P}</div><div style="content-visibility:hidden">${P}</div>${MANY.repeat(4)}<div style="content-visibility:auto">${P}</div>`,
  ),
  page(
    "gradients and blends",
    "<div style='height:90px;background:conic-gradient(red,blue),linear-gradient(45deg,#fff8,#0008);background-blend-mode:multiply;mix-blend-mode:difference;border-radius:30px'>x</div>",
  ),
  page(
    "filters and masks",
    "<div style='filter:blur(2px) hue-rotate(40deg);mask:linear-gradient(#000,#0000);height:60px;background:#c84'>x</div><div style='backdrop-filter:blur(3px);clip-path:circle(40%);background:#48c;height:50px'>y</div>",
  ),
  page("shadows", "<p style='text-shadow:1px 1px 3px red;box-shadow:0 0 9px #000,inset 0 0 4px blue'>shadow</p>"),
  page(
    "background images",
    "<div style='width:120px;height:60px;background:url(logo.png) 5px 5px/20px'></div><div style='border:12px solid;border-image:url(wide.png) 8 round'>b</div><p style=\"content:url(still.svg)\"></p><style>i::before{content:url(wide.png)}</style><i></i>",
  ),
  page(
    "masks of files",
    "<div style='width:80px;height:80px;background:#909;mask:url(still.svg)'></div><div style='width:40px;height:40px;cursor:url(logo.png),auto;shape-outside:url(wide.png)'></div>",
  ),
  page("image-set", '<div style=\'width:50px;height:50px;background:image-set("logo.png" 1x,"wide.png" 2x)\'></div>'),
  page("print-only background", "<style>@media print{div{background:url(wide.png);height:70px}}</style><div>x</div>"),
  page("stylesheet of a file", "<link rel=stylesheet href=look.css><p class=look>looked</p>"),
  page("stylesheet of the same name", "<link rel=stylesheet href=other/look.css><p class=look>looked</p>"),
  page(
    "writing modes",
    `<div style="writing-mode:vertical-rl;height:200px">${P}</div><p style="text-orientation:upright;writing-mode:vertical-lr">ab</p>`,
  ),
  page(
    "text wrap",
    `<style>p{text-wrap:balance;text-align:justify;hyphens:auto;width:40mm;initial-letter:2}</style>${MANY}`,
  ),
  page(
    "initial letter and lines",
    "<style>p::first-letter{initial-letter:3}p::first-line{color:red}p::selection{color:lime}</style>",
    P,
  ),
];
