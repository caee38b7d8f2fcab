import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { type OpenWindow, openWindow, shownNumber } from "../support/window";

let home: string;
let open: OpenWindow | undefined;

beforeEach(() => {
  home = tempFolder();
});
afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

/** Has this chosen in the system's next dialogs. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** The text of the page that is previewed, as those hear it who do not see it. */
async function previewed(page: Page): Promise<string> {
  const drawn = page.getByTestId("template-preview").getByRole("img");
  // At one moment: a busy sign comes and goes beside it.
  return drawn.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? "").join(" "));
}

describe("the templates", () => {
  it("are tried by typing, say what is wrong at its line, and are used for new prompts", async () => {
    const guests = join(home, "guests.csv");
    writeFileSync(guests, "name,place\nAda Lovelace,Old Mill\n");
    open = await openWindow(home);
    const { app, page } = open;
    await page.getByTestId("rail-templates").click();
    const card = page.getByTestId("template-invitation");
    await until("it has a picture", async () => (await card.getAttribute("data-picture")) === "page");
    expect(await findingsOfAxe(page)).toEqual([]);
    await card.press("Enter");
    const area = page.getByTestId("sample-text");
    const sample = await area.inputValue();
    await until("its sample is printed", async () => /harbour trio/.test(await previewed(page)));
    expect(await page.getByTestId("template-fields").textContent()).toContain("table_number");

    await area.fill(sample.replace("Zoë Żurawska", "Grace Hopper"));
    await until("the page follows", async () => /Grace Hopper/.test(await previewed(page)));
    await area.fill(`${sample.split("\n")[0]}\nonly one cell\n`);
    const line = page.getByTestId("go-to-line");
    await line.waitFor();
    expect(await line.textContent()).toBe("Line 2");
    expect(await previewed(page), "the last page stays").toContain("Grace Hopper");
    expect(await findingsOfAxe(page)).toEqual([]);
    await line.press("Enter");
    const caret = await area.evaluate((element) => (element as HTMLTextAreaElement).selectionStart);
    expect(caret).toBe((sample.split("\n")[0]?.length ?? 0) + 1);

    await answerDialogs(app, guests);
    await page.getByTestId("use-template").click();
    await page.getByTestId("import").waitFor();
    expect(await page.getByTestId("import-template").inputValue()).toBe("invitation");
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').press("Enter");
    await page.getByTestId("rail-queue").click();
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
    expect(pdfText(join(open.outDir, "guests-1.pdf"))).toContain("Ada Lovelace");
  });

  it("of one's own are shown as they are, and anew as they change", async () => {
    const folder = join(home, "cards");
    mkdirSync(folder);
    const template = join(folder, "card.liquid");
    writeFileSync(template, "<h1>Welcome {{ guest }}</h1>");
    open = await openWindow(home);
    const { app, page } = open;
    await answerDialogs(app, folder);
    await page.getByTestId("rail-templates").click();
    await page.getByTestId("add-template-folder").click();
    await page.getByTestId("own-place").getByRole("button", { name: "card.liquid" }).click();
    await until("it is printed", async () => /Welcome guest/.test(await previewed(page)));
    writeFileSync(template, "<h1>Goodbye {{ guest }} of {{ town }}</h1>");
    await page.getByText("town", { exact: true }).waitFor();
    await page
      .getByTestId("sample-problem")
      .getByText(/card\.liquid:1.*town/)
      .waitFor();
    writeFileSync(template, "<h1>Goodbye {{ guest }}</h1>");
    await until("it is printed anew", async () => /Goodbye guest/.test(await previewed(page)));
    await page.getByTestId("all-templates").click();
    expect(await page.getByTestId("own-place").count()).toBe(1);
  });
});
