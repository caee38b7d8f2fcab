import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropFiles, type OpenWindow, openWindow, shownNumber } from "../support/window";

let open: OpenWindow | undefined;

afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

/** The test id of what has the keyboard focus. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));

it("the rail leads by keyboard to the batches, and a batch to its jobs, its failures and back", async () => {
  const home = tempFolder();
  for (const name of ["first", "second"]) mkdirSync(join(home, name));
  writeFileSync(join(home, "first", "a.md"), "# A\n");
  writeFileSync(join(home, "second", "b.md"), "# B\n");
  writeFileSync(join(home, "second", "c.md"), "---\ntemplate: leter\n---\nC\n");
  open = await openWindow(home);
  const { app, page } = open;
  for (const [index, name] of ["first", "second"].entries()) {
    await dropFiles(page, [join(home, name)]);
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').press("Enter");
    await until(`${name} is done`, async () => (await shownNumber(page, "done-count")) === index + 1);
  }
  await until(
    "the failure is counted",
    async () => (await page.getByTestId("rail-count-failed").textContent()) === "1",
  );

  await page.getByTestId("rail-queue").focus();
  for (const key of ["End", "ArrowUp", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
  expect(await focused(page)).toBe("rail-batches");
  await page.keyboard.press("Enter");
  expect(await page.getByTestId("rail-batches").getAttribute("aria-current")).toBe("page");
  const rows = page.getByTestId("batch-row");
  await until("both are listed", async () => (await rows.count()) === 2);
  expect(await rows.nth(0).textContent()).toMatch(/^second.*1 done · 1 failed/);
  expect(await rows.nth(1).textContent()).toMatch(/^first.*1 done/);
  expect(await findingsOfAxe(page)).toEqual([]);

  await page.keyboard.press("F6");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  expect(await rows.nth(0).evaluate((row) => row === document.activeElement)).toBe(true);
  await rows.nth(0).getByTestId("batch-more").click();
  // It is there as soon as it is written down.
  await page.getByTestId("batch-copy-failures").click();
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain(open.outDir);

  await rows.nth(0).focus();
  await page.keyboard.press("Enter");
  const jobs = page.getByTestId("job-row");
  await until("only its jobs are listed", async () => (await jobs.count()) === 2);
  await page.getByTestId("filter-failed").click();
  await until("of them those that failed", async () => (await jobs.count()) === 1);
  await page.getByTestId("rail-queue").click();
  await until("all jobs are listed again", async () => (await jobs.count()) === 3);
});
