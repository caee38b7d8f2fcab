import { BLOCKED, type Case, html, markdown } from "./case";

const UNTOUCHED = { text: ["untouched"], absent: ["CHANGED"] };
const SENTINEL = '<p id="s">untouched</p>';
/** Put together when it runs: the script's own text, shown as text, is no harm. */
const CHANGE = "document.getElementById('s').textContent='CHAN'+'GED'";

const runs = (name: string, more: string, expect = {}): Case =>
  html(name, SENTINEL + more, { ...UNTOUCHED, ...expect });

export const SCRIPTS: readonly Case[] = [
  runs("script", `<script>${CHANGE}</script>`),
  runs("script-upper", `<SCRIPT>${CHANGE}</SCRIPT>`),
  runs("script-slash", `<script/x>${CHANGE}</script>`),
  runs("script-nested", `<scr<script>ipt>${CHANGE}</scr</script>ipt>`),
  runs("script-in-svg", `<svg><script>${CHANGE}</script></svg>`),
  runs("script-cdata-in-svg", `<svg><script><![CDATA[${CHANGE}]]></script></svg>`),
  runs("script-in-math", `<math><mtext><script>${CHANGE}</script></mtext></math>`),
  runs("script-in-template", `<template><script>${CHANGE}</script></template>`),
  runs("script-in-shadow", `<div><template shadowrootmode="open"><script>${CHANGE}</script></template></div>`),
  runs("script-in-noscript", `<noscript><p title="</noscript><script>${CHANGE}</script>"></noscript>`),
  runs("script-in-comment", `<!--><script>${CHANGE}</script>-->`),
  runs("script-in-style", `<style><!--</style><script>${CHANGE}</script>--></style>`),
  runs("script-in-title", `<title><script>${CHANGE}</script></title>`),
  runs("script-in-textarea", `<textarea></textarea><script>${CHANGE}</script>`),
  runs("script-of-data", `<script src="data:text/javascript,${encodeURIComponent(CHANGE)}"></script>`),
  runs("onerror", `<img src="data:," onerror="${CHANGE}">`, { warnings: ["asset-broken"] }),
  runs("onload-body", `<body onload="${CHANGE}">`),
  runs("onload-svg", `<svg onload="${CHANGE}"></svg>`),
  runs("onload-upper", `<svg ONLOAD="${CHANGE}"></svg>`),
  runs("onfocus-autofocus", `<input autofocus onfocus="${CHANGE}">`),
  runs("ontoggle", `<details open ontoggle="${CHANGE}">x</details>`),
  runs("onanimation", `<style>@keyframes k{}</style><p style="animation:k 1s" onanimationstart="${CHANGE}">x</p>`),
  runs("onbegin", `<svg><animate attributeName="x" dur="1s" onbegin="${CHANGE}"/></svg>`),
  runs("javascript-link", `<a href="javascript:${CHANGE}">x</a>`),
  runs("javascript-link-tab", `<a href="java\tscript:${CHANGE}">x</a>`),
  runs("javascript-link-entity", `<a href="&#106;avascript:${CHANGE}">x</a>`),
  runs("javascript-image", `<img src="javascript:${CHANGE}">`, BLOCKED),
  runs("javascript-frame", `<iframe src="javascript:parent.${CHANGE}"></iframe>`, BLOCKED),
  runs("srcdoc", `<iframe srcdoc="<script>parent.${CHANGE}</script>"></iframe>`, BLOCKED),
  runs("javascript-refresh", `<meta http-equiv="refresh" content="0;url=javascript:${CHANGE}">`, BLOCKED),
  runs("svg-set-href", `<svg><a><set attributeName="href" to="javascript:${CHANGE}"/><text y="20">x</text></a></svg>`),
  runs("alert", "<script>alert(1)</script>"),
  runs("confirm-prompt", "<script>confirm(1);prompt(2)</script>"),
  runs("print", "<script>print()</script>"),
  runs("close", "<script>close()</script>"),
  runs("beforeunload", "<script>onbeforeunload=()=>'x'</script>"),
  runs("location", "<script>location='about:blank'</script>"),
  runs("history", "<script>history.go(-1);history.pushState(0,0,'/blank')</script>"),
  runs("document-open", "<script>document.open();document.write('CHANGED')</script>"),
  runs("download-link", '<a href="data:application/octet-stream,x" download="x.exe">x</a>'),
  runs("endless", "<script>for(;;);</script>"),
  runs("dialog-element", "<dialog open>x</dialog>"),
  runs("refresh-to-itself", '<meta http-equiv="refresh" content="0">', BLOCKED),
  runs("refresh-upper", '<META HTTP-EQUIV=" ReFresh " content="0;url=about:blank">', BLOCKED),
  runs("file-input", '<input type="file">'),
  markdown("markdown-script", `untouched\n\n<script>document.body.textContent='CHANGED'</script>`, UNTOUCHED),
  markdown("markdown-javascript-link", "untouched [x](javascript:alert(1))", UNTOUCHED),
  markdown("markdown-attribute", `untouched <b onclick="${CHANGE}">x</b>`, UNTOUCHED),
  markdown("markdown-data-link", "untouched [x](data:text/html,<script>CHANGED</script>)", { text: ["untouched"] }),
];
