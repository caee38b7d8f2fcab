// Pictures of the real window in both themes, for README and for looking at. Not part of the tests:
// PDFPROMPT_PICTURES=docs/images npm test
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ElectronApplication, Page } from "playwright-core";
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

/** A table as somebody might have it, with columns named their own way, and a letter beside it. */
function writeGuests(folder: string): void {
  mkdirSync(folder);
  const guests = ["Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth"];
  const rows = Array.from({ length: 240 }, (_, index) => {
    const guest = guests[index % guests.length];
    return `${guest},The Old Mill,14 June 2026,7 pm,${1 + (index % 20)},+44 20 7946 0${100 + index}`;
  });
  rows.splice(17, 0, "Kurt Gödel,The Old Mill");
  const header = "Guest,Place,Date,Time,Table Number,Phone";
  writeFileSync(join(folder, "guests.csv"), [header, ...rows].join("\n"));
  writeFileSync(join(folder, "menu.md"), "# Menu\n\nSoup, trout, plum cake.\n");
}

/** Has a folder chosen in the settings, as if in the system's dialog. */
async function addWatchedFolder(app: ElectronApplication, page: Page, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [path] })) as never;
  }, folder);
  await page.getByTestId("watched-add").click();
  await page.getByText(basename(folder), { exact: true }).waitFor();
}

it("takes pictures of the sheets and the inspector", { timeout: TIMEOUT_MS }, async () => {
  const home = tempFolder();
  const guests = join(home, "Summer party");
  writeGuests(guests);
  const watched = [join(home, "Inbox"), join(home, "Invoices")];
  for (const folder of watched) mkdirSync(folder);
  writeFileSync(join(home, "Invoices", "pdfprompt.json"), '{\n  "tempalte": "invoice"\n}\n');
  const { app, page } = await openWindow(home);
  const take = (name: string) => takePicture(page, name);
  try {
    await dropFiles(page, [guests]);
    await page.getByTestId("import-template").selectOption("invitation");
    await page.locator('[data-field="name"] select').selectOption("Guest");
    await page.getByTestId("import-name").fill("{field:Guest|slug}");
    await sleep(4000);
    await page.getByTestId("import-files").scrollIntoViewIfNeeded();
    await take("import");
    await page.getByTestId("import-add").click();
    await sleep(400);
    await page.getByTestId("open-throughput").click();
    await sleep(3500);
    await take("throughput");
    await page.keyboard.press("Escape");
    while ((await shownNumber(page, "queue-depth")) > 0) await sleep(200);
    await page.getByTestId("job-row").nth(2).focus();
    await page.keyboard.press("i");
    await sleep(2000);
    await take("inspector");
    await page.keyboard.press("Shift+F10");
    await take("menu");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await take("keys");
    await page.keyboard.press("Escape");
    await page.getByTestId("shortcuts").waitFor({ state: "detached" });
    await page.getByTestId("open-settings").click();
    await take("settings");
    for (const folder of watched) await addWatchedFolder(app, page, folder);
    await page.getByTestId("watched-folder").nth(1).waitFor();
    await page.getByTestId("watched-add").scrollIntoViewIfNeeded();
    await take("watched");
    await page.keyboard.press("Escape");
    await page.getByTestId("settings").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+V");
    await page.getByTestId("paste-text").fill("# Minutes of May\n\n- Budget agreed\n- Next meeting on 3 June");
    await take("paste");
  } finally {
    await app.close();
  }
});

it("takes pictures of the batches and the templates", { timeout: TIMEOUT_MS }, async () => {
  const home = tempFolder();
  const offers = join(home, "Offers");
  const guests = join(home, "Summer party");
  writePrompts(offers);
  writeGuests(guests);
  const { app, page } = await openWindow(home);
  const take = (name: string) => takePicture(page, name);
  try {
    await page.getByTestId("rail-batches").click();
    for (const folder of [guests, offers]) {
      await dropFiles(page, [folder]);
      await page.getByTestId("import-template").selectOption("letter");
      await sleep(1000);
      await page.locator('[data-testid="import-add"][aria-disabled="false"]').press("Enter");
      // Until the notice of what was added is gone.
      await sleep(9000);
    }
    await take("batches");
    await page.getByTestId("rail-templates").click();
    await page.locator('[data-testid="template-certificate"][data-picture="page"]').waitFor({ timeout: TIMEOUT_MS });
    await take("templates");
    await page.getByTestId("template-invoice").click();
    await page.locator('[data-testid="template-preview"] [data-pages="1"]').waitFor({ timeout: TIMEOUT_MS });
    await sleep(1000);
    await take("template");
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
