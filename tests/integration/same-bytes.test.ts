import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Bridge } from "../../shared/ipc";
import { ServedApi } from "../support/api";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";
import { dropFiles, openWindow, shownNumber } from "../support/window";

const PROMPTS = [
  {
    id: "markdown",
    title: "Findings",
    prompt:
      "# Findings\n\nA [link](https://example.org), *slanted*, `code`, $a^2$.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
    options: { metadata: { author: "Ada", language: "en" } },
  },
  { id: "html", title: "Page", format: "html", prompt: "<h1>Page</h1><p>Größe, 漢字, العربية, 😀</p>" },
  { id: "text", title: "Plain", format: "text", prompt: "  kept   as it is\n" },
  {
    id: "template",
    title: "Offer",
    template: "letter",
    prompt: "Dear Grace, …",
    data: { recipient: { name: "Grace Hopper", address: ["1 Navy Way"] } },
    options: { pageSize: "A5", landscape: true },
  },
];
const NAMES = PROMPTS.map(({ id }) => `${id}.pdf`);
const LINES = PROMPTS.map(({ id, ...prompt }) => JSON.stringify({ ...prompt, id, output: id })).join("\n");

/** The PDFs of a folder, in the order of the prompts. */
const pdfsIn = (folder: string) => NAMES.map((name) => readFileSync(join(folder, name)));

async function byCommandLine(home: string): Promise<Buffer[]> {
  const out = join(home, "cli");
  const { code, stderr } = await runCli(["render", "-", "--out", out, "--reproducible"], { home, input: LINES });
  expect(code, stderr).toBe(0);
  return pdfsIn(out);
}

async function byApi(home: string): Promise<Buffer[]> {
  const api = await ServedApi.start(["--out", join(home, "api"), "--reproducible"], { home });
  try {
    const pdfs: Buffer[] = [];
    for (const { id, ...prompt } of PROMPTS) {
      const { json } = await api.post("/api/v1/generate", { ...prompt, output: id });
      expect(await api.ended(json.id)).toMatchObject({ state: "done", name: `${id}.pdf` });
      pdfs.push(readFileSync(join(home, "api", `${id}.pdf`)));
    }
    return pdfs;
  } finally {
    await api.stop();
  }
}

async function byWatchedFolder(home: string): Promise<Buffer[]> {
  const inbox = join(home, "inbox");
  mkdirSync(inbox);
  writeFileSync(join(inbox, "prompts.jsonl"), LINES);
  const { code, stderr } = await runCli(["watch", inbox, "--once", "--settle", "0", "--reproducible"], { home });
  expect(code, stderr).toBe(0);
  return pdfsIn(join(inbox, "pdfs"));
}

async function byWindow(home: string): Promise<Buffer[]> {
  const file = join(home, "prompts.jsonl");
  writeFileSync(file, LINES);
  const { app, page, outDir } = await openWindow(home);
  try {
    await page.evaluate(() =>
      (window as unknown as { pdfprompt: Bridge }).pdfprompt.request("setPreferences", {
        reproducible: true,
        addAtOnce: true,
      }),
    );
    await page.reload();
    await page.waitForSelector('[data-testid="queue-depth"]');
    await dropFiles(page, [file]);
    while ((await shownNumber(page, "done-count")) < PROMPTS.length) await sleep(50);
    return pdfsIn(outDir);
  } finally {
    await app.close();
  }
}

it("the same prompts give the same bytes through window, command line, API and watched folder", async () => {
  // Homes of their own: what one door has made would count as unchanged for the next.
  const expected = await byCommandLine(tempFolder());
  for (const [door, open] of Object.entries({ byApi, byWatchedFolder, byWindow })) {
    const pdfs = await open(tempFolder());
    for (const [index, name] of NAMES.entries()) {
      expect(pdfs[index]?.equals(expected[index] ?? Buffer.alloc(0)), `${name} ${door}`).toBe(true);
    }
  }
  // They would differ where nobody asks for that: each names the time of its making.
  const home = tempFolder();
  await runCli(["render", "-", "--out", join(home, "out")], { home, input: LINES });
  for (const [index, pdf] of pdfsIn(join(home, "out")).entries()) {
    expect(pdf.equals(expected[index] ?? Buffer.alloc(0))).toBe(false);
  }
});
