import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../support/cli";
import { leaveDoneBatch } from "../support/full-queue";
import { until } from "../support/until";
import { dropFiles, type OpenWindow, shownNumber } from "../support/window";
import { windowSuite } from "../support/window-suite";

/** So many that a ZIP file of them takes seconds. */
const MANY = 6000;
const suite = windowSuite();

/** Ends the page's process as a crash does. The page that is loaded then is no page of Playwright's any more. */
async function crash({ app }: OpenWindow): Promise<void> {
  const done = app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().startsWith("pdfprompt-ui:"),
    );
    window?.webContents.once("render-process-gone", () => Object.assign(globalThis, { hasCrashed: true }));
    Object.assign(globalThis, { hasCrashed: false });
    setTimeout(() => window?.webContents.forcefullyCrashRenderer(), 20);
  });
  await orUnanswered(done, undefined);
  await until("it has crashed", () => {
    const hasCrashed = app.evaluate(() => (globalThis as { hasCrashed?: boolean }).hasCrashed === true);
    return orUnanswered(hasCrashed, false);
  });
}

/** What has been done may have its answer lost, as the debugger holds on to none; where it is, the other answer. */
function orUnanswered<T>(done: Promise<T>, otherwise: T): Promise<T> {
  return done.catch((error: unknown) => {
    if (String(error).includes("promise was garbage collected")) return otherwise;
    throw error;
  });
}

/** Text of the page that is there now; empty while there is none. */
function textOf({ app }: OpenWindow): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }) => {
    const page = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().startsWith("pdfprompt-ui:"),
    )?.webContents;
    if (!page || page.isCrashed() || page.isLoading()) return "";
    // A page that ends meanwhile never answers.
    const late = new Promise<string>((resolve) => setTimeout(() => resolve(""), 1000));
    return Promise.race([page.executeJavaScript("document.body.innerText") as Promise<string>, late]);
  });
}

it("is loaded again where it crashes, with the sheet that was open, and the queue goes on meanwhile", async () => {
  suite.writePrompts(300);
  const out = join(suite.home, "out");
  await runCli(["submit", suite.inDir, "--out", out], { home: suite.home });
  const open = await suite.open();
  const sheet = suite.write("sheet.md", "# For the sheet\n");
  await dropFiles(open.page, [sheet]);
  await open.page.locator('[data-testid="import-add"][aria-disabled="false"]').waitFor();
  expect(await shownNumber(open.page, "done-count")).toBeLessThan(300);
  await crash(open);
  await until("it says so", async () => (await textOf(open)).includes("crashed and was loaded again"));
  await until("the sheet is there", async () => (await textOf(open)).includes("sheet.md"));
  await until("all are done", async () => {
    const { json } = await runCli(["status", "--json"], { home: suite.home });
    return json.done === 300;
  });
  const { json } = await runCli(["status", "--json"], { home: suite.home });
  expect(json).toMatchObject({ queued: 0, claimed: 0, failed: 0 });
});

it("says that a file is ready which was asked for before the page crashed", async () => {
  leaveDoneBatch(suite.home, { folder: suite.inDir, jobs: MANY });
  const open = await suite.open();
  const { page, app } = open;
  await app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = (async (_window: unknown, { defaultPath }: { defaultPath: string }) => ({
      canceled: false,
      filePath: defaultPath,
    })) as never;
  });
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("batch-more").click();
  await page.getByTestId("batch-zip").click();
  await page.getByTestId("making-progress").waitFor();
  await crash(open);
  await until("it is ready", async () => (await textOf(open)).includes("many.zip is ready"));
  await until("nothing is made any more", async () => !(await textOf(open)).includes("Making a ZIP file"));
});

it("asks before it is loaded again where it crashes all the time", async () => {
  const open = await suite.open();
  const { app } = open;
  await app.evaluate(({ dialog }) => {
    const asked = globalThis as { questions?: string[] };
    asked.questions = [];
    dialog.showMessageBox = (async (_window: unknown, { message, detail }: Record<string, string>) => {
      asked.questions?.push(`${message} | ${detail}`);
      return { response: 0, checkboxChecked: false };
    }) as never;
  });
  const questions = () => app.evaluate(() => (globalThis as { questions?: string[] }).questions ?? []);
  for (let time = 1; time <= 4; time += 1) {
    expect(await questions()).toEqual([]);
    await crash(open);
    await until(`it is there after crash ${time}`, async () =>
      (await textOf(open)).includes("crashed and was loaded again"),
    );
  }
  expect(await questions()).toEqual([
    expect.stringMatching(/^The window's page keeps crashing \| It crashed 4 times within a minute/),
  ]);
});
