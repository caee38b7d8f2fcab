import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { pdfPageSize } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropFiles, type OpenWindow, openWindow, shownNumber } from "../support/window";

const TIMEOUT_MS = 90_000;
let home: string;
let open: OpenWindow | undefined;

beforeEach(() => {
  home = tempFolder();
});
afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

it("a preset keeps how pages are made, and the next start offers it", { timeout: TIMEOUT_MS }, async () => {
  const prompts = join(home, "prompts");
  mkdirSync(prompts);
  writeFileSync(join(prompts, "a.md"), "# Hello\n");
  open = await openWindow(home);
  let { page } = open;
  await dropFiles(page, [prompts]);
  await page.getByTestId("import-page").click();
  await page.getByTestId("page-size").selectOption("A5");
  await page.getByTestId("page-orientation").selectOption("landscape");

  const margin = page.getByTestId("page-margin");
  await margin.fill("12");
  await page.getByText("12 has no unit, write 12mm or 12px").waitFor();
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').click();
  // Nothing is queued with a margin that does not hold: the field is shown instead.
  expect(await margin.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await findingsOfAxe(page)).toEqual([]);
  await margin.fill("12mm");

  await page.getByTestId("import-preset-new").click();
  await page.getByTestId("import-preset-name").fill("Small cards");
  await page.keyboard.press("Enter");
  await page.getByTestId("import-preset-remove").waitFor();
  await open.app.close();

  open = await openWindow(home);
  page = open.page;
  await dropFiles(page, [prompts]);
  expect(await page.getByTestId("import-preset").inputValue()).toBe("");
  await page.getByTestId("import-preset").selectOption("Small cards");
  await page.getByText("A5 · Landscape · margin 12mm").waitFor();
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').click();
  await until("it is printed", async () => (await shownNumber(page, "done-count")) === 1);
  expect(pdfPageSize(join(open.outDir, "a.pdf"))).toEqual([210, 148]);
});
