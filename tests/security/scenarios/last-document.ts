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
/** Shorter than the time in which a window is given up that cannot be left. */
const DEADLINE_MS = 1500;
const TIMEOUT_MS = 20_000;
/** So long after its print, a document is being left. */
const PAUSE_MS = 100;
const PICTURE = "picture.png";
/** What the thief says where it was given a file, with the host it has it from. */
const GOT = "got it from ";

const scenario = readScenario<{ folder: string; mainFolder: string }>();

void runInElectron(async () => {
  const report: LastDocumentReport = {
    requests: { atOnce: 0, later: 0 },
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

  await render(await compose("", "let n = 0; setInterval(() => { new Image().src = 'x.png?' + n++; }, 1);"));
  const contents = newest();
  report.requests.atOnce = await requestsOf(contents);
  report.requests.later = await requestsOf(contents);

  const asset = Object.keys(withPicture.assets)[0] ?? "";
  await render(await compose("", thief(asset)));
  newest().on("console-message", (_event, _level, message) => {
    const [, host] = message.split(GOT);
    if (host !== undefined) report.stolen.push(host);
  });
  // In the other window of the lane, with files at hand all the time.
  for (let round = 0; round < 3; round += 1) await render({ ...withPicture, lane: "full" });

  const behind = async (name: string, script: string, pauseMs: number, harm?: (window: WebContents) => void) => {
    await render(await compose("", script));
    await sleep(pauseMs);
    const printed = render({ ...next, scripts: true, lane: "full" }, DEADLINE_MS);
    harm?.(newest());
    await printed.then(
      () => report.printed.push(name),
      (error: unknown) => report.failures.push(`${name}, ${pauseMs} ms: ${error}`),
    );
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

async function requestsOf(contents: WebContents): Promise<number> {
  let requests = 0;
  const count = (_event: unknown, method: string) => {
    if (method === "Network.requestWillBeSent") requests += 1;
  };
  contents.debugger.on("message", count);
  await sleep(LOOK_MS);
  contents.debugger.off("message", count);
  return requests;
}
