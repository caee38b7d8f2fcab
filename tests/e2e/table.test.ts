import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropAndAdd, type OpenWindow, openWindow, shownNumber } from "../support/window";

let inDir: string;
let open: OpenWindow;

beforeEach(async () => {
  const home = tempFolder();
  inDir = join(home, "prompts");
  mkdirSync(inDir);
  open = await openWindow(home);
});
afterEach(() => open.app.close());

it("is searched, selected whole, tried again and sorted by error", async () => {
  const { page } = open;
  for (const name of ["a", "b", "c"]) writeFileSync(join(inDir, `letter-${name}.md`), `# ${name}\n`);
  for (const name of ["x", "y"]) {
    writeFileSync(join(inDir, `bad-${name}.md`), `---\ntemplate: ${name}.liquid\n---\n# ${name}\n`);
  }
  await dropAndAdd(page, [inDir]);
  await until("all have ended", async () => {
    const ended = await Promise.all(["done-count", "failed-count"].map((id) => shownNumber(page, id)));
    return ended.join() === "3,2";
  });
  await page.keyboard.press("Control+f");
  await page.keyboard.insertText("BAD");
  const found = page.getByTestId("search-count");
  await until("it says how many were found", async () => (await found.textContent()) === "2 of 5");

  await page.getByTestId("job-row").first().focus();
  await page.keyboard.press("Control+a");
  await page.getByTestId("bulk-retry").waitFor();
  expect(await page.getByTestId("selection-count").textContent()).toBe("2 selected");
  expect(await findingsOfAxe(page)).toEqual([]);
  for (const name of ["x", "y"]) writeFileSync(join(inDir, `${name}.liquid`), "<p>{{ content }}</p>");
  await page.keyboard.press("r");
  await page.getByText("2 jobs put back in the queue").waitFor();
  await until("they are done now", async () => (await shownNumber(page, "done-count")) === 5);

  await page.getByTestId("job-search").fill("nothing like it");
  await page.getByTestId("search-clear").waitFor();
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.getByTestId("job-search").press("Escape");
  await page.getByTestId("job-row").nth(4).waitFor();

  const names = async () => {
    const rows = await page.getByTestId("job-row").locator('[aria-colindex="2"]').allTextContents();
    return rows.map((name) => name.replace(".pdf", "").slice(-1)).join("");
  };
  await page.getByTestId("sort-name").click();
  await until("it is sorted by name", async () => (await names()) === "xyabc");
  await page.keyboard.press("Enter");
  await until("it is sorted the other way", async () => (await names()) === "cbayx");
  expect(await page.locator('[aria-sort="descending"]').textContent()).toBe("Name");
  expect(await findingsOfAxe(page)).toEqual([]);
});
