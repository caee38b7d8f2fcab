import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { leaveDoneBatch } from "../support/full-queue";
import { until } from "../support/until";
import { dropAndAdd, shownNumber } from "../support/window";
import { windowSuite } from "../support/window-suite";

const suite = windowSuite();

interface Key {
  key: string;
  code: string;
  ctrlKey?: boolean;
}

/** Presses a key on what has the focus, again before anything is answered. Where it is held, all but the first are repeats. */
async function pressAtOnce(page: Page, init: Key, times: number, isHeld = false): Promise<void> {
  await page.evaluate(
    ({ init, times, isHeld }) => {
      for (let time = 0; time < times; time += 1) {
        const repeat = isHeld && time > 0;
        document.activeElement?.dispatchEvent(
          new KeyboardEvent("keydown", { ...init, repeat, bubbles: true, cancelable: true }),
        );
      }
    },
    { init, times, isHeld },
  );
}

it("a pasted prompt is added once, and what was opened meanwhile stays open", async () => {
  const { page } = await suite.open();
  await page.keyboard.press("Control+Shift+V");
  await page.getByTestId("paste-text").waitFor();
  await page.keyboard.insertText("# Once");
  await pressAtOnce(page, { key: "Enter", code: "Enter", ctrlKey: true }, 3);
  await page.getByTestId("paste").waitFor({ state: "detached" });
  await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
  await until("nothing else waits", async () => (await shownNumber(page, "queue-depth")) === 0);
  expect(await page.getByTestId("job-row").count()).toBe(1);
});

it("a key that is held does it once", async () => {
  const { page } = await suite.open();
  const phase = () => page.getByTestId("phase").getAttribute("data-phase");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await pressAtOnce(page, { key: " ", code: "Space" }, 1);
  await until("it is paused", async () => (await phase()) === "paused");
  await pressAtOnce(page, { key: "r", code: "KeyR", ctrlKey: true }, 5, true);
  await page.getByText("There was nothing to retry").waitFor();
  expect(await page.getByText("There was nothing to retry").count()).toBe(1);
});

it("a row that is removed twice says nothing false, and comes back also where that failed at first", async () => {
  suite.writePrompts(2);
  const { page } = await suite.open();
  await page.getByTestId("pause").click();
  await dropAndAdd(page, [suite.inDir]);
  await until("both wait", async () => (await shownNumber(page, "queue-depth")) === 2);
  await page.getByTestId("job-row").first().focus();
  await pressAtOnce(page, { key: "Delete", code: "Delete" }, 2);
  await page.getByTestId("undo").waitFor();
  await until("one is gone", async () => (await shownNumber(page, "queue-depth")) === 1);
  expect(await page.getByText("It cannot be removed yet").count()).toBe(0);

  const other = new Database(join(suite.home, ".config", "PDFPrompt", "queue.db"));
  other.exec("BEGIN IMMEDIATE");
  await page.getByTestId("undo").click();
  await page.getByRole("alert").filter({ hasText: "queue" }).first().waitFor();
  other.exec("ROLLBACK");
  other.close();
  await page.getByTestId("undo").click();
  await until("both wait again", async () => (await shownNumber(page, "queue-depth")) === 2);
});

it("the question whether to cancel what waits does not come up later by itself", async () => {
  suite.writePrompts(2);
  const { page, app } = await suite.open();
  await page.getByTestId("pause").click();
  await app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    items.find(({ label }) => label === "Cancel all that wait…")?.click();
  });
  await page.getByText("Nothing is waiting").waitFor();
  await dropAndAdd(page, [suite.inDir]);
  await until("both wait", async () => (await shownNumber(page, "queue-depth")) === 2);
  await page.getByTestId("cancel-queued").waitFor();
  expect(await page.getByTestId("cancel-confirm").count()).toBe(0);
});

it("what is shown of a PDF is that of the row it stands under", async () => {
  leaveDoneBatch(suite.home, { folder: suite.inDir, jobs: 3 });
  writeFileSync(join(suite.inDir, "more.md"), "# More\n");
  const { page } = await suite.open();
  await page.getByTestId("job-row").first().focus();
  await page.keyboard.press("i");
  const input = page.getByTestId("inspector-input");
  await page.getByRole("tab", { name: "Input" }).click();
  await input.waitFor();
  await page.getByTestId("job-row").first().focus();
  await pressAtOnce(page, { key: "ArrowDown", code: "ArrowDown" }, 1);
  // Before anything of the next one can have been answered.
  expect(await page.evaluate(() => document.querySelectorAll("[data-testid=inspector-input]").length)).toBe(0);
  await input.waitFor();
});
