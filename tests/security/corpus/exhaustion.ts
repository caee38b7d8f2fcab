import { LAUGHS } from "../../reliability/support/lane-pages";
import { type Case, html, jsonl, markdown } from "./case";

// Inputs that ask for more than a machine has. Each comes to its own end, or to that of a deadline or a limit.

const HEAVY = { endsSomehow: true } as const;
const ENDLESS = { done: 0, endsSomehow: true } as const;
const MEGABYTE = 1_000_000;

/** @param size 1 for the full run; less makes the long texts shorter by that factor */
export const exhaustion = (size: number): readonly Case[] => [
  html("laughs", LAUGHS, ENDLESS),
  html(
    "laughs-in-a-picture",
    `<img src='data:image/svg+xml,${encodeURIComponent(LAUGHS.replace("<svg>", '<svg xmlns="http://www.w3.org/2000/svg">'))}'>`,
    HEAVY,
  ),
  html("million-pixels-wide", '<p>seen</p><div style="width:1000000px;height:9px;background:red"></div>', {
    text: ["seen"],
  }),
  html("million-pixels-high", '<p>seen</p><div style="height:1000000px;width:9px;background:red"></div>', {
    ...HEAVY,
    text: ["seen"],
  }),
  html("huge-page", "<style>@page{size:1000000px 1000000px}</style><p>seen</p>", { text: ["seen"] }),
  html("huge-svg", '<p>seen</p><svg width="1000000" height="100"><rect width="1000000" height="100"/></svg>', {
    text: ["seen"],
  }),
  html("huge-canvas", '<p>seen</p><canvas width="100000" height="100000"></canvas>', { text: ["seen"] }),
  html("huge-blur", '<p style="filter:blur(10000px)">seen</p>', {}),
  html("many-shadows", `<p style="box-shadow:${Array(20_000).fill("0 0 999px red").join(",")}">seen</p>`, HEAVY),
  html("nested-tables", `${"<table><tr><td>".repeat(100)}seen`, HEAVY),
  html("nested-blocks", `${"<div>".repeat(10_000)}seen`, {}),
  html("nested-flex", `${'<div style="display:flex">'.repeat(2000)}seen`, {}),
  html("wide-table", `<table><tr>${"<td>x".repeat(100_000)}</table>`, HEAVY),
  html("huge-colspan", '<table><tr><td colspan="1000" rowspan="65534">seen</table>', { text: ["seen"] }),
  html("many-attributes", `<p ${Array.from({ length: 50_000 }, (_, i) => `a${i}=1`).join(" ")}>seen</p>`, {
    text: ["seen"],
  }),
  html(
    "variables-doubling",
    `<style>:root{--a0:xxxxxxxxxx;${Array.from({ length: 40 }, (_, i) => `--a${i + 1}:var(--a${i})var(--a${i});`).join("")}}p::after{content:var(--a40)}</style><p>seen</p>`,
    {
      text: ["seen"],
    },
  ),
  html(
    "counter-nesting",
    `<style>li{counter-increment:a}li::before{content:counters(a,".")}</style>${"<ol><li>".repeat(400)}seen`,
    {},
  ),
  html("entities", `<p>${"&lt; ".repeat(100_000)}</p>`, {}),
  html("css-open-comments", `<style>${"/*".repeat(100_000)}</style><p>seen</p>`, {}),
  html("css-open-urls", `<style>${"url(".repeat(50_000)}</style><p>seen</p>`, {}),
  markdown("open-brackets", `${"[".repeat(20_000)}seen`, {}),
  markdown("open-links", `${"[a](".repeat(20_000)}`, {}),
  markdown("open-emphasis", `${"*a **b ".repeat(20_000)}`, {}),
  markdown("backticks", Array.from({ length: 1500 }, (_, i) => "`".repeat(i)).join("x"), {}),
  markdown("nested-quotes", `${">".repeat(20_000)} seen`, {}),
  markdown("nested-lists", Array.from({ length: 500 }, (_, i) => `${"  ".repeat(i)}- x`).join("\n"), {}),
  markdown("linkify", `${"http://a.".repeat(5000)}`, {}),
  markdown("linkify-mail", `${"a@".repeat(50_000)}`, {}),
  markdown("tables", `|${"a|".repeat(2000)}\n|${"-|".repeat(2000)}\n`, {}),
  markdown("footnotes", `${"[^1]".repeat(1000)}\n\n[^1]: seen`, {}),
  markdown("html-comments", `${"<!--".repeat(50_000)}`, {}),
  markdown("entities", `${"&".repeat(100_000)}`, {}),
  markdown("code-fence", `\`\`\`js\n${"(".repeat(50_000)}\n\`\`\``, {}),
  { name: "long-line", extension: "txt", input: "x".repeat(MEGABYTE), expect: HEAVY },
  { name: "very-long-line", extension: "txt", input: "x".repeat(18 * MEGABYTE), expect: HEAVY },
  {
    name: "too-long",
    extension: "txt",
    input: "x".repeat(200 * MEGABYTE * size + 20 * 1024 * 1024),
    expect: { done: 0, rejectedAt: [null] },
  },
  jsonl("long-record", [`{"prompt":"${"x".repeat(21 * MEGABYTE + 200 * MEGABYTE * size)}"}`, '{"prompt":"seen"}'], {
    done: 1,
    rejectedAt: [1],
  }),
  jsonl("endless-template", [{ prompt: "x", template: "endless.liquid" }], { done: 0, failed: ["template-failed"] }),
  jsonl("itself-including-template", [{ prompt: "x", template: "itself.liquid" }], {
    done: 0,
    failed: ["template-failed"],
  }),
];

/** Templates that the cases name, by file. */
export const EXHAUSTING_TEMPLATES: Readonly<Record<string, string>> = {
  "endless.liquid": "{% for a in (1..100000000) %}{% for b in (1..100000000) %}x{% endfor %}{% endfor %}",
  "itself.liquid": "{% include 'itself' %}",
};
