import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT, runCli } from "../support/cli";
import { leaveDiskFull } from "../support/full-disk";
import { pdfPages, pdfText } from "../support/pdf";
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

function writePrompts(count: number): void {
  for (let number = 1; number <= count; number += 1) {
    writeFileSync(join(inDir, `p${number}.md`), `# Prompt ${number}\n\nDropped on the window.\n`);
  }
}

const pdfs = () => readdirSync(open?.outDir ?? "").filter((name) => name.endsWith(".pdf"));

describe("the window", () => {
  it("renders a folder that is dropped on it, and shows queue depth and throughput as they change", async () => {
    writePrompts(150);
    open = await openWindow(home);
    const { page } = open;
    expect(await shownNumber(page, "queue-depth")).toBe(0);

    let deepest = 0;
    let fastest = 0;
    await dropAndAdd(page, [inDir]);
    await until("all prompts are done", async () => {
      deepest = Math.max(deepest, await shownNumber(page, "queue-depth"));
      fastest = Math.max(fastest, await shownNumber(page, "throughput"));
      return (await shownNumber(page, "done-count")) === 150;
    });
    await until("the throughput is shown", async () => {
      fastest = Math.max(fastest, await shownNumber(page, "throughput"));
      return fastest > 0;
    });
    await until("the queue is empty", async () => (await shownNumber(page, "queue-depth")) === 0);
    expect(deepest).toBeGreaterThan(0);
    expect(pdfs()).toHaveLength(150);
    expect(pdfPages(join(open.outDir, "p77.pdf"))).toBe(1);
    expect(pdfText(join(open.outDir, "p77.pdf"))).toContain("Dropped on the window.");
    await until("the rows are shown", async () => (await page.getByTestId("job-row").count()) > 5);
  });

  it("says which files were rejected, and why, and renders the others", async () => {
    writePrompts(2);
    writeFileSync(join(inDir, "broken.md"), "---\ntitel: typo\n---\ntext\n");
    open = await openWindow(home);
    await dropAndAdd(open.page, [inDir]);
    await open.page.getByText(/titel/).first().waitFor();
    await until("the good ones are done", async () => (await shownNumber(open?.page as never, "done-count")) === 2);
  });

  it("shows where a drop would go while something is dragged over it", async () => {
    writePrompts(1);
    open = await openWindow(home);
    await dropFiles(open.page, [inDir], false);
    await open.page.getByTestId("drop-overlay").waitFor({ state: "visible" });
  });

  it("renders the samples with one click", async () => {
    open = await openWindow(home);
    await open.page.getByTestId("samples").first().click();
    const { page } = open;
    await until("the samples are done", async () => (await shownNumber(page, "done-count")) >= 10);
    await until("nothing waits", async () => (await shownNumber(page, "queue-depth")) === 0);
    expect(pdfs().length).toBe(await shownNumber(page, "done-count"));
  });

  it("claims nothing while it is paused, and goes on after", async () => {
    writePrompts(5);
    open = await openWindow(home);
    const { page } = open;
    await page.getByTestId("pause").click();
    await dropAndAdd(page, [inDir]);
    await until("the prompts are queued", async () => (await shownNumber(page, "queue-depth")) === 5);
    await sleep(300);
    expect(await shownNumber(page, "done-count")).toBe(0);
    await page.getByTestId("pause").click();
    await until("all are done", async () => (await shownNumber(page, "done-count")) === 5);
  });

  it("stops what runs and puts it back where that is asked for, and goes on after", async () => {
    writePrompts(400);
    open = await openWindow(home);
    const { page } = open;
    await dropAndAdd(page, [inDir]);
    await until("some are done", async () => (await shownNumber(page, "done-count")) > 5);
    await page.getByTestId("pause-more").click();
    await page.getByTestId("pause-now").click();
    await until("it is paused", async () => (await page.getByTestId("phase").getAttribute("data-phase")) === "paused");
    const { json } = await runCli(["status", "--json"], { home });
    expect(json).toMatchObject({ claimed: 0, failed: 0, cancelled: 0, pause: { kind: "now" } });
    expect(json.queued).toBeGreaterThan(0);
    expect(json.done + json.queued).toBe(400);
    expect(await page.getByTestId("pause-more").count(), "nothing is left to be stopped").toBe(0);
    await page.getByTestId("pause").click();
    await until("all are done", async () => (await shownNumber(page, "done-count")) === 400);
    expect(pdfs()).toHaveLength(400);
  });

  it("says that the disk is full, where and how much is needed, and tries again when asked", async () => {
    const folder = leaveDiskFull(home);
    open = await openWindow(home);
    const { page } = open;
    const banner = page.getByTestId("disk-full");
    await banner.waitFor();
    expect(await banner.textContent()).toContain(folder);
    expect(await banner.textContent()).toContain("900,000.0 GB");
    expect(await page.getByTestId("phase").getAttribute("data-phase")).toBe("diskFull");
    await sleep(300);
    expect(await shownNumber(page, "done-count")).toBe(0);
    await page.getByTestId("disk-resume").click();
    await until("the prompt is done", async () => (await shownNumber(page, "done-count")) === 1);
    await banner.waitFor({ state: "detached" });
    expect(readdirSync(folder).filter((name) => name.endsWith(".pdf"))).toEqual(["waits.pdf"]);
  });

  it("goes on by itself once the full disk has room", async () => {
    const folder = leaveDiskFull(home, { needBytes: 1000 });
    open = await openWindow(home);
    const { page } = open;
    await until("the prompt is done", async () => (await shownNumber(page, "done-count")) === 1);
    expect(await page.getByTestId("disk-full").count()).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith(".pdf"))).toEqual(["waits.pdf"]);
  });

  it("takes up what another program queued", async () => {
    writePrompts(4);
    open = await openWindow(home, { PDFPROMPT_POLL_MS: "100" });
    await runCli(["submit", inDir, "--out", join(home, "elsewhere")], { home });
    const { page } = open;
    await until("all are done", async () => (await shownNumber(page, "done-count")) === 4);
    expect(readdirSync(join(home, "elsewhere")).filter((name) => name.endsWith(".pdf"))).toHaveLength(4);
  });

  it("puts back what runs when it is closed, and goes on when it is opened again", async () => {
    writePrompts(120);
    open = await openWindow(home);
    await dropAndAdd(open.page, [inDir]);
    const { page } = open;
    await until("some are done", async () => (await shownNumber(page, "done-count")) > 5);
    await open.app.close();
    open = undefined;
    const { json } = await runCli(["status", "--json"], { home });
    expect(json).toMatchObject({ claimed: 0, failed: 0 });
    expect(json.done + json.queued).toBe(120);

    open = await openWindow(home);
    const again = open.page;
    await until("all are done", async () => (await shownNumber(again, "done-count")) === 120);
    expect(pdfs()).toHaveLength(120);
  });

  it("does not wait for the lanes: they have the processors only where it does not want them", async () => {
    open = await openWindow(home);
    const { app } = open;
    const priorities = () =>
      app.evaluate(({ BrowserWindow }) => {
        const { getPriority } = process.getBuiltinModule("node:os");
        return BrowserWindow.getAllWindows().map((one) => ({
          isLane: !one.isVisible(),
          priority: getPriority(one.webContents.getOSProcessId()),
        }));
      });
    await until("lanes are there, and give way", async () => {
      const lanes = (await priorities()).filter(({ isLane }) => isLane);
      return lanes.length > 0 && lanes.every(({ priority }) => priority === constants.priority.PRIORITY_LOW);
    });
    const own = (await priorities()).filter(({ isLane }) => !isLane);
    expect(own).toHaveLength(1);
    // As root Chromium puts a window that is seen even before others.
    expect(own[0]?.priority).toBeLessThanOrEqual(constants.priority.PRIORITY_NORMAL);
  });

  it("answers nobody but its own page", async () => {
    open = await openWindow(home);
    const { page } = open;
    const answers = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: the bridge is called with what no type would allow
      const bridge = (window as any).pdfprompt;
      const ask = (name: unknown, payload: unknown) => bridge.request(name, payload);
      return [
        await ask("listJobs", { offset: -1, limit: 5 }),
        await ask("__proto__", {}),
        await ask("addPaths", { paths: [] }),
        await ask("pause", { kind: "disk-full" }),
      ];
    });
    expect(answers).toMatchObject([{ ok: false }, { ok: false }, { ok: false }, { ok: false }]);
    expect(await page.evaluate(() => ["require" in globalThis, "process" in globalThis])).toEqual([false, false]);
  });
});

describe("npm start without a display", () => {
  it("says what to do instead of crashing", async () => {
    const { code, stderr } = await runCli([], { home, env: { DISPLAY: "", WAYLAND_DISPLAY: "" }, cwd: ROOT });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no display/);
    expect(stderr).toMatch(/npm run render/);
  });
});
