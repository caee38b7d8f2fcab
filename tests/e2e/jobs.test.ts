import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Bridge } from "../../shared/ipc";
import { findingsOfAxe } from "../support/axe";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { dropAndAdd, dropFiles, type OpenWindow, openWindow, shownNumber } from "../support/window";

let home: string;
let inDir: string;
let open: OpenWindow;

beforeEach(async () => {
  home = tempFolder();
  inDir = join(home, "prompts");
  mkdirSync(inDir);
  // One at a time, so that the order of the work can be seen.
  open = await openWindow(home, { PDFPROMPT_WORKER_CONCURRENCY: "1" });
});
afterEach(() => open.app.close());

const write = (name: string, text: string) => writeFileSync(join(inDir, name), text);
const rowOf = (page: Page, name: string) => page.getByTestId("job-row").filter({ hasText: name });
const done = async () => shownNumber(open.page, "done-count");

/** What is on the clipboard. */
const clipboard = () => open.app.evaluate(({ clipboard }) => clipboard.readText());

describe("a prompt that is pasted", () => {
  it("becomes a PDF named after its first words, with Ctrl+Enter", async () => {
    const { page } = open;
    await page.keyboard.press("Control+Shift+V");
    await page.getByTestId("paste-text").waitFor();
    await page.keyboard.insertText("# Minutes of May\n\nWe met.");
    await page.getByTestId("paste-template").selectOption("report");
    await page.getByTestId("paste-text").press("Control+Enter");
    await until("it is done", async () => (await done()) === 1);
    expect(pdfText(join(open.outDir, "Minutes of May.pdf"))).toContain("We met.");
    expect(await page.getByTestId("paste").count()).toBe(0);
  });

  it("leaves the window to a click as soon as it is closed, though it is still fading away", async () => {
    const { page } = open;
    await page.keyboard.press("Control+Shift+V");
    await page.getByTestId("paste-text").waitFor();
    // Its fade-out takes as long as a click does to come: here it never ends.
    await page.getByTestId("paste").evaluate((dialog) => {
      window.setTimeout = (() => 0) as never;
      const press = new KeyboardEvent("keydown", { key: "Escape", code: "Escape", bubbles: true });
      dialog.dispatchEvent(press);
    });
    const isBeneath = () =>
      page.evaluate(() => {
        const at = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        return at?.closest("#root") != null;
      });
    await until("what is beneath can be clicked", isBeneath);
    expect(await page.getByTestId("paste").count(), "it is still there").toBe(1);
  });

  it("is text where that was chosen, and is not lost when it is the same once more", async () => {
    const { page } = open;
    for (const _ of [1, 2]) {
      await page.getByTestId("add-more").click();
      await page.getByTestId("add-paste").click();
      await page.getByTestId("paste-text").fill("*not emphasis*");
      await page.getByTestId("paste-format").selectOption("text");
      expect(await findingsOfAxe(page)).toEqual([]);
      await page.getByTestId("paste-add").click();
      await page.getByTestId("paste").waitFor({ state: "detached" });
    }
    await page.getByText("1 unchanged").first().waitFor();
    await until("it is done", async () => (await done()) === 1);
    const [name = ""] = readdirSync(open.outDir).filter((file) => file.endsWith(".pdf"));
    expect(pdfText(join(open.outDir, name))).toContain("*not emphasis*");
  });
});

describe("jobs that wait", () => {
  it("are moved to the top and done first, from the menu and with a key", async () => {
    const { page } = open;
    for (const name of ["a", "b", "c", "d"]) write(`${name}.md`, `# ${name}\n`);
    await page.getByTestId("pause").click();
    await dropAndAdd(page, [inDir]);
    await rowOf(page, "d.pdf").click({ button: "right" });
    await page.getByTestId("menu-top").waitFor();
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.getByTestId("menu-top").click();
    await page.getByText("Moved to the top").waitFor();
    await rowOf(page, "a.pdf").focus();
    await page.keyboard.press("b");
    await page.getByText("Moved to the bottom").waitFor();
    await page.getByTestId("pause").click();
    await until("all are done", async () => (await done()) === 4);
    const writtenAt = (name: string) => statSync(join(open.outDir, name)).mtimeMs;
    const order = readdirSync(open.outDir)
      .filter((name) => name.endsWith(".pdf"))
      .sort((one, other) => writtenAt(one) - writtenAt(other));
    expect(order).toEqual(["d.pdf", "b.pdf", "c.pdf", "a.pdf"]);
  });

  it("keep their places under a resting pointer, say what became of them, and go once it leaves", async () => {
    const { page } = open;
    for (let number = 100; number < 300; number += 1) write(`p${number}.md`, `# ${number}\n`);
    await page.getByTestId("pause").click();
    await dropAndAdd(page, [inDir]);
    await until("all are queued", async () => (await shownNumber(page, "queue-depth")) === 200);
    await page.getByTestId("filter-queued").click();
    const rows = page.getByTestId("job-row");
    await rows.nth(5).waitFor();
    await rows.nth(2).hover();
    const names = async () => (await rows.locator('[aria-colindex="2"]').allTextContents()).slice(0, 6);
    const before = await names();
    // The pointer stays where it is.
    await page.getByTestId("pause").dispatchEvent("click");
    await until("those in view are done", async () => (await done()) >= 6);
    await until("their rows say so", async () => (await rows.nth(5).getAttribute("data-state")) === "done");
    expect(await names()).toEqual(before);
    await page.getByTestId("filter-queued").hover();
    await until("others stand there", async () => !(await names()).some((name) => before.includes(name)));
  });

  it("are removed with Del, and come back with Undo", async () => {
    const { page } = open;
    for (const name of ["a", "b"]) write(`${name}.md`, `# ${name}\n`);
    await page.getByTestId("pause").click();
    await dropAndAdd(page, [inDir]);
    await rowOf(page, "b.pdf").focus();
    await page.keyboard.press("Delete");
    await page.getByText("1 job removed from the list").waitFor();
    await until("it is gone", async () => (await shownNumber(page, "queue-depth")) === 1);
    await page.getByTestId("undo").click();
    await until("it is back", async () => (await shownNumber(page, "queue-depth")) === 2);
    await rowOf(page, "b.pdf").focus();
    await page.keyboard.press("Delete");
    await page.getByTestId("undo").waitFor();
    // The main process keeps nothing of it any more, as after many more removals.
    await page.evaluate(async () => {
      const { pdfprompt } = window as unknown as { pdfprompt: Bridge };
      for (const removal of [1, 2]) await pdfprompt.request("undoRemove", { removal });
    });
    await page.getByTestId("undo").click();
    await page.getByText("This cannot be undone any more").waitFor();
    await page.getByTestId("pause").click();
    await until("both are done", async () => (await done()) === 2);
    await rowOf(page, "a.pdf").focus();
    await until("a finished one can be removed, too, once its batch is written about", async () => {
      await page.keyboard.press("Delete");
      return (await done()) === 1;
    });
    expect(readdirSync(open.outDir), "its PDF stays").toContain("a.pdf");
  });

  it("come back with Ctrl+Z and by the palette, with the keyboard alone", async () => {
    const { page } = open;
    const depth = async () => shownNumber(page, "queue-depth");
    await page.keyboard.press("Control+p");
    await until("it is paused", async () => (await page.getByTestId("phase").getAttribute("data-phase")) === "paused");
    for (const text of ["one", "two"]) {
      await page.keyboard.press("Control+Shift+V");
      await page.getByTestId("paste-text").waitFor();
      await page.keyboard.insertText(text);
      await page.keyboard.press("Control+Enter");
      await page.getByTestId("paste").waitFor({ state: "detached" });
    }
    await until("both wait", async () => (await depth()) === 2);
    await until("the focus comes to the list", async () => {
      await page.keyboard.press("F6");
      return page.evaluate(() => document.activeElement?.getAttribute("data-testid") === "job-row");
    });
    await page.keyboard.press("Delete");
    await until("one is gone", async () => (await depth()) === 1);
    await page.keyboard.press("Control+f");
    await page.keyboard.insertText("w");
    await page.keyboard.press("Control+z");
    expect(await page.getByTestId("undo").count(), "what is typed is taken back, not that").toBe(1);
    await page.keyboard.press("Escape");
    await page.keyboard.press("F6");
    await page.keyboard.press("Control+z");
    await until("it is back", async () => (await depth()) === 2);
    await page.getByTestId("undo").waitFor({ state: "detached" });

    await until("the focus comes to the list again", async () => {
      await page.keyboard.press("F6");
      return page.evaluate(() => document.activeElement?.getAttribute("data-testid") === "job-row");
    });
    await page.keyboard.press("Delete");
    await until("one is gone again", async () => (await depth()) === 1);
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-input").waitFor();
    await page.keyboard.insertText("undo removal");
    await page.keyboard.press("Enter");
    await until("it is back again", async () => (await depth()) === 2);
  });

  it("are listed by themselves once they are cancelled", async () => {
    const { page } = open;
    for (const name of ["a", "b"]) write(`${name}.md`, `# ${name}\n`);
    await page.getByTestId("pause").click();
    await dropAndAdd(page, [inDir]);
    await rowOf(page, "b.pdf").click({ button: "right" });
    await page.getByTestId("menu-cancel").click();
    await page.getByTestId("filter-cancelled").click();
    await until("only that one is there", async () => {
      const rows = await page.getByTestId("job-row").allTextContents();
      return rows.length === 1 && /b\.pdf/.test(rows[0] ?? "");
    });
    await page.getByTestId("filter-running").click();
    await page.getByText("Nothing is rendered now.").waitFor();
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.getByTestId("filter-cancelled").click();
    await rowOf(page, "b.pdf").focus();
    await page.keyboard.press("r");
    await page.getByText("Nothing was cancelled.").waitFor();
    await page.getByTestId("filter-queued").click();
    await rowOf(page, "b.pdf").waitFor();
    await page.getByTestId("cancel-queued").click();
    await page.getByTestId("cancel-confirm").click();
    await page.getByText("Under “Cancelled” they can be retried.").waitFor();
  });
});

it("tells of the work in the status bar where no figures are shown", async () => {
  const { page } = open;
  for (const name of ["a", "b"]) write(`${name}.md`, `# ${name}\n`);
  await dropAndAdd(page, [inDir]);
  await until("both are done", async () => (await done()) === 2);
  expect(await page.getByTestId("status-progress").count(), "the figures say it").toBe(0);
  await page.getByTestId("rail-templates").click();
  await page.getByTestId("status-progress").waitFor();
  expect(await page.getByTestId("status-progress").textContent()).toBe("0 queued, 0 rendering, 2 done, 0 failed");
  expect(await page.getByTestId("queue-depth").count()).toBe(0);
});

describe("the inspector", () => {
  it("shows the PDF itself, its input and what happened", async () => {
    const { page } = open;
    write("letter.md", "---\ntemplate: letter\ndata:\n  recipient: Ada\n---\nDear Ada, hello.\n");
    await dropAndAdd(page, [inDir]);
    await until("it is done", async () => (await done()) === 1);
    await rowOf(page, "letter.pdf").focus();
    await page.keyboard.press("i");
    const inspector = page.getByTestId("inspector");
    await until("the page is drawn", async () => {
      const drawn = inspector.getByRole("img");
      const labels = await drawn.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
      return labels.some((label) => label !== null && /Dear Ada/.test(label));
    });
    expect(await findingsOfAxe(page)).toEqual([]);
    const path = inspector.getByTestId("output-path");
    expect(await path.getAttribute("title")).toBe(join(open.outDir, "letter.pdf"));
    const copied = await path.evaluate((element) => {
      const selection = window.getSelection();
      selection?.selectAllChildren(element);
      return selection?.toString();
    });
    expect(copied, "it is copied whole, on one line").toBe(join(open.outDir, "letter.pdf"));
    await rowOf(page, "letter.pdf")
      .getByRole("button", { name: /details/i })
      .click();
    expect(await page.getByTestId("job-details").getByTestId("output-path").textContent()).toBe(copied);
    await inspector.getByRole("tab", { name: "Input" }).click();
    await until("the input is shown", async () => {
      const text = await inspector.textContent();
      return /Dear Ada, hello\./.test(text ?? "") && /"recipient": "Ada"/.test(text ?? "");
    });
    await inspector.getByRole("tab", { name: "Log" }).click();
    await until("the stages are shown", async () => /Printing\d+ ms/.test((await inspector.textContent()) ?? ""));
    expect(await findingsOfAxe(page)).toEqual([]);
  });

  it("says why there is no PDF, what is most likely behind it, and tries again", async () => {
    const { page } = open;
    write("a.md", "---\ntemplate: parts/mine.liquid\n---\nHello\n");
    await dropAndAdd(page, [inDir]);
    await until("it has failed", async () => (await shownNumber(page, "failed-count")) === 1);
    await rowOf(page, "a.pdf").focus();
    await page.keyboard.press("c");
    await until("the error is on the clipboard", async () =>
      /mine\.liquid.*\(template-failed\)/.test(await clipboard()),
    );
    await page.getByTestId("open-inspector").click();
    const error = page.getByTestId("inspector-error");
    await error.getByText("Most likely").waitFor();
    expect(await error.textContent()).toContain("The template failed");
    expect(await findingsOfAxe(page)).toEqual([]);
    mkdirSync(join(inDir, "parts"));
    writeFileSync(join(inDir, "parts", "mine.liquid"), "<p>Mine: {{ content }}</p>");
    await page.getByTestId("inspector-retry").click();
    await until("it is done", async () => (await done()) === 1);
    expect(pdfText(join(open.outDir, "a.pdf"))).toMatch(/Mine:/);
  });
});

describe("the keyboard alone", () => {
  it("reaches every part of the window and does everything in the list", async () => {
    const { page } = open;
    write("a.md", "# A\n");
    await dropAndAdd(page, [inDir]);
    await until("it is done", async () => (await done()) === 1);
    await page.getByTestId("job-row").first().waitFor();
    const focus = () =>
      page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.tagName);
    await page.keyboard.press("F6");
    expect(await focus()).toBe("add-files");
    await page.keyboard.press("F6");
    expect(await focus()).toBe("rail-queue");
    await page.keyboard.press("F6");
    expect(await focus()).toBe("job-row");
    await page.keyboard.press("Shift+F10");
    await page.getByTestId("job-menu").waitFor();
    await page.keyboard.press("Escape");
    await until("the focus is back on the row", async () => (await focus()) === "job-row");
    await page.keyboard.press("Space");
    await until("it is paused", async () => (await page.getByTestId("phase").getAttribute("data-phase")) === "paused");
    await page.keyboard.press("Space");
    await until("it goes on", async () => (await page.getByTestId("phase").getAttribute("data-phase")) !== "paused");
    await page.keyboard.press("?");
    await page.getByTestId("shortcuts").getByText("Next part of the window").waitFor();
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByTestId("shortcuts").waitFor({ state: "detached" });
    await page.keyboard.press("Control+,");
    await page.getByTestId("settings").waitFor();
  });
});

it("shows throughput in a chart and in words", async () => {
  const { page } = open;
  for (let number = 1; number <= 40; number += 1) write(`p${number}.md`, `# ${number}\n`);
  await dropAndAdd(page, [inDir]);
  await until("all are done", async () => (await done()) === 40);
  await page.getByTestId("open-throughput").click();
  const words = page.getByTestId("throughput-words");
  await until("it says how it went", async () => {
    const found = /from \d+ to 0 jobs, (\d+) at most/.exec((await words.textContent()) ?? "");
    return Number(found?.[1]) > 0;
  });
  expect(await page.getByTestId("throughput-chart").getAttribute("aria-label")).toMatch(/PDFs were made per second/);
  expect(await page.getByTestId("stage-times").textContent()).toMatch(/Printing[\d.]+ m?s/);
  expect(await findingsOfAxe(page)).toEqual([]);
});

it("lets a finished PDF be dragged out, and nothing else", async () => {
  const { app, page } = open;
  write("a.md", "# A\n");
  await dropAndAdd(page, [inDir]);
  await until("it is done", async () => (await done()) === 1);
  await app.evaluate(({ BrowserWindow }) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      webContents.startDrag = (item) => {
        Object.assign(globalThis, { dragged: [item.file, typeof item.icon === "string" || item.icon.isEmpty()] });
      };
    }
  });
  await rowOf(page, "a.pdf").locator('[draggable="true"]').dispatchEvent("dragstart");
  let dragged: unknown;
  await until("the drag has begun", async () => {
    dragged = await app.evaluate(() => (globalThis as { dragged?: unknown }).dragged);
    return dragged !== undefined;
  });
  expect(dragged).toEqual([join(open.outDir, "a.pdf"), false]);
  expect(readFileSync(join(open.outDir, "a.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
  const answer = await page.evaluate(() =>
    // biome-ignore lint/suspicious/noExplicitAny: the bridge, as the page has it
    (window as any).pdfprompt.request("startDrag", { id: 999 }),
  );
  expect(answer).toMatchObject({ ok: false });
});

it("names a PDF that is gone and says what makes it anew, where it is opened, shown or dragged", async () => {
  const { app, page } = open;
  write("a.md", "# A\n");
  await dropAndAdd(page, [inDir]);
  await until("it is done", async () => (await done()) === 1);
  const file = join(open.outDir, "a.pdf");
  rmSync(file);
  await app.evaluate(({ BrowserWindow, shell }) => {
    const touch = () => void Object.assign(globalThis, { touched: true });
    shell.showItemInFolder = touch;
    shell.openPath = async () => "no such file";
    for (const { webContents } of BrowserWindow.getAllWindows()) webContents.startDrag = touch;
  });
  const notice = page.getByText("a.pdf is not there any more");
  // The list may be shown a moment after the figures.
  const row = page.locator('[data-testid="job-row"][data-state="done"]');
  const ways = [
    () => row.press("Enter"),
    () => row.press("s"),
    () => row.locator('[draggable="true"]').dispatchEvent("dragstart"),
  ];
  for (const way of ways) {
    await way();
    await notice.waitFor();
    await page.getByText(`${file} was moved, renamed or deleted. Add its prompt again to make it anew.`).waitFor();
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.getByRole("alert").filter({ hasText: "is not there any more" }).getByRole("button").click();
    await notice.waitFor({ state: "detached" });
  }
  expect(await app.evaluate(() => "touched" in globalThis)).toBe(false);
  // As the notice says. With a key: the pointer is where a notice lies over the button.
  await dropFiles(page, [inDir]);
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').press("Enter");
  await until("it is there again", () => existsSync(file));
});
