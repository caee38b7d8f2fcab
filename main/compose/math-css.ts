import katexCss from "katex/dist/katex.min.css?raw";
import { BUILTIN_FONT_PATH, mathFontFile } from "./fonts";

let css: string | undefined;

/** KaTeX's stylesheet with its fonts where the lanes serve them. */
export function mathCss(): string {
  css ??= katexCss.replace(
    /src:url\(fonts\/KaTeX_([\w-]+)\.woff2\)[^;}]*/g,
    (_, name: string) => `src:url("${BUILTIN_FONT_PATH}${mathFontFile(name)}") format("woff2")`,
  );
  return `${css}${OWN}`;
}

/** Formulas stand a little larger than the text around them, as they were drawn for a lighter one; none is cut in two. */
const OWN =
  ".katex{font-size:1.1em}.math-display{display:block;break-inside:avoid}.math-display .katex-display{margin:1.1em 0}" +
  ".math-error{color:#a32015}";
