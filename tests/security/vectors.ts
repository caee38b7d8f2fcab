// Every way in which a document can make a browser touch the network that we know of.

/**
 * How a vector reaches out; what a layer stops depends on it. `lookup` asks for a name and no more, `prefetch` is a
 * navigation that Chromium makes ahead of time, `stun` is UDP past all proxies, `turn` the same over TCP.
 */
export type Reach =
  | "request"
  | "frame"
  | "navigation"
  | "prefetch"
  | "window"
  | "lookup"
  | "connection"
  | "transport"
  | "stun"
  | "turn";

export interface Vector {
  name: string;
  reach: Reach;
  /** `{port}` of its canary, `{name}` that only its canary has, `{own}` address of this machine. */
  html: string;
  /** Header of the page. */
  header?: string;
  /** Needs a script. */
  isScripted?: true;
  /** Has something that would stop or end a window it is injected into. */
  isFramed?: true;
  /** Why the Chromium of the lanes never does it, not even undefended. */
  isInert?: string;
}

const URL = "http://127.0.0.1:{port}/x";
const HOST = "127.0.0.1:{port}";

const request = (name: string, html: string, more: Partial<Vector> = {}): Vector => ({
  name,
  reach: "request",
  html,
  ...more,
});
const framed = (name: string, html: string, more: Partial<Vector> = {}): Vector =>
  request(name, html, { isFramed: true, ...more });
const script = (name: string, code: string, more: Partial<Vector> = {}): Vector =>
  request(name, `<script>${code}</script>`, { isScripted: true, ...more });
const css = (name: string, text: string, body = '<p class="a">text</p>', more: Partial<Vector> = {}): Vector =>
  request(name, `<style>${text}</style>${body}`, more);
const svg = (name: string, content: string, more: Partial<Vector> = {}): Vector =>
  request(name, `<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">${content}</svg>`, more);
const link = (name: string, attributes: string, more: Partial<Vector> = {}): Vector =>
  request(name, `<head><link ${attributes}></head><body>text</body>`, more);

const RECT = '<rect width="50" height="50" ';
const NOT_FETCHED = "only a browser's own window fetches it";
const NOT_ELSEWHERE = "SVG of another origin is never fetched";
const ONLY_TOLD = "Electron tells the app, and the app does nothing";
const NOT_IN_CHROMIUM = "Chromium does not know it";

const HTML: readonly Vector[] = [
  request("img src", `<img src="${URL}">`),
  request("img srcset", `<img srcset="${URL} 1x">`),
  request("picture source", `<picture><source srcset="${URL}"><img src="data:,"></picture>`),
  request("input type=image", `<input type="image" src="${URL}">`),
  request("body background", `<body background="${URL}">text</body>`),
  request("table background", `<table background="${URL}"><tr><td>text</table>`),
  request("video src", `<video src="${URL}" preload="auto" autoplay></video>`),
  request("video poster", `<video poster="${URL}"></video>`),
  request("video source", `<video preload="auto"><source src="${URL}"></video>`),
  request("audio src", `<audio src="${URL}" preload="auto" autoplay></audio>`),
  request("track", `<video src="data:video/mp4," crossorigin><track default kind="captions" src="${URL}"></video>`),
  framed("iframe src", `<iframe src="${URL}"></iframe>`, { reach: "frame" }),
  framed("iframe srcdoc", `<iframe srcdoc="<img src='${URL}'>"></iframe>`),
  framed("frameset", `<frameset><frame src="${URL}"></frameset>`, { reach: "frame" }),
  framed("object data", `<object data="${URL}"></object>`, { reach: "frame" }),
  framed("embed src", `<embed src="${URL}">`, { reach: "frame" }),
  framed("applet", `<applet code="x" codebase="${URL}"></applet>`, { isInert: NOT_IN_CHROMIUM }),
  framed("portal", `<portal src="${URL}"></portal>`, { isInert: NOT_IN_CHROMIUM }),
  framed("meta refresh", `<head><meta http-equiv="refresh" content="0;url=${URL}"></head>`, { reach: "navigation" }),
  request("base", `<head><base href="http://${HOST}/"></head><body><img src="x.png"></body>`),
  request("html manifest", `<html manifest="${URL}"><body>text</body></html>`, { isInert: NOT_IN_CHROMIUM }),
  request("script src", `<script src="${URL}"></script>`, { isScripted: true }),
  request("script type=module src", `<script type="module" src="${URL}"></script>`, { isScripted: true }),
  request("style @import", `<style>@import "${URL}";</style>`),
  request("header template", "text", {
    header: `<img src="${URL}"><p style="font-size:9px">header</p>`,
    isInert: "the page of headers loads nothing",
  }),
  request("header template script", "text", {
    header: `<script>new Image().src="${URL}"</script><p style="font-size:9px">header</p>`,
    isInert: "the page of headers loads nothing",
  }),
];

const LINKS: readonly Vector[] = [
  link("link stylesheet", `rel="stylesheet" href="${URL}"`),
  link("link icon", `rel="icon" href="${URL}"`, { isInert: NOT_FETCHED }),
  link("link manifest", `rel="manifest" href="${URL}"`, { isInert: NOT_FETCHED }),
  link("link preload", `rel="preload" as="image" href="${URL}"`),
  link("link prefetch", `rel="prefetch" href="${URL}"`),
  link("link prerender", `rel="prerender" href="${URL}"`, { isInert: NOT_IN_CHROMIUM }),
  link("link modulepreload", `rel="modulepreload" href="${URL}"`),
  link("link preconnect", `rel="preconnect" href="http://${HOST}/"`, { reach: "connection", isInert: ONLY_TOLD }),
  link("link dns-prefetch", 'rel="dns-prefetch" href="http://{name}/"', { reach: "lookup" }),
  request("img of a name", '<img src="http://{name}:{port}/x">', { reach: "request" }),
];

const CSS: readonly Vector[] = [
  css("css background url", `.a { background: url("${URL}") }`),
  css("css image-set", `.a { background: image-set("${URL}" 1x) }`),
  css("css cross-fade", `.a { background: -webkit-cross-fade(url("${URL}"), url("data:,"), 50%) }`),
  css("css list-style-image", `.a { display: list-item; list-style-image: url("${URL}") }`),
  css("css border-image", `.a { border: 9px solid; border-image: url("${URL}") 9 }`),
  css("css content url", `.a::before { content: url("${URL}") }`),
  css("css cursor", `.a { cursor: url("${URL}"), auto }`),
  css("css mask", `.a { mask-image: url("${URL}") }`),
  css("css filter", `.a { filter: url("${URL}#f") }`, undefined, { isInert: NOT_ELSEWHERE }),
  css("css clip-path", `.a { clip-path: url("${URL}#c") }`, undefined, { isInert: NOT_ELSEWHERE }),
  css("css shape-outside", `.a { float: left; width: 9px; height: 9px; shape-outside: url("${URL}") }`),
  css("css font-face", `@font-face { font-family: f; src: url("${URL}") } .a { font-family: f }`),
  css("css escaped url", `.a { background: u\\72l("${URL}") }`),
  css("css variable", `:root { --u: url("${URL}") } .a { background: var(--u) }`),
  css("css print media", `@media print { .a { background: url("${URL}") } }`),
  css("css nested import", `@import url("data:text/css,@import '${URL}';");`),
  css("css @namespace", `@namespace url("${URL}");`, undefined, { isInert: "a name, not an address" }),
  request("style attribute", `<p style="background: url('${URL}')">text</p>`),
];

const SVG: readonly Vector[] = [
  svg("svg image", `<image href="${URL}" width="50" height="50"/>`),
  svg("svg image xlink", `<image xlink:href="${URL}" width="50" height="50"/>`),
  svg("svg use", `<use href="${URL}#a"/>`, { isInert: NOT_ELSEWHERE }),
  svg("svg feImage", `<filter id="f"><feImage href="${URL}"/></filter>${RECT} filter="url(#f)"/>`),
  svg("svg filter url", `${RECT} filter="url(${URL}#f)"/>`, { isInert: NOT_ELSEWHERE }),
  svg("svg fill url", `${RECT} fill="url(${URL}#f)"/>`, { isInert: NOT_ELSEWHERE }),
  svg("svg mask url", `${RECT} mask="url(${URL}#m)"/>`),
  svg("svg marker url", `<path d="M0 0L9 9" marker-end="url(${URL}#m)"/>`, { isInert: NOT_ELSEWHERE }),
  svg("svg style", `<style>rect { cursor: url("${URL}"), auto; fill: url("${URL}#p") }</style>${RECT}/>`),
  svg("svg script", `<script href="${URL}"/>`, { isScripted: true }),
  svg("svg foreignObject", `<foreignObject width="50" height="50"><img src="${URL}"/></foreignObject>`),
  svg("svg animate href", `<image width="9" height="9"><set attributeName="href" to="${URL}"/></image>`),
  request(
    "svg as an image",
    `<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='${URL}' width='9' height='9'/%3E%3C/svg%3E">`,
    { isInert: "an SVG in an image loads nothing" },
  ),
];

const SCRIPTS: readonly Vector[] = [
  script("fetch", `fetch("${URL}", { mode: "no-cors" }).catch(() => 0)`),
  script("fetch keepalive", `fetch("${URL}", { mode: "no-cors", keepalive: true }).catch(() => 0)`),
  script("XMLHttpRequest", `const x = new XMLHttpRequest(); x.open("GET", "${URL}"); x.send()`),
  script("sendBeacon", `navigator.sendBeacon("${URL}", "x")`),
  script("EventSource", `new EventSource("${URL}")`),
  script("WebSocket", `new WebSocket("ws://${HOST}/x")`),
  script("new Image", `new Image().src = "${URL}"`),
  script("new Audio", `const a = new Audio("${URL}"); a.preload = "auto"; a.load()`),
  script("import()", `import("${URL}").catch(() => 0)`),
  script("FontFace", `new FontFace("f", "url(${URL})").load().catch(() => 0)`),
  script("javascript in onerror", "", {
    html: `<img src="data:," onerror="fetch('${URL}', { mode: 'no-cors' }).catch(() => 0)">`,
  }),
  script("added stylesheet", `document.head.innerHTML = '<link rel="stylesheet" href="${URL}">'`),
  script("worker of a blob", `new Worker(URL.createObjectURL(new Blob(["fetch('${URL}', { mode: 'no-cors' })"])))`),
  script("worker of the address", `try { new Worker("${URL}") } catch {}`, { isInert: "of another origin" }),
  script("shared worker", `try { new SharedWorker("${URL}") } catch {}`, { isInert: "of another origin" }),
  script("service worker", `navigator.serviceWorker?.register("${URL}").catch(() => 0)`, {
    isInert: "of another origin",
  }),
  script("worklet", `CSS.paintWorklet?.addModule("${URL}").catch(() => 0)`),
  script("speculation rules", "", {
    html: `<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${URL}"],"eagerness":"immediate"}]}</script>`,
    reach: "prefetch",
  }),
  script("form submit", "", {
    html: `<form action="${URL}"><input name="a"></form><script>document.forms[0].submit()</script>`,
    reach: "navigation",
  }),
  script("a ping", "", {
    html: `<a href="#x" ping="${URL}">a</a><script>document.querySelector("a").click()</script>`,
  }),
  script("a download", "", {
    html: `<a href="${URL}" download="f">a</a><script>document.querySelector("a").click()</script>`,
    reach: "navigation",
  }),
  script("location", `location.href = "${URL}"`, { reach: "navigation" }),
  script("window.open", `window.open("${URL}")`, { reach: "window" }),
  script("a target=_blank", "", {
    html: `<a href="${URL}" target="_blank">a</a><script>document.querySelector("a").click()</script>`,
    reach: "window",
  }),
  script("added preconnect", `document.head.innerHTML = '<link rel="preconnect" href="http://${HOST}/">'`, {
    reach: "connection",
    isInert: ONLY_TOLD,
  }),
  script("added dns-prefetch", `document.head.innerHTML = '<link rel="dns-prefetch" href="http://{name}/">'`, {
    reach: "lookup",
  }),
  script("added iframe", `document.body.append(Object.assign(document.createElement("iframe"), { src: "${URL}" }))`, {
    html: `<body><script>document.body.append(Object.assign(document.createElement("iframe"), { src: "${URL}" }))</script></body>`,
    isFramed: true,
    reach: "frame",
  }),
  script(
    "WebRTC STUN",
    `const p = new RTCPeerConnection({ iceServers: [{ urls: "stun:{own}:{port}" }] }); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o))`,
    { reach: "stun" },
  ),
  script(
    "WebRTC TURN over TCP",
    `const p = new RTCPeerConnection({ iceServers: [{ urls: "turn:{own}:{port}?transport=tcp", username: "u", credential: "c" }] }); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o))`,
    { reach: "turn" },
  ),
  script("WebTransport", `new WebTransport("https://${HOST}/x").ready.catch(() => 0)`, { reach: "transport" }),
];

export const VECTORS: readonly Vector[] = [...HTML, ...LINKS, ...CSS, ...SVG, ...SCRIPTS];

/** One of each kind, for the bounded run. */
const SAMPLE: ReadonlySet<string> = new Set([
  "img src",
  "iframe src",
  "meta refresh",
  "css escaped url",
  "svg feImage",
  "link dns-prefetch",
  "fetch",
  "speculation rules",
  "location",
  "window.open",
  "WebRTC STUN",
  "WebTransport",
]);

export const SAMPLE_VECTORS: readonly Vector[] = VECTORS.filter(({ name }) => SAMPLE.has(name));
