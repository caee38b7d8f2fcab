// Pictures of the real window in both themes, and all of them on a contact sheet: `npm run pictures`. Not part of the tests.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { ROOT } from "../support/cli";
import { composeSheet, THEMES } from "../support/pictures/contact-sheet";
import { SCENES } from "../support/pictures/scenes";
import { tempFolder, temporaryFolderOfRun } from "../support/temp";
import { openWindow } from "../support/window";

const TIMEOUT_MS = 240_000;
/** Until what changes with the theme has done so. */
const SETTLE_MS = 400;
const MOST_SHEET_BYTES = 600_000;

const target = resolve(ROOT, process.env.PDFPROMPT_PICTURES ?? "");
/** The documents have some of them; anywhere else, all are looked at. */
const isDocs = target === join(ROOT, "docs", "images");
const folder = temporaryFolderOfRun();

/** One picture in either theme. */
async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    await sleep(SETTLE_MS);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  }
}

it.each(SCENES)("takes pictures of $name", { timeout: TIMEOUT_MS }, async ({ prepare, views }) => {
  mkdirSync(target, { recursive: true });
  const home = tempFolder();
  prepare(home);
  const open = await openWindow(home);
  try {
    for (const { name, isInDocs, show } of views) {
      await show({ ...open, home });
      await take(open.page, name);
      if (isDocs && !isInDocs) continue;
      for (const theme of THEMES)
        copyFileSync(join(folder, `${name}-${theme}.png`), join(target, `${name}-${theme}.png`));
    }
  } finally {
    await open.app.close();
  }
});

it("puts all of them on a contact sheet", { timeout: TIMEOUT_MS }, async () => {
  const { app, page } = await openWindow(tempFolder());
  try {
    for (const theme of THEMES) {
      const pictures = SCENES.flatMap(({ views }) => views);
      const sheet = await composeSheet(page, { folder, pictures, theme });
      expect(sheet.length).toBeLessThan(MOST_SHEET_BYTES);
      writeFileSync(join(target, `contact-sheet-${theme}.webp`), sheet);
    }
  } finally {
    await app.close();
  }
});
