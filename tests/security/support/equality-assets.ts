import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

/** A PNG of one colour. @param rgb 24 bits */
export function solidPng(rgb: number, size = 16): Buffer {
  const row = Buffer.concat([
    Buffer.from([0]),
    ...Array.from({ length: size }, () => Buffer.from([rgb >> 16, (rgb >> 8) & 255, rgb & 255])),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: size }, () => row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A moving GIF: 1 × 1, two frames, black and white, a tenth of a second each, for ever. */
const MOVING_GIF =
  "47494638396101000100800000000000ffffff21ff0b4e45545343415045322e30030100000021f904000a0000002c0000000001000100000202" +
  "44010021f904000a0000002c000000000100010000020 24c01003b".replaceAll(" ", "");

const MOVING_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="10" height="10" fill="red">' +
  '<animate attributeName="width" from="10" to="40" dur="0.2s" fill="freeze"/></rect></svg>';

const STILL_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18" fill="teal"/></svg>';

/**
 * Writes the files that documents of the corpus name: pictures and fonts, and in the folder `other` files of the same
 * names with other content.
 * @param modules folder `node_modules`, for the fonts
 */
export function writeAssets(folder: string, modules: string): void {
  mkdirSync(join(folder, "other"), { recursive: true });
  writeFileSync(join(folder, "logo.png"), solidPng(0xcc2200));
  writeFileSync(join(folder, "other", "logo.png"), solidPng(0x0022cc));
  writeFileSync(join(folder, "wide.png"), solidPng(0x22aa44, 64));
  writeFileSync(join(folder, "still.svg"), STILL_SVG);
  writeFileSync(join(folder, "moving.svg"), MOVING_SVG);
  writeFileSync(join(folder, "moving.gif"), Buffer.from(MOVING_GIF, "hex"));
  writeFileSync(
    join(folder, "look.css"),
    "@font-face{font-family:Asset;src:url(face.woff2)} .look{color:#639;font:18px Asset}",
  );
  writeFileSync(join(folder, "other", "look.css"), ".look{color:#f90;font-size:9px}");
  const font = (name: string) => join(modules, "@fontsource", name);
  copyFileSync(font("source-serif-4/files/source-serif-4-latin-400-italic.woff2"), join(folder, "face.woff2"));
  copyFileSync(font("jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2"), join(folder, "other", "face.woff2"));
}
