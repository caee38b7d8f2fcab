import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const COLUMNS = 3;
const COLUMN_PX = 520;
const WIDTH_PX = COLUMNS * COLUMN_PX;
/** Text stays sharp, and a sheet below 600 kB. */
const QUALITY = 82;

const COLORS: Record<Theme, string> = {
  light: "background: #eef0ee; color: #2c3330; --edge: #d5dad7",
  dark: "background: #101312; color: #d6dcd9; --edge: #343b38",
};

interface SheetOptions {
  /** Absolute; has the pictures. */
  folder: string;
  pictures: readonly { name: string; caption: string }[];
  theme: Theme;
}

/** A page of all pictures of one theme. They are in it: the window's page loads nothing from a disk. */
function pageOf({ folder, pictures, theme }: SheetOptions): string {
  const figures = pictures.map(({ name, caption }) => {
    const data = readFileSync(join(folder, `${name}-${theme}.png`), "base64");
    return `<figure><img src="data:image/png;base64,${data}" alt=""><figcaption>${caption}</figcaption></figure>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; padding: 28px; box-sizing: border-box; width: ${WIDTH_PX}px; ${COLORS[theme]};
      font: 15px "Liberation Sans", sans-serif; display: grid; grid-template-columns: repeat(${COLUMNS}, 1fr); gap: 28px; }
    figure { margin: 0 }
    img { width: 100%; display: block; border-radius: 8px; border: 1px solid var(--edge); box-sizing: border-box }
    figcaption { margin-top: 10px; text-align: center }
  </style>${figures.join("")}`;
}

/**
 * Puts the pictures of one theme together into one, by the app's own browser.
 * @param page of a window that is not needed any more
 * @returns a WebP
 */
export async function composeSheet(page: Page, options: SheetOptions): Promise<Buffer> {
  await page.setContent(pageOf(options));
  const height = await page.evaluate(async () => {
    await Promise.all([...document.images].map((image) => image.decode()));
    return document.body.offsetHeight;
  });
  const tools = await page.context().newCDPSession(page);
  const { data } = await tools.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width: WIDTH_PX, height, scale: 1 },
  });
  return Buffer.from(data, "base64");
}
