/** Elements of SVG that move others, with or without a prefix, and the rules by which CSS does. */
const MOVES =
  /<(\/?)((?:[\w.-]+:)?)(animate(?:Color|Motion|Transform)?|set|discard)(?=[\s/>])|@(-webkit-)?keyframes\b/g;

/**
 * An SVG file without what would move in it. How far it had moved when it is printed would depend on how long the lane
 * took to get there; without, it is printed as it begins. The names are changed rather than removed: an element of no
 * known name draws nothing, and the file stays as well-formed as it was.
 */
export function stillSvg(svg: string): string {
  return svg.replace(MOVES, (found, slash: string | undefined, prefix = "", name: string | undefined) =>
    name === undefined ? found.replace("@", "@still-") : `<${slash}${prefix}still-${name}`,
  );
}

/** The same for the bytes of a file. */
export function stillSvgFile(bytes: Buffer): Buffer<ArrayBuffer> {
  const encoding = utf16Of(bytes);
  // In every other encoding, what is looked for is ASCII, and a byte each.
  if (!encoding) return Buffer.from(stillSvg(bytes.toString("latin1")), "latin1");
  return Buffer.from(`\ufeff${stillSvg(new TextDecoder(encoding).decode(bytes))}`, "utf16le");
}

function utf16Of(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/**
 * Part of a script in the page: what CSS moves stands as it does in the end, or, where there is no end, as if nothing
 * moved. A window that is not painted has no frames, so that everything would be printed as it begins: a text that fades
 * in would not be there.
 */
export const STILL_ANIMATIONS = `
  for (const animation of document.getAnimations()) {
    try {
      animation.finish();
    } catch {
      animation.cancel();
    }
  }`;
