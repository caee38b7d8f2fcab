import { expect, it } from "vitest";
import { EVENT_CHANNEL } from "../../shared/channels";
import { ERROR_CODES } from "../../shared/errors";
import { until } from "../support/until";
import { dropAndAdd, dropFiles, type OpenWindow, outOfSight, resize, shownNumber } from "../support/window";
import { windowSuite } from "../support/window-suite";

const suite = windowSuite();

/** Has the window told of as many different problems. */
async function tellProblems({ app, page }: OpenWindow, count: number): Promise<void> {
  const problems = ERROR_CODES.slice(0, count).map((code, index) => ({
    code,
    message: `Problem ${index + 1}. `.repeat(9),
  }));
  await app.evaluate(
    ({ BrowserWindow }, { channel, problems }) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
      for (const problem of problems) window?.webContents.send(channel, { kind: "problem", problem });
    },
    { channel: EVENT_CHANNEL, problems },
  );
  await page.getByText(`Problem ${count}.`).waitFor();
}

it("shows the way back at once, however much went wrong before", async () => {
  suite.writePrompts(1);
  const open = await suite.open();
  const { page } = open;
  await dropAndAdd(page, [suite.inDir]);
  await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
  await tellProblems(open, 6);
  const problems = page.getByRole("alert").filter({ hasText: "Problem" });
  await until("the oldest are gone", async () => (await problems.count()) === 3);
  expect(await page.getByText("Problem 3.").count()).toBe(0);
  await resize(open, [720, 480]);
  await page.getByTestId("job-row").first().focus();
  await page.keyboard.press("Delete");
  await page.getByTestId("undo").waitFor();
  await until("it has come in", async () => (await outOfSight(page, ["undo"])).length === 0);
  await page.getByTestId("undo").click();
  await page.getByTestId("job-row").first().waitFor();
});

it("never covers what a dialog ends with", async () => {
  suite.writePrompts(3);
  const open = await suite.open();
  const { page } = open;
  await tellProblems(open, 3);
  for (const size of [
    [1120, 760],
    [720, 480],
  ] as const) {
    await resize(open, size);
    await dropFiles(page, [suite.inDir]);
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').waitFor();
    await until("it has come in", async () => (await outOfSight(page, ["import-add"])).length === 0);
    expect(await page.getByText("Problem 3.").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByTestId("import").waitFor({ state: "detached" });
  }
});
