import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { app, BrowserWindow, type Session, webContents } from "electron";
import { Queue } from "../../../main/queue";
import { countPages } from "../../../main/render";
import { type Engine, openEngine, submit } from "../../../main/worker";
import { batchSettingsSchema } from "../../../shared/batch";
import { readEnvironment } from "../../../shared/settings";
import type { IntakeItem } from "../../../shared/stages";
import { readScenario, runInElectron } from "../support/in-electron";
import { ENDLESS, LAUGHS, navigatedPage, ordinaryPage } from "../support/lane-pages";
import type { LaneReport, LaneScenario } from "../support/lane-scenario";
import { randomFrom } from "../support/random";

// Real lanes in the real runtime, without the app's doors: what happens to windows can only be done to windows.

const LANES = 3;
const FIXED = { ...readEnvironment({}), pollMs: 500 };
/** One crash for ten attempts hits four attempts of the same document in a run of a thousand now and then, six never. */
const ORDINARY = { retries: 5 };
/** Documents beside endless ones, or after the death of a helper, take longer; their own deadline is not in question. */
const LONG_MS = 20_000;
/** One crash for so many documents. */
const DOCUMENTS_PER_CRASH = 10;
const NETWORK_KILLS = 8;
const NETWORK_PAUSE_MS = 150;
const PATIENCE_MS = 5000;
/** Sessions of lanes whose renderer was crashed and that have not printed anything since. */
const crashedAt = new Map<Session, number>();

/** Documents in lanes, and those whose rendering failed before. */
const atWork = new Set<string>();
const crashedOnce = new Set<string>();

const scenario = readScenario<LaneScenario>();

void runInElectron(run);

async function run(): Promise<LaneReport> {
  const report: LaneReport = {
    done: 0,
    failed: 0,
    cancelled: 0,
    errors: {},
    windowsBefore: 0,
    windowsAfter: 0,
    windowsAtEnd: 0,
    renderersAtEnd: 0,
    files: 0,
    whole: 0,
    rendered: 0,
    navigated: 0,
    crashes: 0,
    laneBackMs: [],
    afterDeadlineMs: [],
    cancelMs: null,
    samples: [],
    descriptors: [],
  };
  timeRecoveries(report);
  const queue = new Queue(join(scenario.folder, "queue.db"));
  const engine = openEngine({
    queue,
    mainFolder: scenario.mainFolder,
    settings: { ...FIXED, workerConcurrency: LANES },
  });
  await engine.ready;
  report.windowsBefore = BrowserWindow.getAllWindows().length;
  timeRenders(engine, report);
  const isAtWork = { now: true };
  const harm = scenario.kind === "crash" ? crashWhile(isAtWork, engine, report) : undefined;
  if (scenario.kind === "endless") await beEndless(queue, engine, report);
  if (scenario.kind === "cancel") report.cancelMs = await cancelOne(queue, engine);
  if (scenario.kind === "opening") crashWhileOpening();
  const network = scenario.kind === "network" ? killNetworkWhile(isAtWork, report) : undefined;
  const samples = scenario.kind === "soak" ? sampleWhile(isAtWork, queue, engine, report) : undefined;
  const page = scenario.kind === "network" ? navigatedPage : ordinaryPage;
  if (scenario.kind !== "cancel") await work(queue, engine, "plain", scenario.documents, { page });
  isAtWork.now = false;
  await Promise.all([harm, samples, network]);
  const { done, failed, cancelled, errors } = queue.stats();
  Object.assign(report, { done, failed, cancelled });
  for (const { code, jobs } of errors) report.errors[code] = jobs;
  report.windowsAfter = BrowserWindow.getAllWindows().length;
  // What a batch leaves beside its PDFs is none; a temporary file of a PDF counts.
  const results = ["manifest.jsonl", "failures.jsonl"];
  const files = readdirSync(join(scenario.folder, "out")).filter((name) => !results.includes(name));
  report.files = files.length;
  report.whole = files.filter((file) => isWhole(readFileSync(join(scenario.folder, "out", file)))).length;
  report.lanes = engine.lanes.health;
  await engine.close();
  report.windowsAtEnd = BrowserWindow.getAllWindows().length;
  report.renderersAtEnd = await renderersLeft();
  queue.close();
  return report;
}

/** Whether a PDF has its one page and its end. */
function isWhole(pdf: Buffer): boolean {
  return countPages(pdf) === 1 && pdf.subarray(-8).toString("latin1").includes("%%EOF");
}

/** Renderer processes that are there although no window is; the last ones get a moment to end. */
async function renderersLeft(): Promise<number> {
  const renderers = () => app.getAppMetrics().filter(({ type }) => type === "Tab").length;
  const waitsUntil = performance.now() + PATIENCE_MS;
  while (renderers() > 0 && performance.now() < waitsUntil) await sleep(10);
  return renderers();
}

/** Notes by how much a rendering outlasts its deadline. */
function timeRenders({ lanes }: Engine, report: LaneReport): void {
  const render = lanes.render.bind(lanes);
  lanes.render = async (document, options) => {
    const startedAt = performance.now();
    atWork.add(document.html);
    if (document.lane === "full") report.navigated += 1;
    try {
      const printed = await render(document, options);
      report.rendered += 1;
      return printed;
    } catch (error) {
      crashedOnce.add(document.html);
      throw error;
    } finally {
      atWork.delete(document.html);
      const overMs = performance.now() - startedAt - options.timeoutMs;
      if (overMs > 0) report.afterDeadlineMs.push(Math.round(overMs));
    }
  };
}

async function put(
  queue: Queue,
  engine: Engine,
  name: string,
  text: (number: number) => string,
  count: number,
  more = {},
) {
  async function* items(): AsyncGenerator<IntakeItem> {
    for (let line = 1; line <= count; line += 1) {
      const found = { source: "-", line, baseDir: scenario.folder, relativeDir: "", stem: name };
      yield { kind: "prompt", found: { ...found, prompt: { prompt: text(line), format: "html" as const } } };
    }
  }
  const settings = batchSettingsSchema.parse({ timeoutMs: scenario.timeoutMs, ...more });
  const outDir = join(scenario.folder, "out");
  const { batchId } = await submit(queue, { items: items(), inputs: [name], label: name, outDir, settings });
  engine.worker.wake();
  return batchId;
}

async function work(
  queue: Queue,
  engine: Engine,
  name: string,
  count: number,
  { page = ordinaryPage, ...more }: { page?: typeof ordinaryPage; timeoutMs?: number } = {},
): Promise<void> {
  const batchId = await put(queue, engine, name, page, count, { ...ORDINARY, ...more });
  await engine.worker.drain({ batchId });
}

/**
 * Ends Chromium's network process each time some documents are being navigated to, and goes on until that has hit one
 * that was loading: a fast machine may be printing all of them each time.
 */
async function killNetworkWhile(isAtWork: { now: boolean }, report: LaneReport): Promise<void> {
  const isEnough = () => (report.helpersKilled ?? 0) >= NETWORK_KILLS && crashedOnce.size > 0;
  while (isAtWork.now && !isEnough()) {
    await sleep(NETWORK_PAUSE_MS);
    const network = app.getAppMetrics().find(({ serviceName }) => serviceName === "network.mojom.NetworkService");
    if (!network || atWork.size === 0) continue;
    process.kill(network.pid, "SIGKILL");
    report.helpersKilled = (report.helpersKilled ?? 0) + 1;
  }
}

/** Ends the renderer of a random lane again and again, as a crash does. */
async function crashWhile(isAtWork: { now: boolean }, engine: Engine, report: LaneReport): Promise<void> {
  const random = randomFrom(scenario.seed);
  while (isAtWork.now && report.crashes < scenario.documents / DOCUMENTS_PER_CRASH) {
    await sleep(1 + random() * 60);
    const renderers = webContents.getAllWebContents().filter((contents) => !contents.isCrashed());
    const victim = renderers[Math.floor(random() * renderers.length)];
    // In step with the work: else the last documents, tried again and again, would get all crashes that are left.
    const isDue = report.rendered >= report.crashes * DOCUMENTS_PER_CRASH;
    // A document that ended its renderer twice is set aside, and which one is in the victim cannot be told.
    const wouldBeSecond = [...atWork].some((html) => crashedOnce.has(html));
    if (!victim || !isDue || wouldBeSecond || engine.lanes.busy === 0 || crashedAt.has(victim.session)) continue;
    crashedAt.set(victim.session, performance.now());
    victim.forcefullyCrashRenderer();
    report.crashes += 1;
  }
}

/** Notes how long it takes from a crash until the same lane, known by its session, has printed a document again. */
function timeRecoveries(report: LaneReport): void {
  app.on("web-contents-created", (_event, contents) => {
    const { session } = contents;
    const print = contents.printToPDF.bind(contents);
    contents.printToPDF = async (options) => {
      const startedAt = performance.now();
      const pdf = await print(options);
      const at = crashedAt.get(session);
      // A print that was over before the process had really ended tells nothing.
      if (at === undefined || at > startedAt) return pdf;
      report.laneBackMs.push(Math.round(performance.now() - at));
      crashedAt.delete(session);
      return pdf;
    };
  });
}

/**
 * Ends the renderer of every lane, so that each opens another window, and of these one at each moment of its opening:
 * when it begins to load, when it has answered, and when it is loaded but not yet set up.
 */
function crashWhileOpening(): void {
  const moments = ["did-start-loading", "dom-ready", "did-finish-load"];
  app.on("web-contents-created", (_event, contents) => {
    const moment = moments.pop();
    if (moment) contents.once(moment as "dom-ready", () => contents.forcefullyCrashRenderer());
  });
  for (const contents of webContents.getAllWebContents()) contents.forcefullyCrashRenderer();
}

/** Documents that never come to an end, in company, and the death of Chromium's own helpers. */
async function beEndless(queue: Queue, engine: Engine, report: LaneReport): Promise<void> {
  const options = { allowScripts: true, retries: 0 };
  await put(
    queue,
    engine,
    "endless",
    (number) => `<p>${number}</p>${number % 2 ? ENDLESS : LAUGHS}`,
    scenario.endless,
    options,
  );
  await put(queue, engine, "company", ordinaryPage, scenario.documents, { ...ORDINARY, timeoutMs: LONG_MS });
  await engine.worker.drain();
  for (const { pid, type } of app.getAppMetrics()) {
    if (type !== "GPU" && type !== "Utility") continue;
    report.helpersKilled = (report.helpersKilled ?? 0) + 1;
    const after = work(queue, engine, `after ${type} ${pid}`, scenario.documents, { timeoutMs: LONG_MS });
    await sleep(30);
    process.kill(pid, "SIGKILL");
    await after;
  }
}

/** How long it takes until an endless document that is cancelled has ended. */
async function cancelOne(queue: Queue, engine: Engine): Promise<number> {
  const batchId = await put(queue, engine, "endless", () => ENDLESS, 1, { allowScripts: true });
  const drained = engine.worker.drain({ batchId });
  while (engine.lanes.busy === 0) await sleep(5);
  await sleep(300);
  const at = performance.now();
  // Without waking the worker: as another process does it.
  queue.cancel({ batchId });
  while (queue.isBatchActive(batchId)) await sleep(1);
  const ms = Math.round(performance.now() - at);
  await drained;
  return ms;
}

async function sampleWhile(isAtWork: { now: boolean }, queue: Queue, engine: Engine, report: LaneReport) {
  let next = scenario.sampleEvery;
  while (isAtWork.now) {
    await sleep(20);
    const { done } = queue.stats();
    if (done < next) continue;
    next += scenario.sampleEvery;
    report.samples.push(engine.residentMb());
    report.descriptors.push(readdirSync("/proc/self/fd").length);
  }
}
