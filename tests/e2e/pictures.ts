// Pictures of the real window in both themes, for README and for looking at. Not part of the tests:
// PDFPROMPT_PICTURES=docs/images npm test
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { it } from "vitest";
import { ROOT } from "../support/cli";
import { leaveDiskFull } from "../support/full-disk";
import { tempFolder } from "../support/temp";
import { dropAndAdd, dropFiles, openWindow, shownNumber } from "../support/window";

const PROMPTS = 1200;
const BROKEN_EVERY = 400;
const TIMEOUT_MS = 120_000;

/** A folder of prompts as somebody might have it, a few of them broken. */
function writePrompts(folder: string): void {
  mkdirSync(folder);
  for (let number = 1; number <= PROMPTS; number += 1) {
    const name = `customer-${String(number).padStart(4, "0")}.md`;
    const template = number % BROKEN_EVERY === 0 ? "leter" : "letter";
    writeFileSync(
      join(folder, name),
      `---\ntitle: Offer ${number}\ntemplate: ${template}\n---\nDear customer,\n\nthank you.\n`,
    );
  }
}

/** One picture in either theme. */
async function takePicture(page: Page, name: string): Promise<void> {
  const folder = resolve(ROOT, process.env.PDFPROMPT_PICTURES ?? "");
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await sleep(400);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
  }
}

it("takes pictures", { timeout: TIMEOUT_MS }, async () => {
  const home = tempFolder();
  const prompts = join(home, "Offers");
  writePrompts(prompts);
  const { app, page } = await openWindow(home);
  const take = (name: string) => takePicture(page, name);
  try {
    await page.getByTestId("samples").first().waitFor();
    await take("first-run");
    await dropFiles(page, [prompts], false);
    await take("drop");
    await dropAndAdd(page, [prompts]);
    await sleep(2500);
    await take("window");
    await page.getByTestId("pause-more").click();
    await take("pause");
    await page.keyboard.press("Escape");
    while ((await shownNumber(page, "done-count")) < PROMPTS - PROMPTS / BROKEN_EVERY) await sleep(200);
    await take("finished");
  } finally {
    await app.close();
  }
});

it("takes pictures of a full disk", { timeout: TIMEOUT_MS }, async () => {
  const home = tempFolder();
  leaveDiskFull(home, { folder: join(home, "Documents", "Offers 2026") });
  const { app, page } = await openWindow(home);
  try {
    await page.getByTestId("disk-full").waitFor();
    await takePicture(page, "disk-full");
  } finally {
    await app.close();
  }
});
