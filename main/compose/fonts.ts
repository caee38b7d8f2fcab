import { isAscii } from "./code-points.ts";
import type { WideFaces } from "./wide-faces";
import { type FontRole, WIDE_FONT_SLICE, WIDE_FONTS, wideFontFile } from "./wide-fonts.ts";

/**
 * The fonts that built-in templates are set in; those for all other scripts and symbols are in wide-fonts.ts. The build copies the files to `dist/main/fonts/`, lanes serve them at
 * `/builtin/fonts/<file>`, so that a PDF looks the same on every machine, whatever fonts it has.
 */

/** Scripts a font is split by: a document loads only the files whose characters it uses. Ranges are Google Fonts'. */
const SUBSETS = {
  latin:
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122," +
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
  "latin-ext":
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F," +
    "U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
  vietnamese:
    "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309," +
    "U+0323,U+0329,U+1EA0-1EF9,U+20AB",
  cyrillic: "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
  greek: "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF",
} as const;

export type Subset = keyof typeof SUBSETS;

interface Face {
  /** Name in CSS. */
  family: string;
  /** Name of the package, and the start of its files' names. */
  id: string;
  /** The static weights that templates use, by style. */
  weights: Readonly<Partial<Record<"normal" | "italic", readonly number[]>>>;
}

const FACES = {
  serif: { family: "Source Serif 4", id: "source-serif-4", weights: { normal: [400, 600], italic: [400, 600] } },
  sans: { family: "Inter", id: "inter", weights: { normal: [400, 600], italic: [400] } },
  mono: { family: "JetBrains Mono", id: "jetbrains-mono", weights: { normal: [400, 600] } },
} as const satisfies Record<FontRole, Face>;

/** Path below a lane's host that built-in fonts are served at. */
export const BUILTIN_FONT_PATH = "/builtin/fonts/";

/**
 * Static weights, not the variable font: Chromium can put those into a PDF only as Type 3 drawings, without a name, which
 * viewers show unhinted.
 */
function filesOf(
  face: Face,
): { file: string; style: string; weight: number; subset: string; range: string; from: string }[] {
  return Object.entries(face.weights).flatMap(([style, weights]) =>
    weights.flatMap((weight) =>
      Object.entries(SUBSETS).map(([subset, range]) => {
        const file = `${face.id}-${subset}-${weight}-${style}.woff2`;
        return { file, style, weight, subset, range, from: `@fontsource/${face.id}/files/${file}` };
      }),
    ),
  );
}

/** Fonts of formulas, by the names of KaTeX. */
const MATH_FONTS = [
  ...["AMS-Regular", "Caligraphic-Bold", "Caligraphic-Regular", "Fraktur-Bold", "Fraktur-Regular", "Main-Bold"],
  ...["Main-BoldItalic", "Main-Italic", "Main-Regular", "Math-BoldItalic", "Math-Italic", "SansSerif-Bold"],
  ...["SansSerif-Italic", "SansSerif-Regular", "Script-Regular", "Size1-Regular", "Size2-Regular", "Size3-Regular"],
  ...["Size4-Regular", "Typewriter-Regular"],
] as const;

/** File that the font is served as which KaTeX calls so, such as `Main-Regular`. */
export function mathFontFile(name: string): string {
  return `katex-${name.toLowerCase()}.woff2`;
}

/** Every font file the build must copy, but for those in slices. `from` is a path inside `node_modules`. */
export const BUILTIN_FONTS: { file: string; from: string }[] = [
  ...Object.values(FACES).flatMap((face) => filesOf(face).map(({ file, from }) => ({ file, from }))),
  ...MATH_FONTS.map((name) => ({ file: mathFontFile(name), from: `katex/dist/fonts/KaTeX_${name}.woff2` })),
  ...WIDE_FONTS,
];

const FILES: ReadonlySet<string> = new Set(BUILTIN_FONTS.map(({ file }) => file));

/** Whether a reference is the address of a built-in font, which any document may use. */
export function isBuiltinFont(reference: string): boolean {
  if (!reference.startsWith(BUILTIN_FONT_PATH)) return false;
  const file = reference.slice(BUILTIN_FONT_PATH.length);
  return FILES.has(file) || WIDE_FONT_SLICE.test(file);
}

const ADDRESS = new RegExp(`${BUILTIN_FONT_PATH}[a-z0-9.-]+\\.woff2`, "g");

/** Addresses of the built-in fonts that a document names. */
export function builtinFontsIn(html: string): string[] {
  return [...new Set(html.match(ADDRESS))];
}

/** Characters that upper-casing (`text-transform`) takes into another subset. */
const GROWS_INTO: Partial<Record<Subset, string>> = { "latin-ext": "\u{ff}", greek: "\u{b5}" };

/** Whether a text has characters of a subset. Every document may use the Latin one. */
const USES = Object.entries(SUBSETS).flatMap(([subset, ranges]): { subset: Subset; regex: RegExp }[] => {
  if (subset === "latin") return [];
  const characters = ranges.replace(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?,?/g, (_, from: string, to?: string) =>
    to ? `\\u{${from}}-\\u{${to}}` : `\\u{${from}}`,
  );
  const grown = GROWS_INTO[subset as Subset] ?? "";
  return [{ subset: subset as Subset, regex: new RegExp(`[${characters}${grown}]`, "u") }];
});

/**
 * Subsets of the built-in fonts that a document can need.
 * @param html the document; undefined for all subsets, where scripts may bring any character
 */
export function subsetsIn(html: string | undefined): ReadonlySet<Subset> {
  const used = html === undefined ? USES : isAscii(html) ? [] : USES.filter(({ regex }) => regex.test(html));
  return new Set<Subset>(["latin", ...used.map(({ subset }) => subset)]);
}

function fontFace(family: string, style: string, weight: number, file: string, range: string): string {
  return (
    `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};` +
    `src:url("${BUILTIN_FONT_PATH}${file}") format("woff2");unicode-range:${range}}`
  );
}

const RULES = Object.fromEntries(
  Object.entries(FACES).map(([role, face]) => [
    role,
    filesOf(face).map(({ file, style, weight, subset, range }) => ({
      subset: subset as Subset,
      css: fontFace(face.family, style, weight, file, range),
    })),
  ]),
);

/** What a document needs of fonts. */
export interface FontNeeds {
  subsets: ReadonlySet<Subset>;
  /** Whether some of its text is slanted. */
  hasItalic: boolean;
  /** Absent where its template's own fonts have all its characters. */
  wide: ((role: FontRole) => WideFaces) | undefined;
}

/**
 * The `@font-face` rules of one family for some of its subsets, and for what those lack. Chromium would load no others,
 * but to read all of them takes it a fifth of the time that a page costs.
 */
export function fontFaceCss(role: FontRole, { subsets, hasItalic, wide }: FontNeeds): string {
  const own = ownRules(role, subsets);
  if (!wide) return own;
  const { lacking, winning } = wide(role);
  // Of two faces that have a character, the one declared later is taken.
  return [...wideRules(role, lacking, hasItalic), own, ...wideRules(role, winning, hasItalic)].join("\n");
}

const ownRulesOf = new Map<string, string>();

/** The rules of a family's own files. Most documents need the same ones. */
function ownRules(role: FontRole, subsets: ReadonlySet<Subset>): string {
  const key = [role, ...subsets].join();
  let rules = ownRulesOf.get(key);
  if (rules === undefined) {
    const needed = (RULES[role] ?? []).filter(({ subset }) => subsets.has(subset));
    rules = needed.map(({ css }) => css).join("\n");
    ownRulesOf.set(key, rules);
  }
  return rules;
}

/**
 * An element that is never seen and has a Latin letter of each face of the families that a document declares. Lines are as
 * high as the face that has the blank makes them, be there one in them or not; Chromium does not load that face for a text
 * without blanks, such as a Chinese one, but takes it where another document has loaded it before.
 */
export function everyOwnFace(html: string): string {
  const faces: Face[] = Object.values(FACES);
  const letters = faces
    .filter(({ family }) => html.includes(`font-family:"${family}"`))
    .flatMap(({ family, weights }) =>
      Object.entries(weights).flatMap(([style, all]) =>
        all.map((weight) => `<span style="font:${style} ${weight} 1px '${family}'">a</span>`),
      ),
    );
  const hidden = "position:absolute;top:0;left:0;width:0;height:0;overflow:hidden;visibility:hidden";
  return `<div aria-hidden="true" style="${hidden}">${letters.join("")}</div>`;
}

/**
 * The rules of faces that stand in for a family, under its name: no list of fonts in a template has to mention them. A
 * slanted face is the upright one: letters of most of these scripts are never slanted, and Chromium would do it by itself.
 */
function wideRules(role: FontRole, uses: WideFaces["lacking"], hasItalic: boolean): string[] {
  const { family, weights }: Face = FACES[role];
  const styles = Object.entries(weights).filter(([style]) => hasItalic || style === "normal");
  return uses.flatMap(({ face, range }) =>
    styles.flatMap(([style, all]) =>
      all.map((weight) => fontFace(family, style, weight, wideFontFile(face, weight), range)),
    ),
  );
}
