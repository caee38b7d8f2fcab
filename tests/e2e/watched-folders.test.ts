import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockFolder } from "../../main/queue";
import { findingsOfAxe } from "../support/axe";
import { pdfPageSize } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { type OpenWindow, openWindow } from "../support/window";

let home: string;
let inbox: string;
let open: OpenWindow | undefined;

beforeEach(() => {
  home = tempFolder();
  inbox = join(home, "inbox");
  mkdirSync(inbox);
});
afterEach(async () => {
  await open?.app.close().catch(() => undefined);
  open = undefined;
});

/** Has the dialog for folders answered with one, and opens the settings. */
async function addFolder({ app, page }: OpenWindow, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [path] })) as never;
  }, folder);
  await page.getByTestId("watched-add").click();
}

/** Closes the window as its button does, and waits for the end of the app. */
async function closeWindow({ app }: OpenWindow): Promise<void> {
  const ended = new Promise((resolve) => app.process().on("exit", resolve));
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().startsWith("pdfprompt-ui:"),
    );
    setTimeout(() => window?.close(), 20);
  });
  await ended;
}

async function expectRendered(name: string): Promise<void> {
  writeFileSync(join(inbox, `${name}.md`), `# ${name}\n`);
  await until(`${name} is in done`, () => existsSync(join(inbox, "done", `${name}.md`)));
  expect(existsSync(join(inbox, "pdfs", `${name}.pdf`))).toBe(true);
}

it("watches a folder that is added, also after a restart, until it is removed", async () => {
  open = await openWindow(home);
  await open.page.getByTestId("open-settings").click();
  await addFolder(open, inbox);
  const row = open.page.getByTestId("watched-folder");
  await row.filter({ hasText: "Watching" }).waitFor();
  expect(await row.getByText(basename(inbox), { exact: true }).getAttribute("title")).toBe(inbox);
  await expectRendered("first");
  await closeWindow(open);

  open = await openWindow(home);
  await expectRendered("second");
  await open.page.getByTestId("open-settings").click();
  await open.page.getByTestId("watched-remove").click();
  await open.page.getByTestId("watched-folder").waitFor({ state: "detached" });
  // Nobody has it any more, so nobody takes what arrives in it.
  await until("it is let go", () => {
    try {
      lockFolder(inbox).release();
      return true;
    } catch {
      return false;
    }
  });
  await closeWindow(open);
  open = await openWindow(home);
  await open.page.getByTestId("open-settings").click();
  await open.page.getByText("No folder is watched.").waitFor();
});

it("says what a file failed of, what is wrong with a preset, and that a folder is gone", async () => {
  open = await openWindow(home);
  const { page } = open;
  await page.getByTestId("open-settings").click();
  await addFolder(open, inbox);
  const row = page.getByTestId("watched-folder");
  await row.filter({ hasText: "Watching" }).waitFor();
  writeFileSync(join(inbox, "letter.md"), "---\ntitel: x\n---\ntext\n");
  await page.getByText("A file in inbox failed").waitFor();
  await page.getByText(/^letter\.md:2.*titel.*It is in failed\/\.$/).waitFor();
  writeFileSync(join(inbox, "other.md"), "---\ntitel: x\n---\ntext\n");
  await page.getByText("2 files in inbox failed").waitFor();

  writeFileSync(join(inbox, "pdfprompt.json"), '{\n  "tempalte": "letter"\n}\n');
  await row.filter({ hasText: /^inboxpdfprompt\.json is wrong in line 2: .*tempalte/ }).waitFor();
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByTestId("settings").waitFor({ state: "detached" });
  const trouble = page.getByTestId("watch-trouble");
  await trouble.filter({ hasText: "Files wait in the watched folder inbox" }).waitFor();
  expect(await findingsOfAxe(page)).toEqual([]);

  renameSync(inbox, `${inbox}-away`);
  await trouble.filter({ hasText: `The folder ${inbox} is gone` }).waitFor();
  writeFileSync(join(`${inbox}-away`, "pdfprompt.json"), "{}");
  renameSync(`${inbox}-away`, inbox);
  await trouble.waitFor({ state: "detached" });
  await expectRendered("again");
});

it("renders a folder's files with a preset of the sheet, chosen before or after it is added", async () => {
  const folder = join(home, ".config", "PDFPrompt");
  mkdirSync(folder, { recursive: true });
  const preset = { template: "letter", ownTemplate: null, onConflict: "unique", options: { pageSize: "A5" } };
  const presets = [
    { ...preset, name: "Offers", pattern: "offer-{stem}" },
    { ...preset, name: "Bids", pattern: "bid-{stem}" },
    { ...preset, name: "Reports", pattern: "report-{stem}" },
  ];
  writeFileSync(join(folder, "presets.json"), JSON.stringify({ presets }));
  open = await openWindow(home);
  const { page } = open;
  await page.getByTestId("open-settings").click();
  await page.getByText("Scripts in documents do not run here").waitFor();
  await page.getByTestId("watched-add-preset").selectOption("Offers");
  await addFolder(open, inbox);
  const chosen = page.getByTestId("watched-preset");
  await chosen.waitFor();
  expect(await chosen.inputValue()).toBe("Offers");
  writeFileSync(join(inbox, "one.md"), "# One\n");
  const made = (name: string) => join(inbox, "pdfs", name);
  await until("it is made", () => existsSync(made("offer-one.pdf")));
  expect(pdfPageSize(made("offer-one.pdf"))).toEqual([148, 210]);
  expect(await findingsOfAxe(page)).toEqual([]);

  await chosen.focus();
  await page.keyboard.type("Bid");
  await until("it is chosen", async () => (await chosen.inputValue()) === "Bids");
  writeFileSync(join(inbox, "two.md"), "# Two\n");
  await until("it is made", () => existsSync(made("bid-two.pdf")));
  const kept = () => JSON.parse(readFileSync(join(folder, "watched.json"), "utf8"));
  expect(kept()).toEqual({ folders: [inbox], presets: { [inbox]: "Bids" } });

  // "Offers" is passed over: no file may be taken with it.
  const seen = new Set<unknown>();
  const looking = setInterval(() => seen.add(kept().presets[inbox]), 5);
  try {
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await chosen.inputValue()).toBe("Reports");
    await until("it is kept", () => kept().presets[inbox] === "Reports");
  } finally {
    clearInterval(looking);
  }
  expect(seen).not.toContain("Offers");
  expect(await chosen.inputValue()).toBe("Reports");
  // What was chosen just before the settings are closed holds, too.
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  await until("it is kept", () => kept().presets[inbox] === "Offers");
});
