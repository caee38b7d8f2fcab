import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Queue } from "../../main/queue";
import { newJob } from "../support/jobs";
import { until } from "../support/until";
import { windowSuite } from "../support/window-suite";

/** More than the list asks for at once. */
const BATCHES = 200;
const suite = windowSuite();

function leaveBatches(): void {
  const folder = join(suite.home, ".config", "PDFPrompt");
  mkdirSync(folder, { recursive: true });
  const queue = new Queue(join(folder, "queue.db"));
  for (let number = 1; number <= BATCHES; number += 1) {
    const label = `batch ${number}`;
    const { id } = queue.openBatch({ callKey: label, label, outDir: join(suite.home, "out"), settings: "{}" });
    queue.addJobs(id, [newJob(`job${number}`)]);
  }
  queue.pause("finish");
  queue.close();
}

it("the list of batches keeps the keys also where the batch that was gone to is still to be read", async () => {
  leaveBatches();
  const { page } = await suite.open();
  await page.getByTestId("rail-batches").click();
  await page.getByTestId("batch-row").first().focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.keyboard.press("End");
  await until("the last one has the focus", async () => (await focused()).includes("batch 1"));
  await page.keyboard.press("ArrowUp");
  await until("the keys are heard", async () => (await focused()).includes("batch 2"));
  await page.keyboard.press("Home");
  await until("the first one has the focus", async () => (await focused()).includes(`batch ${BATCHES}`));
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("row");
});
