import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { runCli } from "../support/cli";
import { leaveFullQueue } from "../support/full-queue";
import { pdfText } from "../support/pdf";
import { until } from "../support/until";
import { shownNumber } from "../support/window";
import { pdfsIn, windowSuite } from "../support/window-suite";

/** As many as take a few seconds, also on a fast machine. */
const PROMPTS = 600;
const suite = windowSuite();

/** `data-testid` of what has the keyboard focus. */
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? "");

it("goes on after a kill: says how many jobs were put back, and makes each PDF once", async () => {
  suite.writePrompts(PROMPTS);
  // All of them are queued before: of a folder that is still being read, a kill leaves what was.
  await runCli(["submit", suite.inDir, "--out", join(suite.home, "out")], { home: suite.home });
  const { app, page } = await suite.open({ PDFPROMPT_WORKER_CONCURRENCY: "3" });
  await until("some are done", async () => (await shownNumber(page, "done-count")) > 5);
  const ended = new Promise((resolve) => app.process().on("exit", resolve));
  app.process().kill("SIGKILL");
  await ended;
  const { json } = await runCli(["status", "--json"], { home: suite.home });
  expect(json.done, "it was in the middle of the work").toBeLessThan(PROMPTS);

  const { page: again } = await suite.open();
  const recovered = again.getByTestId("recovered");
  await recovered.waitFor();
  expect(await findingsOfAxe(again)).toEqual([]);
  const [jobs = 0, interrupted = 0] = ((await recovered.textContent()) ?? "").match(/\d+/g)?.map(Number) ?? [];
  expect(jobs, "all that was left is told of").toBe(PROMPTS - json.done);
  expect(interrupted, "and how much of it was running").toBeGreaterThan(0);
  expect(interrupted).toBeLessThan(jobs);
  await until("all are done", async () => (await shownNumber(again, "done-count")) === PROMPTS);
  const names = Array.from({ length: PROMPTS }, (_, index) => `p${index + 1}.pdf`);
  expect(pdfsIn(join(suite.home, "out")).sort()).toEqual(names.sort());
});

it("needs no mouse from the start to the PDF that is opened", async () => {
  const letter = suite.write("letter.md", "# A letter\n\nWritten without a mouse.\n");
  const { app, page, outDir } = await suite.open();
  // The dialog and the other program are the system's.
  await app.evaluate(({ dialog, shell }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    shell.openPath = async (opened) => {
      Object.assign(globalThis, { opened });
      return "";
    };
  }, letter);
  await page.keyboard.press("Control+o");
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').waitFor();
  await page.keyboard.press("Enter");
  await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
  await page.getByTestId("import").waitFor({ state: "detached" });
  await page.locator('[data-testid="job-row"][data-state="done"]').waitFor();
  await until("the focus comes to the list", async () => {
    await page.keyboard.press("F6");
    return (await focused(page)) === "job-row";
  });
  await page.keyboard.press("Enter");
  const opened = () => app.evaluate(() => (globalThis as { opened?: string }).opened);
  await until("it is opened", async () => (await opened()) !== undefined);
  expect(await opened()).toBe(join(outDir, "letter.pdf"));
  expect(pdfText(join(outDir, "letter.pdf"))).toContain("Written without a mouse.");
});

it("reaches the last of 100,000 jobs, and the few that failed, with no more rows drawn than are seen", async () => {
  leaveFullQueue(suite.home, { jobs: 100_000, failed: 3 });
  const { page } = await suite.open();
  const grid = page.getByTestId("job-grid");
  const rows = page.getByTestId("job-row");
  const rowOf = (name: string) => rows.filter({ hasText: name });
  await rowOf("job1.pdf").first().waitFor();
  expect(await grid.getAttribute("aria-rowcount")).toBe("100001");
  await rows.first().focus();
  await page.keyboard.press("End");
  await rowOf("job100000.pdf").waitFor();
  expect(await rowOf("job100000.pdf").getAttribute("aria-rowindex")).toBe("100001");
  await until("the last one has the focus", () =>
    page.evaluate(() => document.activeElement?.textContent?.includes("job100000.pdf") ?? false),
  );
  await grid.hover();
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -4000);
  const filled = page.locator('[data-testid="job-row"][data-state]');
  await until("rows far above are there, not gaps", async () => {
    const indexes = await filled.evaluateAll((all) => all.map((row) => Number(row.getAttribute("aria-rowindex"))));
    return indexes.length > 10 && indexes.every((index) => index < 99_000);
  });
  expect(await rows.count()).toBeLessThan(80);
  await page.getByTestId("filter-failed").click();
  await until("the failed ones are shown", async () => (await rows.count()) === 3);
  expect(await rows.allTextContents()).toEqual(
    [1, 2, 3].map((number) =>
      expect.stringMatching(new RegExp(`job${number}\\.pdf.*The template does not say what to do\\.`)),
    ),
  );
});
