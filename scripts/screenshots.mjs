#!/usr/bin/env node
// `node scripts/screenshots.mjs [folder]`: pictures of the real window in both themes, for README and for looking at.
// It gets a display and a home of its own. Linux.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, ROOT, say } from "./lib/common.mjs";
import { setup } from "./setup.mjs";

const PROMPTS = 1200;
const BROKEN_EVERY = 400;

async function withDisplay(work) {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  try {
    const number = await new Promise((done, failed) => {
      server.on("error", failed);
      server.stdio[3].on("data", (chunk) => done(chunk.toString().trim()));
    });
    return await work(`:${number}`);
  } finally {
    server.kill();
  }
}

/** A folder of prompts as somebody might have it, a few of them broken. */
function writePrompts(folder) {
  mkdirSync(folder, { recursive: true });
  for (let number = 1; number <= PROMPTS; number += 1) {
    const name = `customer-${String(number).padStart(4, "0")}.md`;
    const template = number % BROKEN_EVERY === 0 ? "leter" : "letter";
    writeFileSync(
      join(folder, name),
      `---\ntitle: Offer ${number}\ntemplate: ${template}\n---\nDear customer,\n\nthank you.\n`,
    );
  }
}

/** Puts files on the window as the system's file manager does. */
async function drag(page, files, types) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of types) await session.send("Input.dispatchDragEvent", { type, x: 500, y: 400, data });
}

async function takePictures(runtime, display, outFolder) {
  const { _electron } = await import("playwright-core");
  const home = mkdtempSync(join(tmpdir(), "pdfprompt-pictures-"));
  const prompts = join(home, "Offers");
  writePrompts(prompts);
  const isRoot = process.getuid?.() === 0;
  const app = await _electron.launch({
    executablePath: runtime.path,
    args: [...(isRoot ? ["--no-sandbox"] : []), "--log-level=3", ROOT],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, ".config"), DISPLAY: display },
  });
  try {
    const isMain = (page) => page.url().startsWith("pdfprompt-ui:");
    const page = app.windows().find(isMain) ?? (await app.waitForEvent("window", { predicate: isMain }));
    const take = async (name) => {
      for (const theme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: theme });
        await sleep(400);
        await page.screenshot({ path: join(outFolder, `${name}-${theme}.png`) });
      }
    };
    await page.getByTestId("samples").first().waitFor();
    await take("first-run");
    await drag(page, [prompts], ["dragEnter", "dragOver"]);
    await take("drop");
    await drag(page, [prompts], ["drop"]);
    await sleep(2500);
    await take("window");
    await page
      .getByText(`${PROMPTS / BROKEN_EVERY}`)
      .first()
      .waitFor();
    const isEmpty = async () => (await page.getByTestId("queue-depth").getAttribute("data-value")) === "0";
    for (let tries = 0; tries < 300 && !(await isEmpty()); tries += 1) await sleep(200);
    await take("finished");
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function main(runtime) {
  const outFolder = resolve(process.argv[2] ?? join(ROOT, "docs", "images"));
  mkdirSync(outFolder, { recursive: true });
  await withDisplay((display) => takePictures(runtime, display, outFolder));
  say(`pictures written to ${outFolder}`);
}

setup({ tests: true }).then(main).catch(fail);
