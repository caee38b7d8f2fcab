import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropAndAdd, type OpenWindow, openWindow, shownNumber } from "../support/window";

const JOBS = 160;
let open: OpenWindow | undefined;
afterEach(() => open?.app.close());

it("makes as many PDFs at once as is chosen while it renders, loses none, and keeps the choice", async () => {
  const home = tempFolder();
  const inDir = join(home, "prompts");
  mkdirSync(inDir);
  for (let number = 1; number <= JOBS; number += 1) writeFileSync(join(inDir, `p${number}.md`), `# ${number}\n`);
  open = await openWindow(home);
  const { page, outDir } = open;
  await dropAndAdd(page, [inDir]);
  await page.getByTestId("open-lanes").click();
  await page.getByTestId("concurrency-mode").getByText("A fixed number").click();
  const slider = page.getByTestId("lanes-popover").getByRole("slider");
  await slider.press("Home");
  await until("one is made at a time", async () => (await page.getByTestId("open-lanes").textContent()) === "1 lane");
  for (let step = 0; step < 4; step += 1) await slider.press("ArrowRight");
  await until("five are", async () => (await page.getByTestId("open-lanes").textContent()) === "5 lanes");
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await until("all are done", async () => (await shownNumber(page, "done-count")) === JOBS);
  expect(readdirSync(outDir).filter((name) => name.endsWith(".pdf"))).toHaveLength(JOBS);
  const kept = JSON.parse(readFileSync(join(home, ".config", "PDFPrompt", "preferences.json"), "utf8"));
  expect(kept.concurrency).toBe(5);
  await open.app.close();

  open = await openWindow(home, { PDFPROMPT_WORKER_CONCURRENCY: "2" });
  await open.page.getByTestId("open-lanes").click();
  await open.page.getByTestId("concurrency-fixed").getByText("PDFPROMPT_WORKER_CONCURRENCY").waitFor();
  expect(await open.page.getByTestId("open-lanes").textContent()).toBe("2 lanes");
});
