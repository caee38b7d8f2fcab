import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { until } from "../support/until";
import { dropFiles, outOfSight, resize } from "../support/window";
import { windowSuite } from "../support/window-suite";

const TIMEOUT_MS = 90_000;
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

it("keeps what adds in view, whatever its size", { timeout: TIMEOUT_MS }, async () => {
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
