import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { leaveDoneBatch } from "../support/full-queue";
import { pdfOutline, pdfPages } from "../support/pdf";
import { until } from "../support/until";
import { dropAndAdd, type OpenWindow, shownNumber } from "../support/window";
import { windowSuite } from "../support/window-suite";

/** So many that a ZIP file of them takes seconds. */
const MANY = 6000;
/** What a row says of a batch that is worked on. */
const LEFT = /waiting|rendering|still read/;
const suite = windowSuite();

/** Has the dialog for a place answered: with a path, or with what it proposes. Keeps what it was asked, and what is shown. */
async function answerDialogs({ app }: OpenWindow, path?: string): Promise<void> {
  await app.evaluate(({ dialog, shell }, chosen) => {
    dialog.showSaveDialog = (async (_window: unknown, options: { defaultPath: string }) => {
      Object.assign(globalThis, { proposed: options.defaultPath });
      return { canceled: false, filePath: chosen ?? options.defaultPath };
    }) as never;
    shell.showItemInFolder = (shown: string) => void Object.assign(globalThis, { shown });
  }, path);
}

const kept = ({ app }: OpenWindow, key: string) =>
  app.evaluate((_electron, name) => (globalThis as Record<string, unknown>)[name], key);
const facts = (page: Page) => page.getByTestId("made-facts").last();

it("a batch becomes one PDF or a ZIP file by keyboard, and what cannot be says why", async () => {
  suite.write("a.md", "# Alpha\n");
  suite.write("b.md", "# Beta\n");
  suite.write("c.md", "---\ntemplate: leter\n---\nC\n");
  const open = await suite.open();
  const { page, outDir } = open;
  await answerDialogs(open);
  await page.getByTestId("pause").click();
  await dropAndAdd(page, [suite.inDir]);
  await page.getByTestId("rail-batches").click();
  const row = page.getByTestId("batch-row");
  await row.focus();
  await page.keyboard.press("c");
  await page.getByText("When all of its prompts are done").first().waitFor();
  await row.focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  const item = page.getByTestId("batch-combined");
  await item.waitFor();
  expect(await item.getAttribute("aria-disabled")).toBe("true");
  expect(await item.textContent()).toBe("Combined PDF…When all of its prompts are done");
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await kept(open, "proposed"), "nothing was asked").toBeUndefined();
  await page.keyboard.press("Escape");

  await page.getByTestId("pause").click();
  await until("two are done", async () => (await shownNumber(page, "done-count")) === 2);
  await row.filter({ hasText: "1 failed" }).filter({ hasNotText: LEFT }).waitFor();
  await row.focus();
  await page.keyboard.press("c");
  await facts(page).waitFor();
  expect(await facts(page).textContent()).toMatch(/^2 PDFs · 2 pages · \d+ kB$/);
  expect(await page.getByTestId("made-missing").textContent()).toBe("Without 1 prompt that has no PDF.");
  const book = join(outDir, "prompts.pdf");
  expect(await kept(open, "proposed")).toBe(book);
  expect([pdfPages(book), pdfOutline(book)]).toEqual([2, ["Alpha → 1", "Beta → 2"]]);
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.getByTestId("made-show").press("Enter");
  expect(await kept(open, "shown")).toBe(book);

  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-zip").click();
  await until("the other is made, too", () => existsSync(join(outDir, "prompts.zip")));
  await page.getByText("prompts.zip is ready").waitFor();
  expect(statSync(join(outDir, "prompts.zip")).size).toBeGreaterThan(1000);
});

it("one PDF of a batch that has lost one of its PDFs is refused with its name", async () => {
  suite.writePrompts(2);
  const open = await suite.open();
  const { page, outDir } = open;
  await answerDialogs(open, join(suite.home, "book"));
  await dropAndAdd(page, [suite.inDir]);
  await until("both are done", async () => (await shownNumber(page, "done-count")) === 2);
  rmSync(join(outDir, "p2.pdf"));
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-combined").click();
  await page.getByText(/The combined PDF was not written: .*p2\.pdf cannot be read/).waitFor();
  expect(existsSync(join(suite.home, "book.pdf"))).toBe(false);
  await page.getByTestId("making-progress").waitFor({ state: "detached" });
});

it("a ZIP file that takes long says how far it is, and is given up where that is asked", async () => {
  leaveDoneBatch(suite.home, { folder: suite.inDir, jobs: MANY });
  const open = await suite.open();
  const { page } = open;
  const file = join(suite.inDir, "many.zip");
  await answerDialogs(open);
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-zip").click();
  await page
    .getByTestId("making-progress")
    .filter({ hasText: `of ${MANY.toLocaleString("en")} PDFs` })
    .waitFor();
  expect(
    await page.getByRole("status").filter({ hasText: "Making a ZIP file" }).textContent(),
    "the figures are not heard",
  ).toBe("Making a ZIP file");
  // The menu is still closing.
  await until(
    "nothing moves by itself",
    async () => (await page.evaluate(() => document.getAnimations().length)) === 0,
  );
  await page.getByTestId("making-stop").press("Enter");
  await page.getByText("Stopped. Nothing was written.").waitFor();
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(suite.inDir).filter((name) => name.includes("zip"))).toEqual([]);
  // It can be asked for again at once.
  await page.getByTestId("batch-more").click();
  expect(await page.getByTestId("batch-zip").getAttribute("aria-disabled")).toBe("false");
});

it("a file that is being made can be given up from the batch's menu, also after the page was loaded anew", async () => {
  leaveDoneBatch(suite.home, { folder: suite.inDir, jobs: MANY });
  const open = await suite.open();
  const { page } = open;
  await answerDialogs(open);
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-zip").click();
  await page.getByTestId("making-progress").waitFor();
  await page.reload();
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("making-progress").waitFor();
  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-stop-file").press("Enter");
  await page.getByTestId("making-progress").waitFor({ state: "detached" });
  expect(readdirSync(suite.inDir).filter((name) => name.includes("zip"))).toEqual([]);
  await page.getByTestId("batch-more").click();
  expect(await page.getByTestId("batch-zip").getAttribute("aria-disabled")).toBe("false");
});

it("closing the window asks before it gives up what is being made", async () => {
  leaveDoneBatch(suite.home, { folder: suite.inDir, jobs: MANY });
  const open = await suite.open();
  const { page, app } = open;
  await answerDialogs(open);
  const answerAndClose = (response: number) =>
    app.evaluate(({ BrowserWindow, dialog }, answer) => {
      dialog.showMessageBox = (async (_window: unknown, { message }: { message: string }) => {
        Object.assign(globalThis, { question: message });
        return { response: answer, checkboxChecked: false };
      }) as never;
      const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().startsWith("pdfprompt-ui:"),
      );
      setTimeout(() => window?.close(), 20);
    }, response);
  const ended = new Promise((resolve) => app.process().on("exit", resolve));
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-zip").click();
  await page.getByTestId("making-progress").waitFor();
  await answerAndClose(1);
  await until("it was asked", async () => (await kept(open, "question")) === "A file is being made of a batch");
  expect(await page.getByTestId("making-progress").isVisible(), "it goes on").toBe(true);
  await answerAndClose(0);
  await ended;
  expect(readdirSync(suite.inDir).filter((name) => name.includes("zip"))).toEqual([]);
});
