import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { pdfPageSize } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropFiles, type OpenWindow, openWindow, shownNumber } from "../support/window";

let home: string;
let open: OpenWindow | undefined;

beforeEach(() => {
  home = tempFolder();
});
afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

describe("the settings", () => {
  it("change the language at once, and keep it", async () => {
    open = await openWindow(home);
    await open.page.getByTestId("open-settings").click();
    await open.page.getByTestId("language").selectOption("de");
    await open.page.getByText("Einstellungen").first().waitFor();
    expect(await open.page.evaluate(() => document.documentElement.lang)).toBe("de");
    await open.app.close();

    open = await openWindow(home);
    await open.page.getByText("Prompts hierher ziehen, PDFs erhalten").waitFor();
  });

  it("follow the system where nothing was chosen", async () => {
    open = await openWindow(home, { LANGUAGE: "de", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" });
    await open.page.getByText("Prompts hierher ziehen, PDFs erhalten").waitFor();
  });

  it("hold a theme against that of the system", async () => {
    const folder = join(home, ".config", "PDFPrompt");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "preferences.json"), JSON.stringify({ theme: "dark" }));
    open = await openWindow(home);
    const background = await open.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe("rgb(22, 22, 21)");
  });

  it("say how PDFs are made of what is added afterwards, and at the field what cannot be", async () => {
    const inDir = join(home, "prompts");
    mkdirSync(inDir);
    writeFileSync(join(inDir, "a.md"), "# One\n");
    open = await openWindow(home);
    const { page, outDir } = open;
    await page.getByTestId("open-settings").click();
    await page.getByTestId("page-size").selectOption("A5");
    await page.getByTestId("page-orientation").selectOption("landscape");
    await page.getByTestId("page-margins").fill("10");
    await page.getByText("Write a length such as 20mm").waitFor();
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.getByTestId("page-margins").fill("10mm");
    await page.getByTestId("default-name").fill("{stm}");
    await page.getByText("unknown placeholder {stm}").waitFor();
    await page.getByTestId("default-name").fill("mine-{stem}");
    await page.getByTestId("default-timeout").fill("90");
    await page.keyboard.press("Escape");
    await page.getByTestId("settings").waitFor({ state: "detached" });
    await dropFiles(page, [inDir]);
    await page.getByText("3 options chosen").click();
    expect(await page.getByTestId("import-options").getByTestId("page-margins").inputValue()).toBe("10mm");
    await page.getByTestId("page-orientation").selectOption("portrait");
    await page.locator('[data-testid="import-add"][aria-disabled="false"]').click();
    await until("it is done", async () => (await shownNumber(page, "done-count")) === 1);
    expect(pdfPageSize(join(outDir, "mine-a.pdf")), "A5, as chosen in the sheet").toEqual([148, 210]);
    const kept = JSON.parse(readFileSync(join(home, ".config", "PDFPrompt", "preferences.json"), "utf8"));
    expect(kept.batch).toMatchObject({ name: "mine-{stem}", timeoutMs: 90_000, options: { landscape: true } });
  });

  it("show the output folder of the toolbar, and change it", async () => {
    const chosen = join(home, "Elsewhere");
    open = await openWindow(home);
    const { app, page, outDir } = open;
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, chosen);
    await page.getByTestId("open-settings").click();
    const shown = page.getByTestId("settings-folder");
    expect(await shown.textContent()).toBe(outDir);
    await page.getByTestId("settings-change-folder").press("Enter");
    await shown.filter({ hasText: chosen }).waitFor();
    expect(await page.getByTestId("output-folder").textContent()).toBe("Elsewhere");
  });

  it("limit the memory of each PDF, unless the environment does", async () => {
    open = await openWindow(home);
    await open.page.getByTestId("open-settings").click();
    const file = join(home, ".config", "PDFPrompt", "preferences.json");
    const kept = () => existsSync(file) && JSON.parse(readFileSync(file, "utf8")).rendererMb;
    const seen = new Set<unknown>();
    const looking = setInterval(() => seen.add(kept()), 5);
    const field = open.page.getByTestId("memory-limit");
    const type = async (mb: string) => {
      await field.press("ControlOrMeta+a");
      await field.pressSequentially(mb, { delay: 60 });
    };
    try {
      await type("8192");
      await field.press("Enter");
      await until("it is kept with Enter", () => kept() === 8192);
      await type("20480");
      await field.blur();
      await until("it is kept when it is left", () => kept() === 20_480);
      await type("3072");
      await open.page.keyboard.press("Escape");
      await until("it is kept when the settings are closed", () => kept() === 3072);
      const halves = [...seen].filter((mb) => typeof mb === "number" && ![8192, 20_480, 3072].includes(mb));
      expect(halves, "of what was typed, such as 819").toEqual([]);
    } finally {
      clearInterval(looking);
    }
    await open.app.close();

    open = await openWindow(home, { PDFPROMPT_MAX_RENDERER_MB: "900" });
    await open.page.getByTestId("open-settings").click();
    await open.page.getByTestId("memory-fixed").getByText("900 MB. The environment says so").waitFor();
    expect(await open.page.getByTestId("memory-limit").count()).toBe(0);
    expect(await findingsOfAxe(open.page)).toEqual([]);
  });

  it("list the presets of the sheet, forget one, and take that back", async () => {
    const folder = join(home, ".config", "PDFPrompt");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "presets.json");
    const preset = { template: "letter", ownTemplate: null, onConflict: "unique", options: {} };
    const presets = ["Bids", "Offers"].map((name) => ({ ...preset, name, pattern: `${name}-{stem}` }));
    writeFileSync(file, JSON.stringify({ presets }));
    const kept = () => JSON.parse(readFileSync(file, "utf8")).presets.map(({ name }: { name: string }) => name);
    open = await openWindow(home);
    const { page } = open;
    await page.getByTestId("open-settings").click();
    const rows = page.getByTestId("presets").locator("li");
    await rows.filter({ hasText: "letter · Offers-{stem}" }).waitFor();
    await page.getByRole("button", { name: "Delete the preset Bids" }).click();
    await until("it is forgotten", async () => (await rows.count()) === 1);
    expect(kept()).toEqual(["Offers"]);
    await page.getByTestId("undo").click();
    await until("it is back", async () => (await rows.count()) === 2);
    expect(kept().sort()).toEqual(["Bids", "Offers"]);
  });

  it("are clean to axe, open and closed", async () => {
    open = await openWindow(home);
    expect(await findingsOfAxe(open.page)).toEqual([]);
    await open.page.getByTestId("open-settings").click();
    await open.page.getByTestId("language").waitFor();
    expect(await findingsOfAxe(open.page)).toEqual([]);
  });
});
