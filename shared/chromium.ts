/** Page margin boxes of CSS: what stands in them is part of the document, in its own fonts. */
const MARGIN_BOXES_SINCE = 131;

/** Whether the Chromium of this process has page margin boxes; without, it prints running lines apart, in the machine's fonts. */
export const HAS_MARGIN_BOXES = Number(process.versions.chrome?.split(".")[0]) >= MARGIN_BOXES_SINCE;
