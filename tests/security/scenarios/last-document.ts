import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type WebContents, webContents } from "electron";
import { composeDocument } from "../../../main/compose/compose-document";
import { LanePool } from "../../../main/render";
import type { ComposedDocument } from "../../../shared/stages";
import { readScenario, runInElectron } from "../../reliability/support/in-electron";
import { solidPng } from "../support/equality-assets";
import type { LastDocumentReport } from "../support/last-document-scenario";

// Documents with scripts stay in their window after their print, until the next one comes or a moment has passed.

const LOOK_MS = 300;
const MOST_LOOKS = 20;
const ATTEMPTS = 3;
/** A thief has a moment only, which a machine under load may need for something else. */
const THEFTS = 8;
/** Shorter than the time in which a window is given up that cannot be left. */
const DEADLINE_MS = 1900;
const TIMEOUT_MS = 20_000;
/** So long after its print, a document is being left. */
const PAUSE_MS = 100;
/** So long a busy document can be while it is left, and then the next one takes so long: together more than the deadline. */
const BUSY_MS = 1500;
const READY_MS = 900;
const PICTURE = "picture.png";
/** What the thief says where it was given a file, with the host it has it from. */
const GOT = "got it from ";

const scenario = readScenario<{ folder: string; mainFolder: string }>();

void runInElectron(async () => {
  const report: LastDocumentReport = {
    requests: { all: 0, later: Number.POSITIVE_INFINITY },
    stolen: [],
    printed: [],
    failures: [],
    crashes: 0,
    recycled: 0,
  };
  writeFileSync(join(scenario.folder, PICTURE), solidPng(0x336699));
  const next = await compose("<p>next</p>", "0;");
  const slow = await compose(
    "<p>slow</p>",
    `window.pdfReady = new Promise((resolve) => setTimeout(resolve, ${READY_MS}));`,
  );
  const withPicture = await compose(`<p>next</p><img src="${PICTURE}">`);
  const pool = new LanePool({ lanes: 1, fontFolder: join(scenario.mainFolder, "fonts") });
  await pool.warmUp();
  const render = (document: ComposedDocument, timeoutMs = TIMEOUT_MS) => pool.render(document, { timeoutMs });

  await render(await compose("", "0;"));
  const requests = countRequests(newest());
  await render(await compose("", "let n = 0; setInterval(() => { new Image().src = 'x.png?' + n++; }, 1);"));
  for (let look = 0; look < MOST_LOOKS && report.requests.later !== 0; look += 1) {
    const before = requests();
    await sleep(LOOK_MS);
    report.requests.later = requests() - before;
  }
  report.requests.all = requests();

  const asset = Object.keys(withPicture.assets)[0] ?? "";
  const stealing = await compose("", thief(asset));
  newest().on("console-message", (_event, _level, message) => {
    const [, host] = message.split(GOT);
    if (host !== undefined) report.stolen.push(host);
  });
  // In the other window of the lane.
  for (let round = 0; round < THEFTS; round += 1) {
    await render(stealing);
    await render({ ...withPicture, lane: "full" });
  }

  const behind = async (
    name: string,
    script: string,
    pauseMs: number,
    { document = next, harm }: { document?: ComposedDocument; harm?: (window: WebContents) => void } = {},
  ) => {
    const failures: unknown[] = [];
    // A machine under load may not print anything within the deadline.
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await render(await compose("", script));
      await sleep(pauseMs);
      const printed = render(document, DEADLINE_MS);
      harm?.(newest());
      const failure = await printed.then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) return report.printed.push(name);
      failures.push(failure);
    }
    return report.failures.push(`${name}, ${pauseMs} ms: ${failures.join("; ")}`);
  };
  for (const pauseMs of [0, PAUSE_MS]) {
    await behind("hangs when it is left", "addEventListener('pagehide', () => { for (;;); });", pauseMs);
    const hang = "addEventListener('afterprint', () => setTimeout(() => { for (;;); }));";
    await behind("hangs after its print", hang, pauseMs);
    await behind("closes its window after its print", `${CLOSE} addEventListener('afterprint', end);`, pauseMs);
    await behind("closes its window when it is left", `${CLOSE} addEventListener('pagehide', end);`, pauseMs);
    const busy = `const end = performance.now() + ${BUSY_MS}; while (performance.now() < end);`;
    await behind("is busy when it is left", `addEventListener('pagehide', () => { ${busy} });`, pauseMs, {
      document: slow,
    });
    await behind("changes its address when it is left", CHANGE_ADDRESS, pauseMs);
  }
  await behind("crashes", "0;", 0, { harm: (window) => window.forcefullyCrashRenderer() });
  report.crashes = pool.health.crashes;
  report.recycled = Object.values(pool.health.recycled).reduce((sum, windows) => sum + windows, 0);
  await pool.close();
  return report;
});

function compose(body: string, script = ""): Promise<ComposedDocument> {
  // Without a doctype, as pages of that time take anything for a style sheet.
  const prompt = `<html><body><p>page</p>${body}<script>${script}</script></body></html>`;
  const source = join(scenario.folder, "prompt.html");
  const where = { source, line: 1, baseDir: scenario.folder };
  return composeDocument({ prompt: { prompt, format: "html" }, ...where, allowScripts: script !== "" });
}

/** Pages are kept from closing their window; a frame of theirs has another way to. */
const CLOSE = `const frame = document.body.appendChild(document.createElement("iframe"));
const close = frame.contentWindow.close;
const end = () => setInterval(() => close.call(window), 0) && close.call(window);`;

/** It is busy until nobody waits for it to be replaced any more, and stays where it is then. */
const CHANGE_ADDRESS = `addEventListener("afterprint", () => setTimeout(() => {
  const end = performance.now() + 400;
  while (performance.now() < end);
}));
addEventListener("beforeunload", () => { history.pushState(0, "", "#elsewhere"); for (;;); });`;

/**
 * Asks again and again for what another document has: a file, on its own host and on that of all lanes, and its text, as a
 * style sheet.
 */
function thief(asset: string): string {
  return `let n = 0;
  const [, , own] = location.pathname.split("/");
  setInterval(() => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.onload = () => console.log("${GOT}" + sheet.href);
    sheet.href = "/d/" + (Number(own) + 1) + "/?" + n++;
    document.head.append(sheet);
    sheet.onerror = () => sheet.remove();
    for (const host of [location.origin, "pdfprompt-lane://lane.local"]) {
      const image = new Image();
      image.onload = () => console.log("${GOT}" + host);
      image.src = host + "/" + ${JSON.stringify(asset)} + "?" + n++;
    }
  }, 1);`;
}

/** Of the window that was opened last. */
function newest(): WebContents {
  const [first, ...others] = webContents.getAllWebContents();
  if (!first) throw new Error("no window");
  return others.reduce((one, other) => (other.id > one.id ? other : one), first);
}

/** Counts what a page asks for. */
function countRequests(contents: WebContents): () => number {
  let requests = 0;
  contents.debugger.on("message", (_event, method) => {
    if (method === "Network.requestWillBeSent") requests += 1;
  });
  return () => requests;
}
