// Takes screenshots of the window over a made-up queue, served under the app's own Content-Security-Policy:
// `node tests/renderer/look.mjs [folder] [name…]`. CHROMIUM names the browser, /usr/bin/chromium by default.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const SIZES = [
  { width: 1200, height: 800 },
  { width: 800, height: 560 },
];

const [folder = join(tmpdir(), "pdfprompt-look"), ...only] = process.argv.slice(2);

async function dragFiles(page, type) {
  await page.evaluate((name) => {
    const data = new DataTransfer();
    data.items.add(new File(["# Hello"], "hello.md"));
    window.dispatchEvent(new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, type);
}

/** Name of each picture, the made-up queue it shows and what is done before it is taken. */
const LOOKS = {
  empty: { state: "empty" },
  running: { state: "running" },
  finished: { state: "finished" },
  failed: {
    state: "finished",
    async act(page) {
      await page.getByTestId("filter-failed").click();
      await page.getByTestId("job-row").nth(1).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    },
  },
  dragging: { state: "running", act: (page) => dragFiles(page, "dragover") },
  import: { state: "running", act: (page) => dragFiles(page, "drop") },
  rejected: {
    state: "running",
    async act(page) {
      await dragFiles(page, "drop");
      await page.getByTestId("import-add").click();
    },
  },
  paused: { state: "paused" },
  pausing: { state: "pausing" },
  "disk-full": { state: "disk-full" },
  "pause-menu": { state: "running", act: (page) => page.getByTestId("pause-more").click() },
  recovered: { state: "recovered" },
  reading: { state: "reading" },
  "lane-trouble": { state: "lane-trouble" },
  keyboard: {
    state: "running",
    async act(page) {
      await page.getByTestId("job-row").nth(2).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
    },
  },
  cancel: { state: "running", act: (page) => page.getByTestId("cancel-queued").click() },
  menu: { state: "running", act: (page) => page.getByTestId("add-more").click() },
  problem: {
    state: "running",
    async act(page) {
      await page.evaluate(() => {
        window.fakeBridge.failure = {
          code: "output-unwritable",
          message:
            "The folder /home/ada/Documents/PDFPrompt cannot be written: permission denied. Choose another folder.",
        };
      });
      await page.getByTestId("open-output-folder").click();
    },
  },
};

function serve(root) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const body = readFileSync(join(root, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "", "content-security-policy": CSP });
      response.end(body);
    } catch {
      response.writeHead(204).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const outDir = mkdtempSync(join(tmpdir(), "pdfprompt-preview-"));
const configFile = fileURLToPath(new URL("preview.config.ts", import.meta.url));
await build({ configFile, logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await serve(outDir);
const url = `http://127.0.0.1:${server.address().port}/preview.html`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
mkdirSync(folder, { recursive: true });
try {
  for (const [name, { state, act }] of Object.entries(LOOKS)) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const colorScheme of ["light", "dark"]) {
      for (const viewport of SIZES) {
        const page = await browser.newPage({ colorScheme, viewport });
        page.on("console", (message) => message.type() !== "info" && console.log(`${name}: ${message.text()}`));
        page.on("pageerror", (error) => console.log(`${name}: ${error.message}`));
        await page.goto(`${url}?state=${state}`);
        await page.getByTestId("queue-depth").waitFor();
        await page.waitForTimeout(700);
        await act?.(page);
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(folder, `${name}-${viewport.width}-${colorScheme}.png`) });
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
  server.close();
  rmSync(outDir, { recursive: true, force: true });
}
console.log(`screenshots in ${folder}`);
