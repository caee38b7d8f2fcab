import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { until } from "../support/until";
import { dropAndAdd, dropFiles, outOfSight, resize } from "../support/window";
import { windowSuite } from "../support/window-suite";

const suite = windowSuite();

/** The size that a window has at first, and the smallest that it can be given. */
const SIZES = [
  [1120, 760],
  [720, 480],
] as const;

/** Parts of a dialog that scroll its choices: more than one beside each other are one too many. */
const scrollbars = (page: Page, testId: string) =>
  page
    .getByTestId(testId)
    .evaluate(
      (dialog) =>
        [dialog, ...dialog.querySelectorAll("*")].filter(
          (one) =>
            one.querySelector("select") &&
            one.scrollHeight > one.clientHeight + 1 &&
            /auto|scroll/.test(getComputedStyle(one).overflowY),
        ).length,
    );

it("keeps what adds in view, whatever its size", async () => {
  const path = suite.write(
    "rows.csv",
    ["prompt,name", ...Array.from({ length: 30 }, (_, row) => `Hi,${row}`)].join("\n"),
  );
  const open = await suite.open();
  const { page } = open;
  for (const size of SIZES) {
    await resize(open, size);
    await dropFiles(page, [path]);
    await page.getByTestId("import-template").selectOption("letter");
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').waitFor();
    await until(
      `the sheet lies in ${size}`,
      async () => (await outOfSight(page, ["import", "import-add"])).length === 0,
    );
    expect(await scrollbars(page, "import"), `at ${size}`).toBeLessThanOrEqual(1);
    await page.keyboard.press("Escape");
    await page.getByTestId("import").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+V");
    await page.getByTestId("paste-text").fill("line\n".repeat(40));
    await until(`the text lies in ${size}`, async () => (await outOfSight(page, ["paste", "paste-add"])).length === 0);
    await page.keyboard.press("Escape");
    await page.getByTestId("paste").waitFor({ state: "detached" });
  }
});

it("shows rows and all that belongs to them in the smallest one", async () => {
  suite.writePrompts(6);
  suite.write("broken.md", "---\ntitel: typo\n---\ntext\n");
  const open = await suite.open();
  const { page } = open;
  await dropAndAdd(page, [suite.inDir]);
  await page.getByTestId("rejected").waitFor();
  await page.getByTestId("job-row").nth(5).waitFor();
  await resize(open, [720, 480]);
  await page.getByTestId("open-inspector").click();
  await page.getByTestId("inspector").waitFor();
  const row = await page.getByTestId("job-row").first().boundingBox();
  const status = await page.getByTestId("phase").boundingBox();
  expect((row?.y ?? 0) + (row?.height ?? 0), "the first row ends above the status").toBeLessThan(status?.y ?? 0);
  const search = await page.getByTestId("job-search").boundingBox();
  const inspector = await page.getByTestId("inspector").boundingBox();
  expect((search?.x ?? 0) + (search?.width ?? 0)).toBeLessThanOrEqual(inspector?.x ?? 0);
  await page.getByTestId("rail-done").click();
  await until("the filter lies in sight", async () => (await outOfSight(page, ["filter-done"])).length === 0);
  await page.getByTestId("rail-failed").click();
  await until("the next does, too", async () => (await outOfSight(page, ["filter-failed"])).length === 0);
});

it("leaves room for names beside the inspector, whatever is shown in that", async () => {
  suite.write("annual-report-2026-of-the-whole-company-with-all-its-parts.md", "# Report\n");
  const open = await suite.open();
  const { page } = open;
  await dropAndAdd(page, [suite.inDir]);
  const row = page.getByTestId("job-row");
  await row.waitFor();
  await resize(open, [720, 480]);
  await row.focus();
  await page.keyboard.press("i");
  await page.getByRole("tab", { name: "Log" }).click();
  const name = await row.locator('[aria-colindex="2"]').boundingBox();
  expect(name?.width).toBeGreaterThan(150);
  expect((await page.getByTestId("inspector").boundingBox())?.width).toBeLessThan(300);
  await page.keyboard.press("Escape");
  await row.focus();
  await page.keyboard.press("Control+a");
  await page.getByTestId("selection-bar").waitFor();
  const words = await page
    .getByTestId("selection-bar")
    .locator("button")
    .evaluateAll((buttons) => buttons.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  expect(words, "nothing of the bar is cut off").toBe(0);
});

it("leaves the folder its name beside the longest words of the toolbar", async () => {
  suite.write("broken.md", "---\ntemplate: parts/mine.liquid\n---\nHello\n");
  const open = await suite.open({ LANGUAGE: "de", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" });
  const { page } = open;
  await dropAndAdd(page, [suite.inDir]);
  await page.getByTestId("retry-failed").waitFor();
  await page.getByTestId("pause").click();
  await dropAndAdd(page, [suite.write("waiting.md", "# Text\n")]);
  await page.getByTestId("cancel-queued").waitFor();
  for (const width of [1280, 1120, 720]) {
    await resize(open, [width, 760]);
    await until(`it is seen at ${width}`, async () => (await outOfSight(page, ["output-folder"])).length === 0);
    expect((await page.getByTestId("output-folder").boundingBox())?.width, `at ${width}`).toBeGreaterThan(40);
  }
});
