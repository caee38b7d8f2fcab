import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { type OpenWindow, openWindow } from "../support/window";

const TIMEOUT_MS = 60_000;
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
  it("change the language at once, and keep it", { timeout: TIMEOUT_MS }, async () => {
    open = await openWindow(home);
    await open.page.getByTestId("open-settings").click();
    await open.page.getByTestId("language").selectOption("de");
    await open.page.getByText("Einstellungen").first().waitFor();
    expect(await open.page.evaluate(() => document.documentElement.lang)).toBe("de");
    await open.app.close();

    open = await openWindow(home);
    await open.page.getByText("Prompts hierher ziehen, PDFs erhalten").waitFor();
  });

  it("follow the system where nothing was chosen", { timeout: TIMEOUT_MS }, async () => {
    open = await openWindow(home, { LANGUAGE: "de", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" });
    await open.page.getByText("Prompts hierher ziehen, PDFs erhalten").waitFor();
  });

  it("hold a theme against that of the system", { timeout: TIMEOUT_MS }, async () => {
    const folder = join(home, ".config", "PDFPrompt");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "preferences.json"), JSON.stringify({ theme: "dark" }));
    open = await openWindow(home);
    const background = await open.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe("rgb(22, 22, 21)");
  });

  it("are clean to axe, open and closed", { timeout: TIMEOUT_MS }, async () => {
    open = await openWindow(home);
    expect(await findingsOfAxe(open.page)).toEqual([]);
    await open.page.getByTestId("open-settings").click();
    await open.page.getByTestId("language").waitFor();
    expect(await findingsOfAxe(open.page)).toEqual([]);
  });
});
