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
  const next = await compose("<p>next</p>");
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

  const behind = async (name: string, script: string, pauseMs: number, harm?: (window: WebContents) => void) => {
    const failures: unknown[] = [];
    // A machine under load may not print anything within the deadline.
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await render(await compose("", script));
      await sleep(pauseMs);
      const printed = render({ ...next, scripts: true, lane: "full" }, DEADLINE_MS);
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
  }
  await behind("crashes", "0;", 0, (window) => window.forcefullyCrashRenderer());
  report.crashes = pool.health.crashes;
  report.recycled = Object.values(pool.health.recycled).reduce((sum, windows) => sum + windows, 0);
  await pool.close();
  return report;
});

function compose(body: string, script = ""): Promise<ComposedDocument> {
  const prompt = `<!doctype html><html><body><p>page</p>${body}<script>${script}</script></body></html>`;
  const source = join(scenario.folder, "prompt.html");
  const where = { source, line: 1, baseDir: scenario.folder };
  return composeDocument({ prompt: { prompt, format: "html" }, ...where, allowScripts: script !== "" });
}

/** Asks again and again for a file of another document, on its own host and on that of all lanes. */
function thief(asset: string): string {
  return `let n = 0;
  setInterval(() => {
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
