import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { leaveDiskFull } from "../support/full-disk";
import { until } from "../support/until";
import { dropAndAdd, dropFiles, shownNumber } from "../support/window";
import { windowSuite } from "../support/window-suite";

const suite = windowSuite();

/** What axe finds while something is shown that a click opens and Escape closes. */
async function findingsOpen(page: Page, opener: string, shown: string): Promise<string[]> {
  await page.getByTestId(opener).click();
  await page.getByTestId(shown).waitFor();
  const found = await findingsOfAxe(page);
  await page.keyboard.press("Escape");
  await page.getByTestId(shown).waitFor({ state: "detached" });
  return found;
}

it("finds nothing in menus, questions and notices", async () => {
  suite.writePrompts(4);
  suite.write("broken.md", "---\ntitel: typo\n---\ntext\n");
  const { page } = await suite.open();

  expect(await findingsOpen(page, "add-more", "add-folder"), "ways to add").toEqual([]);
  expect(await findingsOpen(page, "pause-more", "pause-now"), "ways to pause").toEqual([]);
  await page.getByTestId("pause").click();
  await dropAndAdd(page, [suite.inDir]);
  await until("they wait", async () => (await shownNumber(page, "queue-depth")) === 4);
  await page.getByTestId("rejected").waitFor();
  expect(await findingsOfAxe(page), "what was rejected").toEqual([]);
  expect(await findingsOpen(page, "cancel-queued", "cancel-confirm"), "the question").toEqual([]);
  await page.getByTestId("job-row").first().focus();
  await page.keyboard.press("Control+a");
  expect(await findingsOpen(page, "bulk-more", "bulk-menu"), "what is done with many").toEqual([]);
  await dropFiles(page, [suite.inDir], false);
  await page.getByTestId("drop-overlay").waitFor();
  expect(await findingsOfAxe(page), "a drop").toEqual([]);
});

it("finds nothing in a template's ways to use it", async () => {
  const { page } = await suite.open();
  await page.getByTestId("rail-templates").click();
  await page.getByTestId("template-invitation").click();
  await page.getByTestId("use-more").click();
  await page.getByRole("menuitem").first().waitFor();
  expect(await findingsOfAxe(page)).toEqual([]);
});

it("finds nothing where the disk is full", async () => {
  leaveDiskFull(suite.home);
  const { page } = await suite.open();
  await page.getByTestId("disk-full").waitFor();
  expect(await findingsOfAxe(page)).toEqual([]);
});
