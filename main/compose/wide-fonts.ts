import coverage from "./font-coverage.json" with { type: "json" };

/** What text is set in, and so what a character beyond Latin, Greek and Cyrillic stands beside. */
export type FontRole = keyof typeof coverage.core;

/** A face whose file, or slices, may be looked into for a character; by its package and the subset it comes as. */
export interface WideFace {
  id: string;
  subset: string;
}

function face(name: keyof typeof coverage.faces): WideFace & { ranges: string } {
  const dash = name.lastIndexOf("-");
  return { id: name.slice(0, dash), subset: name.slice(dash + 1), ranges: coverage.faces[name] };
}

const OTHERS = [face("noto-sans-devanagari-devanagari"), face("noto-sans-thai-thai"), face("dejavu-sans-latin")];
const SANS_ARABIC = face("noto-sans-arabic-arabic");
const SANS_HEBREW = face("noto-sans-hebrew-hebrew");

/** Where a character is looked for, by what the text around it is set in. The first face that has it is taken. */
export const LADDERS: Record<FontRole, readonly (WideFace & { ranges: string })[]> = {
  serif: [face("dejavu-serif-latin"), face("noto-naskh-arabic-arabic"), face("noto-serif-hebrew-hebrew"), ...OTHERS],
  sans: [face("dejavu-sans-latin"), SANS_ARABIC, SANS_HEBREW, ...OTHERS],
  mono: [face("dejavu-mono-latin"), SANS_ARABIC, SANS_HEBREW, ...OTHERS],
};

/** In one colour: Chromium puts the glyphs of coloured fonts into a PDF as nothing, or as pictures that cannot be scaled. */
export const EMOJI = "noto-emoji";

/** Packages of slices, each of some hundred characters. A large table, read by the first document that needs it. */
export async function slicedCoverage(): Promise<Record<string, Record<string, string>>> {
  return (await import("./sliced-coverage.json", { with: { type: "json" } })).default;
}

/** The weights that templates use. */
const WEIGHTS = [400, 600] as const;

/** Name of the file that stands for a weight. */
export function wideFontFile({ id, subset }: WideFace, weight: number): string {
  const isBold = weight > 400 && id.startsWith("dejavu-");
  return `${id}-${subset}-${isBold ? 700 : weight}-normal.woff2`;
}

/** The files of the faces that are one file each. `from` is a path inside `node_modules`. */
export const WIDE_FONTS: { file: string; from: string }[] = Object.keys(coverage.faces).flatMap((name) =>
  filesOf(face(name as keyof typeof coverage.faces)),
);

/** Names of the files that are slices. */
export const WIDE_FONT_SLICE = /^noto-(?:sans-(?:sc|tc|jp|kr)|emoji)-\d{1,3}-[46]00-normal\.woff2$/;

/** The files that are slices. */
export async function slicedFonts(): Promise<{ file: string; from: string }[]> {
  const packages = Object.entries(await slicedCoverage());
  return packages.flatMap(([id, slices]) => Object.keys(slices).flatMap((subset) => filesOf({ id, subset })));
}

function filesOf(wide: WideFace): { file: string; from: string }[] {
  const files = new Set(WEIGHTS.map((weight) => wideFontFile(wide, weight)));
  return [...files].map((file) => ({ file, from: `@fontsource/${wide.id}/files/${file}` }));
}
