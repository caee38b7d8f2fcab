import { type CorpusEntry, html, markdown, page } from "./equality-entry";

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";
const P = "<p>The quick brown fox jumps over the lazy dog.</p>";

/** Documents that each use one thing of HTML, SVG, MathML, Markdown, or of the printer. */
export const HTML_CORPUS: readonly CorpusEntry[] = [
  page("empty"),
  html("nothing at all", ""),
  html("one space in a whole document", "<!doctype html><html><body> </body></html>"),
  page("very long", P.repeat(1500)),
  page(
    "table over pages",
    `<table border=1><caption>Cap</caption><thead><tr><th>A<th>B</thead><tfoot><tr><td>F<td>G</tfoot>${"<tr><td>1<td rowspan=1 colspan=1>two".repeat(90)}</table>`,
  ),
  page(
    "table layouts",
    "<table style='table-layout:fixed;border-collapse:collapse;width:100%'><col width=30%><tr><td style='border:3px double'>a<td>b<tr><td colspan=2 bgcolor=yellow>c</table>",
  ),
  html(
    "quirks",
    "<html><body><table><tr><td width=50% height=100%>quirk<td style='width:9'>b</table><p><font size=7 color=red>f</font>",
  ),
  html(
    "limited quirks",
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html><body><table><tr><td><img src=logo.png></table></body></html>',
  ),
  html(
    "German hyphens",
    `<!doctype html><html lang="de"><body style="hyphens:auto;width:30mm">${"Donaudampfschifffahrtsgesellschaft und Rindfleischetikettierung. ".repeat(8)}</body></html>`,
  ),
  html(
    "right to left",
    "<!doctype html><html lang=ar dir=rtl><body><p>مرحبا بالعالم 123 abc</p><p dir=auto>שלום <bdi>x</bdi> <bdo dir=ltr>אב</bdo></p></body></html>",
  ),
  html("Han of Japan", "<!doctype html><html lang=ja><body><p>直骨角海今 かな</p></body></html>"),
  html("Han of China", "<!doctype html><html lang=zh-Hans><body><p>直骨角海今 字</p></body></html>"),
  page("scripts of the world", "<p>Ελληνικά Кириллица ไทย हिन्दी 한국어 日本語 עברית ትግርኛ 𝔘𝔫𝔦𝔠𝔬𝔡𝔢</p>"),
  page("emoji", "<p>😀 👩‍🚀 🇨🇭 ☎️ ✌🏽 1️⃣</p>"),
  page("ruby", "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</ruby></p>"),
  page(
    "forms",
    "<form><input value=text><input type=checkbox checked><input type=radio name=r checked><input type=range value=70><input type=color value='#ff0000'><select><option>a<option selected>b</select><select multiple size=3><option selected>m<option>n</select><textarea>t\nu</textarea><button>B</button><input type=date value=2026-01-02><input type=password value=abc><input type=file><fieldset disabled><legend>L</legend><input></fieldset></form>",
  ),
  page(
    "form validity",
    "<style>:invalid{outline:2px solid red}:user-invalid{background:red}:placeholder-shown{color:green}</style><form><input required><input type=email value=no><input placeholder=p><input name=n value=mine list=l><datalist id=l><option>d</datalist></form>",
  ),
  page(
    "empty form",
    "<form><input name=a><input type=checkbox name=b><textarea name=c></textarea><select name=d><option>1<option>2</select></form>",
  ),
  page(
    "progress and meter",
    "<progress value=.4></progress><progress></progress><meter value=.9 low=.3 high=.8></meter>",
  ),
  page(
    "details",
    "<details open><summary>Open</summary>shown</details><details><summary>Closed</summary>hidden</details>",
  ),
  page(
    "details of one group",
    "<details name=g><summary>1</summary>one</details><details name=g open><summary>2</summary>two</details>",
  ),
  page("dialog", "<dialog open>Dialog</dialog><dialog>closed</dialog><style>:modal,::backdrop{color:red}</style>"),
  page("popover", "<div popover id=p>Popped</div><button popovertarget=p>b</button><p>p</p>"),
  page("contenteditable", "<p contenteditable spellcheck=true>Editabel wrods</p><p inert hidden>no</p>"),
  page(
    "pictures",
    "<img src=logo.png><img src=wide.png width=30><img src=still.svg><img src=other/logo.png alt=o>",
    `<img src="${PIXEL}" width=20 height=20>`,
  ),
  page(
    "the other picture of that name",
    "<img src=other/logo.png><div style='background:url(other/logo.png);height:30px'></div>",
  ),
  page(
    "broken pictures",
    "<img src=none.png alt='none there'><img alt=nothing><img src='data:image/png;base64,AAAA' alt=bad>",
  ),
  page("moving GIF", "<img src=moving.gif width=60 height=60>"),
  page("moving SVG", "<img src=moving.svg width=80>"),
  page(
    "picture and srcset",
    "<picture><source srcset=wide.png media=print><img src=logo.png></picture><img srcset='logo.png 1x,wide.png 2x' loading=lazy><img src=still.svg style='object-fit:cover;width:90px;height:30px'>",
  ),
  page("lazy pictures far below", `${P.repeat(300)}<img loading=lazy src=wide.png><img loading=lazy src=still.svg>`),
  page(
    "svg",
    "<svg width=200 height=100><defs><linearGradient id=g><stop stop-color=red /><stop offset=1 stop-color=blue /></linearGradient><filter id=f><feGaussianBlur stdDeviation=3 /></filter><clipPath id=c><circle r=40 cx=50 cy=50 /></clipPath><symbol id=s><rect width=20 height=20 /></symbol><marker id=m markerWidth=4 markerHeight=4><circle r=2 /></marker></defs><rect width=100 height=60 fill='url(#g)' filter='url(#f)' /><use href='#s' x=120 /><g clip-path='url(#c)'><rect width=90 height=90 fill=green /></g><text x=10 y=90 textLength=90>text</text><path d='M120 50L180 90' stroke=black marker-end='url(#m)' /></svg>",
  ),
  page(
    "svg references to what is not there",
    "<svg width=100 height=50><rect width=50 height=50 fill='url(#g)' /><use href='#s' /><use href='#late' /></svg><svg width=10 height=10><g id=late><rect width=9 height=9 /></g></svg>",
  ),
  page(
    "svg image and foreignObject",
    "<svg width=200 height=80><image href=logo.png width=40 height=40 /><foreignObject x=60 width=100 height=60><p>foreign</p></foreignObject></svg>",
  ),
  page(
    "svg that moves",
    "<svg width=200 height=50><rect width=10 height=10><animate attributeName=width from=10 to=190 dur=3s repeatCount=indefinite /></rect><circle r=5><animateTransform attributeName=transform type=translate from='0 0' to='90 40' dur=2s fill=freeze /></circle></svg>",
  ),
  page(
    "MathML",
    "<math display=block><mfrac><mi>a</mi><msqrt><mi>b</mi></msqrt></mfrac><mo>=</mo><msup><mi>x</mi><mn>2</mn></msup></math>",
  ),
  page(
    "links",
    "<a href='https://example.org/a?b#c'>out</a> <a href='mailto:a@example.org'>mail</a> <a href='#here'>in</a> <a href='#nowhere'>nowhere</a> <a href='#'>top</a> <a href='#top'>top</a><h2 id=here>Here</h2><map name=m><area href='https://example.org/' coords='0,0,9,9'></map><img usemap=#m src=wide.png>",
  ),
  page(
    "links with empty and relative addresses",
    "<a href=''>empty</a> <a href='other.html'>other</a> <a name=n href='#n'>n</a> <a>none</a> <a href='https://example.org/ /ü'>odd</a>",
  ),
  page(
    "headings for an outline",
    ...[1, 2, 3, 2, 1].map((level, at) => `<h${level} id=h${at}>Heading ${at}</h${level}>${P}`),
  ),
  page(
    "roles and labels",
    "<nav aria-label=N><ul role=tree><li role=treeitem aria-level=2>t</ul></nav><div role=img aria-label=I></div><p lang=fr>mot</p><blockquote cite=x><q>q</q></blockquote><abbr title=T>a</abbr>",
  ),
  html("no tags, no outline", P, { options: { tagged: false, outline: false } }),
  html("landscape A3 at 70 %", P.repeat(30), { options: { pageSize: "A3", landscape: true, scale: 0.7 } }),
  html("own sheet, own margins", P.repeat(30), {
    options: { pageSize: { width: "100mm", height: "70mm" }, margins: "3mm" },
  }),
  html("page range", P.repeat(300), { options: { pageRanges: "2-3" } }),
  html("no background", "<p style='background:red;color:white'>x</p>", { options: { background: false } }),
  html("header and footer", P.repeat(60), {
    options: {
      header: "<span class=title></span> <span class=pageNumber></span>",
      footer: "<b style='font-size:9px'><span class=pageNumber></span>/<span class=totalPages></span></b>",
    },
  }),
  html("header that asks for the address", P, {
    options: { header: "<span class='url' style='font-size:9px'></span><span class='x URL title'></span>" },
  }),
  html(
    "shadow root",
    "<!doctype html><html><body><div><template shadowrootmode=open><style>p{color:red}</style><p>in shadow <slot></slot></p></template>slotted</div></body></html>",
  ),
  html(
    "color-scheme by meta",
    `<!doctype html><html><head><meta name=color-scheme content=dark></head><body>${P}<input value=x></body></html>`,
  ),
  html(
    "viewport by meta",
    `<!doctype html><html><head><meta name=viewport content="width=300,initial-scale=2"></head><body>${P}</body></html>`,
  ),
  html("noscript", `<!doctype html><html><body><noscript><p>without</p></noscript>${P}</body></html>`),
  html("xmp and listing", "<xmp><b>bold?</b></xmp><listing>\n\nlisting</listing><pre>\n\nlines\n</pre>"),
  html("deep nesting", `${"<div>".repeat(400)}deep${"</div>".repeat(400)}`),
  html("odd mark-up", "<p>a<table>b<tr><td>c</p><b><i>d</b>e</i><svg><p>f</svg><select><div>g</select><a<b>h</a<b>"),
  html("controls and halves", "a\u0000b\u0001c\u000cd&#13;e\uD800f\uFFFEg"),
  html(
    "custom elements",
    "<x-a><x-b style='display:block;border:1px solid'>custom</x-b></x-a><style>:defined{color:teal}x-a:not(:defined){color:red}</style>",
  ),
  html(
    "video, audio and canvas",
    "<video controls poster=logo.png width=80></video><audio controls></audio><canvas width=40 height=20>c</canvas><marquee>m</marquee><blink>b</blink>",
  ),
  markdown(
    "Markdown",
    "# Title\n\nText with `code`, **bold**, a [link](https://example.org), ~~gone~~.\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n> quote\n\n[^1]: note\n\nfoot[^1]\n\n![logo](logo.png)\n",
  ),
  markdown(
    "code",
    "```ts\nexport const a: number = 1; // note\n```\n\n```python\ndef f(x):\n    return x\n```\n\n```none\nplain\n```\n",
  ),
  markdown("text", "Just\n  text\n\twith tabs", { format: "text" }),
  markdown("letter", "# Hello\n\nDear you,", { template: "letter", data: { sender: "A", recipient: "B" } }),
  markdown("report", "# One\n\ntext\n\n## Two\n\nmore\n\n# Three\n\nend", { template: "report", title: "Report" }),
  markdown("invitation", "Come to us", { template: "invitation", title: "Party", data: { name: "Søren" } }),
  markdown("certificate", "for swimming", {
    template: "certificate",
    title: "Certificate",
    data: { name: "Maëlle Öztürk" },
  }),
  markdown("Greek and Cyrillic in a template", "# Ελλάδα\n\nПривет ăâî Việt", { template: "report" }),
];
