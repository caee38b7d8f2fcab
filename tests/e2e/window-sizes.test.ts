import type { ElectronApplication, Page } from "playwright-core";
import { expect, it } from "vitest";
import { until } from "../support/until";
import { dropFiles } from "../support/window";
import { windowSuite } from "../support/window-suite";

const TIMEOUT_MS = 90_000;
const suite = windowSuite();

/** The size that a window has at first, and the smallest that it can be given. */
const SIZES = [
  [1120, 760],
  [720, 480],
] as const;

async function resize(app: ElectronApplication, page: Page, [width, height]: readonly [number, number]): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
      window?.setSize(size.width, size.height);
    },
    { width, height },
  );
  await until("it has that size", async () => {
    const now = await page.evaluate(() => [outerWidth, outerHeight]);
    return now[0] === width && now[1] === height;
  });
}

/** Which of them do not lie in the window as a whole. */
async function outOfSight(page: Page, testIds: readonly string[]): Promise<string[]> {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const boxes = await Promise.all(testIds.map((id) => page.getByTestId(id).boundingBox()));
  return testIds.filter((_, index) => {
    const box = boxes[index];
    return !box || box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height;
  });
}

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

it("keeps what adds in view, whatever its size", { timeout: TIMEOUT_MS }, async () => {
  const path = suite.write(
    "rows.csv",
    ["prompt,name", ...Array.from({ length: 30 }, (_, row) => `Hi,${row}`)].join("\n"),
  );
  const { app, page } = await suite.open();
  for (const size of SIZES) {
    await resize(app, page, size);
    await dropFiles(page, [path]);
    await page.getByTestId("import-template").selectOption("letter");
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').waitFor();
    expect(await outOfSight(page, ["import", "import-add"]), `the sheet at ${size}`).toEqual([]);
    expect(await scrollbars(page, "import"), `at ${size}`).toBeLessThanOrEqual(1);
    await page.keyboard.press("Escape");
    await page.getByTestId("import").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+V");
    await page.getByTestId("paste-text").fill("line\n".repeat(40));
    expect(await outOfSight(page, ["paste", "paste-add"]), `the text at ${size}`).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("paste").waitFor({ state: "detached" });
  }
});
