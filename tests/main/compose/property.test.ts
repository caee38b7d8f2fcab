import fc from "fast-check";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { describe, expect, test } from "vitest";
import { PdfPromptError } from "../../../shared/errors";
import type { PromptFormat } from "../../../shared/prompt";
import type { ComposedDocument } from "../../../shared/stages";
import { compose } from "./support";

const TRAPS = new Set(
  "iframe frame frameset embed object portal fencedframe webview base script noscript template link".split(" "),
);

/** Trap elements that a parser finds in a document, with scripting off and on: lanes are off, but must not depend on it. */
function trapsIn(html: string): string[] {
  const found: string[] = [];
  for (const scriptingEnabled of [false, true]) {
    const stack: DefaultTreeAdapterTypes.Node[] = [parse(html, { scriptingEnabled })];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if ("tagName" in node) {
        if (TRAPS.has(node.tagName)) found.push(node.tagName);
        const isCharset = node.attrs.length === 1 && node.attrs[0]?.name === "charset";
        if (node.tagName === "meta" && !isCharset) found.push("meta");
        for (const { name, value } of node.attrs) {
          if (name.startsWith("on") || name === "srcdoc") found.push(name);
          if (["src", "srcset", "data", "action"].includes(name) && !value.startsWith("data:"))
            found.push(`${name}=${value}`);
        }
      }
      if ("content" in node) stack.push(node.content);
      if ("childNodes" in node) stack.push(...node.childNodes);
    }
  }
  return found;
}

async function composed(prompt: string, format: PromptFormat): Promise<ComposedDocument | undefined> {
  try {
    return await compose({ prompt, format });
  } catch (error) {
    expect(error).toBeInstanceOf(PdfPromptError);
    return undefined;
  }
}

/** Pieces that parsers are known to read in more than one way. */
const PIECES = [
  ..."iframe frame frameset embed object portal fencedframe webview base script noscript template link meta".split(" "),
  ..."svg math mtext mglyph malignmark annotation-xml foreignObject desc title style xmp plaintext noembed noframes".split(
    " ",
  ),
  ..."table tr td caption select option textarea pre p a b form div body html head image img isindex listing".split(
    " ",
  ),
].flatMap((name) => [
  `<${name}>`,
  `</${name}>`,
  `<${name} src=x onload=y `,
  `<${name}/`,
  `<x<${name}>`,
  `<p <${name} >`,
]);

const SCRAPS = [
  "<!--",
  "-->",
  "--!>",
  "<![CDATA[",
  "]]>",
  "<?",
  "<!doctype html>",
  '<meta http-equiv=refresh content="0">',
  '<img title="--&gt;&lt;iframe&gt;">',
  '<p id="</style><iframe>">',
  "<a href='javascript:x'>",
  "&lt;iframe&gt;",
  "&#60;iframe&#62;",
  " xmlns=x ",
  '"',
  "'",
  ">",
  "=",
  "\0",
  "\uFDD0",
  "\u2028",
  "\n\n",
  "```\n",
  "|a|\n|-|\n",
  "[x](y)",
  "![x](javascript:y)",
  "{{ title }}{% raw %}",
];

const markup = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...SCRAPS), fc.string({ maxLength: 6 })), {
  maxLength: 14,
});
const format = fc.constantFrom<PromptFormat>("html", "markdown", "text");

describe("whatever the prompt", () => {
  test("a fast document holds none of the elements that trap a lane, and nothing is thrown but our own errors", async () => {
    await fc.assert(
      fc.asyncProperty(markup, format, async (parts, kind) => {
        const document = await composed(parts.join(""), kind);
        if (document?.lane === "fast") expect(trapsIn(document.html)).toEqual([]);
        expect(document?.scripts ?? false).toBe(false);
        expect(document?.html ?? "").not.toMatch(/<(?:i?frame|embed|object|base|script)|<meta[^>]*http-equiv/i);
      }),
      { numRuns: 600 },
    );
  }, 60_000);

  test("any text at all becomes a document", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), format, async (text, kind) => {
        expect(await composed(text, kind)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe("known tricks of sanitizers' enemies", () => {
  test.each([
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;iframe src=x&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><iframe src=x>",
    '<svg></p><style><a id="</style><iframe src=x>">',
    '<noscript><p title="</noscript><iframe src=x>">',
    "<select><iframe></select><template><iframe></iframe>",
    "<svg><foreignObject><iframe></iframe></foreignObject></svg>",
    "<svg><style><iframe></style></svg>",
    "<math><annotation-xml encoding='text/html'><iframe></annotation-xml></math>",
    "<table><iframe></table><textarea><iframe></textarea></textarea><iframe>",
    "<!--><iframe>--><!--!><iframe>",
    "<svg><![CDATA[<iframe>]]></svg>",
    "<title><iframe></title><xmp><iframe></xmp><noembed><iframe></noembed>",
    "<plaintext><iframe>",
    "<iframe<iframe>><p <iframe src=x>><p a='b'<iframe>",
  ])("%s", async (prompt) => {
    for (const whole of [prompt, `<!doctype html><body>${prompt}`, `<!doctype html><head>${prompt}`]) {
      const document = await compose({ prompt: whole, format: "html" });
      expect(trapsIn(document.html)).toEqual([]);
      expect(document.lane).toBe("fast");
    }
  });
});
