import { type Case, csv, html, jsonl, markdown } from "./case";

/** Text in the languages of templates: it is printed, and nothing is computed. */
const TEMPLATE_TEXT: Readonly<Record<string, string>> = {
  "liquid-sum": "a {{ 7 | times: 191 }} b",
  "liquid-tag": "a {% assign x = 7 | times: 191 %}{{ x }} b",
  "liquid-include": "a {% include 'plain' %} b",
  "liquid-render": "a {% render '../secret' %} b",
  "liquid-constructor": "a {{ constructor.constructor }} b",
  handlebars: "a {{#with (lookup this 'constructor')}}x{{/with}} b",
  ejs: "a <%= 7*191 %> b",
  dollar: `a $${"{"}7*191} b`,
  hash: "a #{7*191} b",
  jinja: "a {{ ''.__class__.__mro__ }} b",
  shell: "a $(touch pwned) `touch pwned` b",
};

const printed: readonly Case[] = Object.entries(TEMPLATE_TEXT).map(([name, text]) => ({
  name: `text-${name}`,
  extension: "txt",
  input: text,
  expect: { text: [text.replace(/\s+/g, " ")], absent: ["1337"] },
}));

const front = (name: string, yaml: string, line: number): Case =>
  markdown(name, `---\n${yaml}\n---\ntext`, { done: 0, rejectedAt: [line] });

export const CODE: readonly Case[] = [
  ...printed,
  ...Object.entries(TEMPLATE_TEXT).map(([name, text]) =>
    jsonl(`data-${name}`, [{ prompt: "x", title: text, template: "letter", data: { recipient: text } }], {
      absent: ["1337"],
    }),
  ),
  markdown("front-js", "---js\n{ title: process.exit(1) }\n---\ntext", { text: ["text", "process.exit(1)"] }),
  markdown("front-coffee", "---coffee\ntitle: 1\n---\ntext", { text: ["text"] }),
  markdown("front-json", '---json\n{"title": "x"}\n---\ntext', { text: ["text"] }),
  front("yaml-js-function", "title: !!js/function 'function(){process.exit(1)}'", 2),
  front("yaml-python", "title: !!python/object/apply:os.system ['touch pwned']", 2),
  front("yaml-unknown-key", "constructor: x", 2),
  front("yaml-proto", "__proto__: { isAdmin: true }", 2),
  front(
    "yaml-merge-bomb",
    `data:\n  a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
      .split("")
      .map((k, i) => `  ${k}: &${k} [${Array(9).fill(`*${"abcdefghi"[i]}`).join(",")}]`)
      .join("\n")}`,
    2,
  ),
  front("yaml-deep", `data: ${"[".repeat(500)}${"]".repeat(500)}`, 2),
  front("yaml-duplicate", "title: a\ntitle: b", 3),
  front("yaml-two-documents", "title: a\nprompt: x", 3),
  front("data-proto", 'data: { "__proto__": { polluted: 1337 } }', 2),
  jsonl("json-proto", ['{"prompt":"text","data":{"__proto__":{"polluted":1337}}}'], { done: 0, rejectedAt: [1] }),
  jsonl("json-constructor", ['{"prompt":"text","data":{"constructor":{"prototype":{"polluted":1337}}}}'], {
    text: ["text"],
    absent: ["1337"],
  }),
  jsonl("json-proto-key", ['{"prompt":"text","__proto__":{"polluted":1337}}'], { done: 0, rejectedAt: [1] }),
  csv("csv-formula", "prompt\n\"=cmd|'/c calc'!A1\"\n", { text: ["=cmd|"] }),
  html("html-liquid", "<p>{{ 7 | times: 191 }}</p>", { text: ["{{ 7 | times: 191 }}"], absent: ["1337"] }),
  markdown("math-command", "$$\\input{/etc/passwd}$$ text", { text: ["text"], absent: ["root:"] }),
  markdown("template-name-climbs", "---\ntemplate: ../../letter\n---\ntext", { done: 0, failed: ["template-failed"] }),
  markdown("template-name-constructor", "---\ntemplate: constructor\n---\ntext", {
    done: 0,
    failed: ["template-failed"],
  }),
];
