import { type NativeImage, nativeImage } from "electron";

const SIZE = { width: 24, height: 32 };
const BORDER = [0x59, 0x6b, 0x0f, 0xff];
const PAPER = [0xff, 0xff, 0xff, 0xff];
/** Rows with a line of text on the page. */
const LINES = new Set([9, 14, 19, 24]);
const MARGIN = 5;

/** A page under the pointer while a PDF is dragged out of the window. */
export function dragIcon(): NativeImage {
  const pixels: number[] = [];
  for (let y = 0; y < SIZE.height; y += 1) {
    for (let x = 0; x < SIZE.width; x += 1) {
      const isEdge = x === 0 || y === 0 || x === SIZE.width - 1 || y === SIZE.height - 1;
      const isText = LINES.has(y) && x >= MARGIN && x < SIZE.width - MARGIN;
      pixels.push(...(isEdge || isText ? BORDER : PAPER));
    }
  }
  return nativeImage.createFromBitmap(Buffer.from(pixels), SIZE);
}
