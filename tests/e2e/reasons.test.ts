import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { until } from "../support/until";
import { dropFiles, shownNumber } from "../support/window";
import { windowSuite } from "../support/window-suite";

const GERMAN = { LANGUAGE: "de", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" };
const suite = windowSuite();

const rowOf = (page: Page, name: string) => page.locator('[data-testid="job-row"]', { hasText: name });

it("says in German what kind of failure it is and what helps, and then the exact reason", async () => {
  suite.write("template.md", "---\ntemplate: parts/mine.liquid\n---\nHello\n");
  suite.write("picture.md", "# Picture\n\n![](nowhere.png)\n");
  suite.write("typo.md", "---\ntitel: typo\n---\ntext\n");
  const { app, page } = await suite.open(GERMAN);

  await dropFiles(page, [suite.inDir]);
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').waitFor();
  const rejected = page.getByTestId("import-problems").locator("li", { hasText: "typo.md" });
  const said = await rejected.textContent();
  expect(said).toMatch(/Die Eingabe ist nicht gültig\. Berichtigen Sie die Datei .*titel/);
  await page.getByTestId("import-add").click();

  await until("one failed, one is done", async () => (await shownNumber(page, "failed-count")) === 1);
  const cell = await rowOf(page, "template.pdf").locator('[aria-colindex="8"]').textContent();
  expect(cell).toMatch(/^Die Vorlage ist fehlgeschlagen: .*mine\.liquid/);
  await rowOf(page, "template.pdf").focus();
  await page.keyboard.press("i");
  const error = page.getByTestId("inspector-error");
  await error.getByText("Berichtigen Sie den Namen oder die Vorlage").waitFor();
  const exact = error.locator('[lang="en"]');
  expect(cell).toContain(await exact.textContent());
  expect(await exact.evaluate((element) => getComputedStyle(element).userSelect)).toBe("text");
  await error.getByRole("button", { name: "Fehler kopieren" }).click();
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText());
  await until("the exact reason is copied", async () => /mine\.liquid.*\(template-failed\)/.test(await copied()));
  await rowOf(page, "template.pdf").getByRole("button", { name: "Einzelheiten zeigen" }).click();
  expect(await page.getByTestId("job-details").textContent()).toContain("Berichtigen Sie den Namen");
  expect(await findingsOfAxe(page)).toEqual([]);

  await until("the other is done", async () => (await shownNumber(page, "done-count")) === 1);
  const warned = rowOf(page, "picture.pdf").locator('[aria-colindex="8"]');
  expect(await warned.textContent()).toMatch(/^Warnung: Eine benutzte Datei fehlt: .*nowhere\.png/);
  await rowOf(page, "picture.pdf").focus();
  expect(await page.getByTestId("inspector-warnings").textContent()).toMatch(/Legen Sie die Datei dorthin.*nowhere/);
  await page.getByRole("tab", { name: "Verlauf" }).click();
  await page.getByTestId("inspector-log").getByText("Eine benutzte Datei fehlt.").waitFor();
  expect(await page.getByTestId("inspector-log").textContent()).toMatch(/Legen Sie die Datei dorthin.*nowhere\.png/);
});
