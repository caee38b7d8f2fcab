import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropAndAdd, type OpenWindow, openWindow, shownNumber } from "../support/window";

const JOBS = 120;
let home: string;
let inDir: string;
let open: OpenWindow;

beforeEach(async () => {
  home = tempFolder();
  inDir = join(home, "prompts");
  mkdirSync(inDir);
  open = await openWindow(home);
});
afterEach(() => open.app.close());

describe("the command palette", () => {
  it("does by keyboard alone what is found in it, goes to a job, and gives the focus back", async () => {
    const { page } = open;
    for (let number = 1; number <= JOBS; number += 1) writeFileSync(join(inDir, `p${number}.md`), `# ${number}\n`);
    const focus = () =>
      page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.tagName);
    const palette = page.getByTestId("palette");
    const choose = async (query: string) => {
      await page.keyboard.press("Control+k");
      await page.getByTestId("palette-input").fill(query);
      await page.keyboard.press("Enter");
      await palette.waitFor({ state: "detached" });
    };
    await page.getByTestId("add-files").focus();
    await choose("pause");
    await until("it is paused", async () => (await page.getByTestId("phase").getAttribute("data-phase")) === "paused");
    expect(await focus()).toBe("add-files");
    await dropAndAdd(page, [inDir]);
    await until("all are queued", async () => (await shownNumber(page, "queue-depth")) === JOBS);

    await page.getByTestId("open-palette").click();
    await page.getByTestId("palette-input").waitFor();
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });
    expect(await focus(), "it is opened by a button, too").toBe("open-palette");

    await choose("settings");
    await page.getByTestId("settings").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("settings").waitFor({ state: "detached" });
    // A dialog gives the focus back a moment after it is gone.
    await until("the focus is back", async () => (await focus()) === "open-palette");

    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-input").fill("p97");
    await page.getByTestId("palette").getByText("p97.pdf").waitFor();
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await until("the keyboard is on the job", async () =>
      page.evaluate(() => /p97\.pdf/.test(document.activeElement?.textContent ?? "")),
    );
    await choose("move to the top");
    await page.getByText("Moved to the top: it is next").waitFor();
    await choose("cancel all");
    await page.getByTestId("cancel-confirm").waitFor();
  });
});
