import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nativeImage } from "electron";

const WIDTH = 640;
const HEIGHT = 400;
const PICTURES = 12;
const JPEG_QUALITY = 85;
const BYTES_PER_PIXEL = 4;

/**
 * Writes pictures into a folder, half of them PNG, half of them JPEG: colours that run into each other, with noise over
 * them, the same ones in every run.
 * @returns their file names
 */
export function writePictures(folder: string): string[] {
  return Array.from({ length: PICTURES }, (_, number) => {
    const image = nativeImage.createFromBitmap(bitmap(number), { width: WIDTH, height: HEIGHT });
    const isPng = number % 2 === 0;
    const name = `picture-${number}.${isPng ? "png" : "jpg"}`;
    writeFileSync(join(folder, name), isPng ? image.toPNG() : image.toJPEG(JPEG_QUALITY));
    return name;
  });
}

function bitmap(number: number): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * BYTES_PER_PIXEL, 255);
  // A linear congruential generator: plain noise, and no other in the next run.
  let noise = number + 1;
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      const grain = noise >>> 28;
      const at = (y * WIDTH + x) * BYTES_PER_PIXEL;
      pixels[at] = (x * 240) / WIDTH + grain;
      pixels[at + 1] = (y * 240) / HEIGHT + grain;
      pixels[at + 2] = number * 20 + grain;
    }
  }
  return pixels;
}
