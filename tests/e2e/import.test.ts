import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { pdfPageSize, pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropAndAdd, dropFiles, type OpenWindow, openWindow, shownNumber } from "../support/window";

let home: string;
let inDir: string;
let open: OpenWindow | undefined;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "prompts");
  mkdirSync(inDir);
});
afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

const write = (name: string, text: string | Buffer) => {
  writeFileSync(join(inDir, name), text);
  return join(inDir, name);
};
const pdfs = () =>
  readdirSync(open?.outDir ?? "")
    .filter((name) => name.endsWith(".pdf"))
    .sort();

/** Waits for the sheet to have read all, and gives what its button says. */
async function whenRead(page: Page): Promise<string> {
  const add = page.getByTestId("import-add");
  await until("all is read", async () => !/Reading/.test((await add.textContent()) ?? "Reading"));
  return (await add.textContent()) ?? "";
}

/** The rows of the table of files, cells apart by a space. */
async function tableText(page: Page): Promise<string> {
  const rows = await page.getByTestId("import-files").locator("tr").all();
  const texts = await Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
  return texts.map((cells) => cells.join(" ")).join("\n");
}

/** The text of the page that is previewed, as those hear it who do not see it. */
async function previewed(page: Page): Promise<string> {
  const drawn = page.getByTestId("import-preview").getByRole("img");
  // At one moment: a busy sign comes and goes beside it.
  return drawn.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? "").join(" "));
}

describe("the import sheet", () => {
  it("shows what was found and what not, and adds exactly what it says", async () => {
    write("a.md", "# One\n");
    write("old.txt", Buffer.from("caf\xe9", "latin1"));
    write("broken.md", "---\ntitel: typo\n---\ntext\n");
    write("rows.csv", "prompt,city\nfirst,Ulm\nsecond\nthird,Bonn\n");
    open = await openWindow(home);
    const { page } = open;
    await dropFiles(page, [inDir]);
    expect(await whenRead(page)).toBe("Add 4 jobs");
    const files = await tableText(page);
    expect(files).toContain("4 files");
    expect(files).toContain("prompts/old.txt Windows-1252 1 –");
    expect(files).toContain("prompts/rows.csv UTF-8 2 1");
    const problems = await page.getByTestId("import-problems").textContent();
    expect(problems).toContain("broken.md:2:1");
    expect(problems).toContain('did you mean "title"?');
    expect(problems).toContain("rows.csv:3");
    expect(await shownNumber(page, "queue-depth"), "nothing is queued before").toBe(0);
    await page.getByTestId("import-add").click();
    await until("all are done", async () => (await shownNumber(page, "done-count")) === 4);
    expect(pdfs()).toEqual(["a.pdf", "old.pdf", "rows-1.pdf", "rows-3.pdf"]);
  });

  it("says which PDF stays though its prompt was edited", async () => {
    const rows = write("rows.csv", "prompt\nfirst\nsecond\n");
    open = await openWindow(home);
    const { page } = open;
    await dropAndAdd(page, [rows]);
    await until("all are done", async () => (await shownNumber(page, "done-count")) === 2);
    write("rows.csv", "prompt\nfirst\nsecond once more\n");
    await dropAndAdd(page, [rows]);
    await page.getByText("1 queued, 1 unchanged, 1 PDF of an earlier version stays: rows-2.pdf").waitFor();
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 3);
    expect(pdfs()).toEqual(["rows-1.pdf", "rows-2-2.pdf", "rows-2.pdf"]);
  });

  it("fills a template's fields from columns of other names, and prints what it previewed", async () => {
    const table = write("guests.csv", "Guest,PLACE,Table-Number\nAda Lovelace,Old Mill,7\nAlan Turing,Barn,12\n");
    open = await openWindow(home);
    const { page } = open;
    await dropFiles(page, [table]);
    expect(await whenRead(page), "there is no text and no template").toBe("Nothing to add");
    expect(await page.getByTestId("import-problems").textContent()).toContain("Guest, PLACE, Table-Number");

    await page.getByTestId("import-template").selectOption("invitation");
    const field = (name: string) => page.locator(`[data-field="${name}"] select`);
    await until(
      "fields that differ in writing only are filled",
      async () => (await field("place").inputValue()) === "PLACE",
    );
    expect(await field("table_number").inputValue()).toBe("Table-Number");
    expect(await field("name").inputValue()).toBe("");
    await field("name").selectOption("Guest");
    expect(await whenRead(page)).toBe("Add 2 jobs");
    await until("the first is previewed", async () => /Ada Lovelace.*Old Mill/.test(await previewed(page)));
    await page.getByTestId("import-next").click();
    await until("the next is previewed", async () => /Alan Turing.*Barn/.test(await previewed(page)));
    await page.getByTestId("import-add").click();
    await until("both are done", async () => (await shownNumber(page, "done-count")) === 2);
    expect(pdfText(join(open.outDir, "guests-2.pdf"))).toMatch(/Alan Turing/);
  });

  it("shows the names that a pattern gives, how many are taken, and what is wrong with one", async () => {
    const table = write(
      "people.jsonl",
      ["Ulm", "Bonn", "Ulm"].map((city) => JSON.stringify({ prompt: "Hi", data: { city } })).join("\n"),
    );
    open = await openWindow(home);
    const { page } = open;
    await dropFiles(page, [table]);
    await whenRead(page);
    const name = page.getByTestId("import-name");
    await name.fill("{field:city|lower}");
    const names = page.getByTestId("import-names");
    await until(
      "the names are shown",
      async () => (await names.locator("li").allTextContents()).join(" ") === "ulm.pdf bonn.pdf ulm-2.pdf",
    );
    expect(await page.getByTestId("import-collisions").textContent()).toBe("1 name is taken and gets a number");
    await name.fill("{cty}");
    await page.getByText("unknown placeholder {cty}").first().waitFor();
    expect(await page.getByTestId("import-add").getAttribute("aria-disabled")).toBe("true");
    await name.fill("");
    expect(await whenRead(page)).toBe("Add 3 jobs");
  });

  it("needs no mouse: the focus is on adding, and Escape leaves everything as it was", async () => {
    write("a.md", "# One\n");
    open = await openWindow(home);
    const { page } = open;
    await dropFiles(page, [inDir]);
    await whenRead(page);
    await page.keyboard.press("Escape");
    await page.getByTestId("import").waitFor({ state: "detached" });
    expect(await shownNumber(page, "queue-depth")).toBe(0);
    await dropFiles(page, [inDir]);
    await whenRead(page);
    await page.keyboard.press("Enter");
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
  });

  it("says of a prompt that would fail why, and does not stop the others", async () => {
    write("a.md", "---\ntemplate: leter\n---\nHello\n");
    write("b.md", "# Fine\n");
    open = await openWindow(home);
    const { page } = open;
    await dropFiles(page, [inDir]);
    await whenRead(page);
    expect(await page.getByTestId("import-problems").textContent()).toContain('Did you mean "letter"?');
    await until("the preview says it, too", async () =>
      /Did you mean "letter"/.test((await page.getByTestId("import-preview").textContent()) ?? ""),
    );
    await page.getByTestId("import-next").click();
    await until("the other is previewed", async () => /Fine/.test(await previewed(page)));
  });

  it("says what would be printed, but not as it was meant", async () => {
    write("a.md", "# One\n\n![chart](chart.png)\n");
    open = await openWindow(home);
    const { page } = open;
    await dropFiles(page, [inDir]);
    expect(await whenRead(page)).toBe("Add 1 job");
    const warnings = await page.getByTestId("import-warnings").textContent();
    expect(warnings).toMatch(/^1 warninga\.md:3"chart\.png" was left out/);
    expect(await page.getByTestId("import-problems").count()).toBe(0);
    expect(await findingsOfAxe(page)).toEqual([]);
  });

  it("takes a template of one's own, and says what is wrong with one", async () => {
    const table = write("guests.csv", "Who\nAda\n");
    const template = join(home, "card.liquid");
    writeFileSync(template, "<h1>Welcome {{ who }}{% if %}</h1>");
    open = await openWindow(home);
    const { app, page } = open;
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, template);
    await dropFiles(page, [table]);
    await whenRead(page);
    await page.getByTestId("import-own-template").click();
    await page
      .getByText(/card\.liquid.* failed/)
      .first()
      .waitFor();
    expect(await page.getByTestId("import-add").getAttribute("aria-disabled")).toBe("true");
    writeFileSync(template, "<h1>Welcome {{ who }}</h1>");
    await page.getByTestId("import-own-template").click();
    await until("it is previewed", async () => /Welcome Ada/.test(await previewed(page)));
    expect(await whenRead(page)).toBe("Add 1 job");
    await page.getByTestId("import-add").click();
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
    expect(pdfText(join(open.outDir, "guests-1.pdf"))).toContain("Welcome Ada");
  });

  it("keeps what was chosen as a preset, and takes it over for other files", async () => {
    const first = write("first.md", "# One\n");
    const second = write("second.md", "# Two\n");
    open = await openWindow(home);
    const { page, outDir } = open;
    await dropFiles(page, [first]);
    await page.getByTestId("import-template").selectOption("letter");
    await page.getByTestId("import-name").fill("offer-{stem}");
    await page.getByTestId("import-options").locator("summary").click();
    await page.getByTestId("page-size").selectOption("A5");
    await page.getByTestId("preset-save").click();
    await page.getByTestId("preset-name").fill("Offers");
    await page.keyboard.press("Enter");
    await until("it is the one chosen", async () => (await page.getByTestId("preset").inputValue()) === "Offers");
    // While the question for its name is closing, Escape is for that.
    await page.getByTestId("preset-name").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByTestId("import").waitFor({ state: "detached" });

    await dropFiles(page, [second]);
    await page.getByTestId("preset").selectOption("Offers");
    await until("it is taken over", async () => (await page.getByTestId("import-template").inputValue()) === "letter");
    expect(await page.getByTestId("import-name").inputValue()).toBe("offer-{stem}");
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').click();
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
    expect(pdfPageSize(join(outDir, "offer-second.pdf"))).toEqual([148, 210]);

    await dropFiles(page, [first]);
    await page.getByTestId("preset").selectOption("Offers");
    await page.getByTestId("preset-remove").click();
    await until("it is gone", async () => (await page.getByTestId("preset").locator("option").count()) === 1);
  });

  it("is skipped where dropped files are to be added at once", async () => {
    write("a.md", "# One\n");
    open = await openWindow(home);
    const { page } = open;
    await page.getByTestId("open-settings").click();
    const atOnce = page.getByTestId("add-at-once");
    await atOnce.press("Space");
    await until("it is chosen", () => atOnce.isChecked());
    await page.keyboard.press("Escape");
    await dropFiles(page, [inDir]);
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
    expect(await page.getByTestId("import").count()).toBe(0);
  });

  it("is clean to axe", async () => {
    const table = write("guests.csv", "Guest,prompt\nAda,Hello\nAlan\n");
    open = await openWindow(home);
    await dropFiles(open.page, [table]);
    await open.page.getByTestId("import-template").selectOption("letter");
    await whenRead(open.page);
    await until("it is previewed", async () => /Hello/.test(await previewed(open?.page as Page)));
    expect(await findingsOfAxe(open.page)).toEqual([]);
  });
});
