import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Bridge } from "../../shared/ipc";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { type OpenWindow, openWindow, shownNumber } from "../support/window";

let home: string;
let inDir: string;
let open: OpenWindow | undefined;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "prompts");
  mkdirSync(inDir);
});
afterEach(async () => {
  await open?.app.close().catch(() => undefined);
  open = undefined;
});

function writePrompts(count: number): void {
  for (let number = 1; number <= count; number += 1)
    writeFileSync(join(inDir, `p${number}.md`), `# Prompt ${number}\n`);
}

/** Has the question on closing answered with a button, and counts how often it is asked. */
async function answerWith({ app }: OpenWindow, response: number, checkboxChecked = false): Promise<void> {
  await app.evaluate(
    ({ dialog }, answer) => {
      const asked = globalThis as { questions?: string[] };
      asked.questions = [];
      dialog.showMessageBox = (async (_window: unknown, { message }: { message: string }) => {
        asked.questions?.push(message);
        return answer;
      }) as never;
    },
    { response, checkboxChecked },
  );
}

const questions = ({ app }: OpenWindow) => app.evaluate(() => (globalThis as { questions?: string[] }).questions ?? []);

/**
 * Closes the window as its button does: not while the app answers a question of the test's. What came of it then would be
 * done within that, and now and then Node's events stay away for good.
 */
async function closeWindow({ app }: OpenWindow): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().startsWith("pdfprompt-ui:"),
    );
    setTimeout(() => window?.close(), 20);
  });
}

/** Chooses Quit in the menu, not while the app answers a question of the test's either. */
async function quit({ app }: OpenWindow): Promise<void> {
  await app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    setTimeout(() => items.find(({ label }) => label === "Quit")?.click(), 20);
  });
}

/** Ids of the processes that were started with an argument. Linux. */
function processesWith(argument: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        // Chromium writes all arguments anew, as one.
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(argument);
      } catch {
        // It is none, or has ended.
        return false;
      }
    });
}

function endProcess(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has ended by itself.
  }
}

const isShown = ({ app }: OpenWindow) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some(
      (window) => window.isVisible() && window.webContents.getURL().startsWith("pdfprompt-ui:"),
    ),
  );

/** Opens the window on a queue that has prompts already. */
async function openWithWork(count: number): Promise<OpenWindow> {
  writePrompts(count);
  await runCli(["submit", inDir, "--out", join(home, "out")], { home });
  return openWindow(home);
}

describe("closing the window", () => {
  it("asks nothing where no work is left", async () => {
    open = await openWindow(home);
    await answerWith(open, 2);
    const ended = new Promise((resolve) => open?.app.process().on("exit", resolve));
    await closeWindow(open);
    await ended;
  });

  it("keeps it open where that is the answer, and stops and keeps the rest for later where that is", async () => {
    open = await openWithWork(400);
    await answerWith(open, 2);
    await until("work is left", async () => (await shownNumber(open?.page as never, "queue-depth")) > 0);
    await closeWindow(open);
    await until("it was asked", async () => (await questions(open as OpenWindow)).length === 1);
    expect((await questions(open))[0]).toMatch(/^\d+ jobs are not finished$/);
    expect(await isShown(open)).toBe(true);
    await answerWith(open, 1);
    const ended = new Promise((resolve) => open?.app.process().on("exit", resolve));
    await closeWindow(open);
    await ended;
    const { json } = await runCli(["status", "--json"], { home });
    expect(json).toMatchObject({ claimed: 0, failed: 0 });
    expect(json.done + json.queued).toBe(400);
    expect(json.queued).toBeGreaterThan(0);
  });

  it("finishes without the window where that is the answer, ends then, and does so again without asking", async () => {
    open = await openWithWork(250);
    await answerWith(open, 0, true);
    const ended = new Promise((resolve) => open?.app.process().on("exit", resolve));
    await closeWindow(open);
    await until("it is hidden", async () => !(await isShown(open as OpenWindow)));
    await ended;
    const { json } = await runCli(["status", "--json"], { home });
    expect(json).toMatchObject({ queued: 0, claimed: 0, done: 250 });

    open = await openWithWork(450);
    await answerWith(open, 2);
    await closeWindow(open);
    await until("it is hidden", async () => !(await isShown(open as OpenWindow)));
    expect(await questions(open)).toEqual([]);
  });

  it("is asked for in the same way by Quit, also while the work is finished without it, but not by a signal", async () => {
    open = await openWithWork(900);
    const opened = open;
    await answerWith(open, 0, true);
    await quit(open);
    await until("it is hidden", async () => !(await isShown(opened)));
    expect(await questions(open)).toHaveLength(1);
    await answerWith(open, 2);
    await quit(open);
    await until("it was asked again", async () => (await questions(opened)).length === 1);
    expect(await isShown(open), "it stays open").toBe(true);
    const child = open.app.process();
    const ended = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGTERM");
    await ended;
    const { json } = await runCli(["status", "--json"], { home });
    expect(json).toMatchObject({ claimed: 0, failed: 0 });
    expect(json.queued, "the signal waited for nothing").toBeGreaterThan(0);
  });

  it("opens again where it was", async () => {
    open = await openWindow(home);
    const bounds = { x: 40, y: 60, width: 900, height: 700 };
    await open.app.evaluate(({ BrowserWindow }, area) => {
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().startsWith("pdfprompt-ui:"))
        ?.setBounds(area);
    }, bounds);
    await open.app.close();
    open = await openWindow(home);
    const found = await open.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find(({ webContents }) => webContents.getURL().startsWith("pdfprompt-ui:"))
        ?.getNormalBounds(),
    );
    expect(found).toEqual(bounds);
  });
});

describe("the desktop around the window", () => {
  it("is told of progress and of the end of each batch, and is kept awake meanwhile", async () => {
    open = await openWithWork(300);
    const { app, page } = open;
    await app.evaluate(({ BrowserWindow, Notification, powerSaveBlocker }) => {
      const seen = globalThis as unknown as { bars: [number, string][]; told: string[]; awake: boolean[] };
      Object.assign(seen, { bars: [], told: [], awake: [] });
      const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
        webContents.getURL().startsWith("pdfprompt-ui:"),
      );
      if (!window) throw new Error("there is no window");
      window.setProgressBar = (fraction, options) => void seen.bars.push([fraction, options?.mode ?? ""]);
      window.isFocused = () => false;
      Notification.isSupported = () => true;
      Notification.prototype.show = function show() {
        seen.told.push(`${this.title} | ${this.body}`);
      };
      setInterval(() => seen.awake.push(powerSaveBlocker.isStarted(0)), 50);
    });
    await until("all are done", async () => (await shownNumber(page, "done-count")) === 300);
    const look = () =>
      app.evaluate(() => globalThis as unknown as { bars: [number, string][]; told: string[]; awake: boolean[] });
    await until("it was told", async () => (await look()).told.length > 0);
    await until("the bar is gone", async () => (await look()).bars.at(-1)?.[0] === -1);
    const { bars, told, awake } = await look();
    expect(told).toEqual(["300 PDFs are ready | prompts"]);
    const fractions = bars.filter(([, mode]) => mode === "normal").map(([fraction]) => fraction);
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual([...fractions].sort((one, other) => one - other));
    expect(fractions.at(-1)).toBeLessThan(1);
    expect(awake.includes(true)).toBe(true);
    await until("it may sleep again", async () => (await look()).awake.at(-1) === false);
  });

  it("waits for the click on its last notification, which opens the batch's folder also where prompts failed", async () => {
    writeFileSync(join(inDir, "fails.md"), "---\ntemplate: leter\n---\ntext\n");
    open = await openWithWork(250);
    const opened = open;
    await answerWith(open, 0);
    await open.app.evaluate(({ Notification, shell }) => {
      Object.assign(globalThis, { told: [], opened: [] });
      const seen = globalThis as unknown as { told: string[]; opened: string[] };
      Notification.isSupported = () => true;
      Notification.prototype.show = function show() {
        seen.told.push(`${this.title} | ${this.body}`);
        Object.assign(globalThis, { last: this });
      };
      shell.openPath = async (path) => {
        seen.opened.push(path);
        return "";
      };
      // Looked at after the app has gone.
      process.on("exit", () => process.stderr.write(`opened ${seen.opened.join()}\n`));
    });
    const child = open.app.process();
    let printed = "";
    child.stderr?.on("data", (text: Buffer) => {
      printed += text.toString();
    });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    await closeWindow(open);
    const told = () => opened.app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
    await until("it was told", async () => (await told()).length > 0);
    expect(await told()).toEqual(["1 prompt failed | prompts: 250 PDFs are ready."]);
    await open.app.evaluate(() => {
      const { last } = globalThis as unknown as { last: { emit: (name: string) => void } };
      setTimeout(() => last.emit("click"), 20);
    });
    const clickedAt = performance.now();
    await ended;
    expect(performance.now() - clickedAt, "it went with the click").toBeLessThan(10_000);
    expect(printed).toContain(`opened ${join(home, "out")}`);
  });

  it("opens it with files, which are shown before they are queued, or queued at once, also from a second start", async () => {
    writePrompts(5);
    writeFileSync(join(inDir, "broken.md"), "---\ntitel: typo\n---\ntext\n");
    open = await openWindow(home, {}, ["window", join(inDir, "p1.md"), join(inDir, "broken.md")]);
    const { page } = open;
    const add = page.locator('[data-testid="import-add"][aria-disabled="false"]');
    await add.waitFor();
    // The sheet that is open is not taken away: the next one waits for its end.
    const early = await runCli(["window", join(inDir, "p4.md")], { home });
    expect(early.code).toBe(0);
    await page.getByTestId("import-files").getByText("p1.md").waitFor();
    expect(existsSync(join(open.outDir, "p1.pdf"))).toBe(false);
    await add.click();
    await page.getByTestId("import-files").getByText("p4.md").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("import-files").waitFor({ state: "detached" });
    await until("the file is done", async () => (await shownNumber(page, "done-count")) === 1);
    await page.getByText(/titel/).first().waitFor();
    await page.evaluate(() =>
      (window as unknown as { pdfprompt: Bridge }).pdfprompt.request("setPreferences", { addAtOnce: true }),
    );
    const second = await runCli(["window", join(inDir, "p2.md")], { home });
    expect(second.code).toBe(0);
    await until("the second is done", async () => (await shownNumber(page, "done-count")) === 2);
    expect(readdirSync(open.outDir).filter((name) => name.endsWith(".pdf"))).toEqual(["p1.pdf", "p2.pdf"]);
    expect(existsSync(join(open.outDir, "p3.pdf"))).toBe(false);
  });

  it("opens files that come while it ends once it has ended", async () => {
    writePrompts(1);
    open = await openWindow(home);
    const { app, page, outDir } = open;
    await page.evaluate(() =>
      (window as unknown as { pdfprompt: Bridge }).pdfprompt.request("setPreferences", { addAtOnce: true }),
    );
    await page.getByTestId("pause").click();
    await until("it is paused", async () => (await page.getByTestId("phase").getAttribute("data-phase")) === "paused");
    const ended = new Promise((resolve) => app.process().on("exit", resolve));
    const file = join(inDir, "p1.md");
    // A second start comes as this event; a real one would come when the app has ended already, now and then.
    await app.evaluate(
      (electron, files) => {
        setTimeout(() => {
          electron.app.quit();
          electron.app.emit("second-instance", {}, [], "", { files });
        }, 20);
      },
      [file],
    );
    await ended;
    const again = () => processesWith(file);
    try {
      await until("it is started again with the file", () => again().length > 0);
      const isQueued = () => runCli(["status", "--json"], { home }).then(({ json }) => json.queued === 1);
      await until("the file is queued", isQueued);
      expect(existsSync(join(outDir, "p1.pdf")), "it is still paused").toBe(false);
    } finally {
      // Once: a second signal would end it hard, and leave its helpers behind for a moment.
      for (const pid of again()) endProcess(pid);
      await until("it has ended", () => again().length === 0);
    }
  });

  it("has menus in the language of the window, which ask it for what it does", async () => {
    open = await openWindow(home);
    const { app, page } = open;
    const labels = () => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
    expect(await labels()).toEqual(["File", "Edit", "Queue", "View", "Help"]);
    const shown = await app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [])
        // What has a role has that role's key.
        .filter(({ accelerator, role }) => accelerator && !role)
        .map(({ label, accelerator, registerAccelerator }) => [label, accelerator, registerAccelerator]),
    );
    // The page hears its keys itself: none of them is taken from somebody who types.
    expect(shown).toContainEqual(["Show or hide the inspector", "I", false]);
    expect(shown).toContainEqual(["Paste a prompt…", "CmdOrCtrl+Shift+V", false]);
    expect(shown.filter(([, , isRegistered]) => isRegistered).map(([label]) => label)).toEqual(["Quit"]);
    await app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find(({ label }) => label === "Settings…")?.click();
    });
    await page.getByTestId("settings").waitFor();
    await page.getByTestId("language").selectOption("de");
    await until("the menu is German", async () => (await labels())?.[0] === "Datei");
    await app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find(({ label }) => label === "Laufendes fertigstellen, dann anhalten")?.click();
    });
    await until("it is paused", async () => (await page.getByTestId("phase").getAttribute("data-phase")) === "paused");
    const items = () =>
      app.evaluate(({ Menu }) =>
        (Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []).map(
          ({ label }) => label,
        ),
      );
    await until("the menu says what it would do now", async () => (await items()).includes("Fortsetzen"));
    // Nothing behind a dialog is reached by a menu.
    await page.keyboard.press("Escape");
    await page.getByTestId("settings").waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find(({ label }) => label.startsWith("Einstellungen"))?.click();
      items.find(({ label }) => label === "Fortsetzen")?.click();
    });
    // What was asked for later has come, so what was asked for before came, too.
    await until("it goes on", async () => (await page.getByTestId("phase").getAttribute("data-phase")) !== "paused");
    expect(await page.getByTestId("settings").count()).toBe(0);
  });
});
