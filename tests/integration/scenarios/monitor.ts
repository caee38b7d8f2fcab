import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { app, type WebContents, webContents } from "electron";
import { Queue } from "../../../main/queue";
import { memoryMb } from "../../../main/render/memory";
import { type Engine, METRICS_CONTENT_TYPE, type Monitor, openEngine, openMonitor, submit } from "../../../main/worker";
import { batchSettingsSchema } from "../../../shared/batch";
import { readEnvironment } from "../../../shared/settings";
import type { IntakeItem } from "../../../shared/stages";
import { readScenario, runInElectron } from "../../reliability/support/in-electron";
import type { Answer, MonitorReport, MonitorScenario } from "../support/monitor-scenario";

const LANES = 2;
const scenario = readScenario<MonitorScenario>();

void runInElectron(run);

async function run(): Promise<MonitorReport> {
  const queue = new Queue(join(scenario.folder, "queue.db"));
  const settings = { ...readEnvironment({}), workerConcurrency: LANES };
  const engine = openEngine({ queue, mainFolder: scenario.mainFolder, settings });
  await engine.ready;
  const monitor = openMonitor(queue, engine);
  const server = await serve(monitor);
  const get = async (path: string): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
  };

  const memory = measureMemory(engine);
  const before = await get("/metrics");
  const well = await get("/healthz");
  for (const contents of webContents.getAllWebContents()) contents.forcefullyCrashRenderer();
  await work(queue, engine, "good", 20, {});
  await work(queue, engine, "bad", 1, { template: "there-is-none" });
  const after = await get("/metrics");
  const { p50Ms, p95Ms } = queue.stats();

  app.on("web-contents-created", crashAtOnce);
  for (const contents of webContents.getAllWebContents()) contents.forcefullyCrashRenderer();
  const failedBefore = queue.stats().failed;
  await work(queue, engine, "lost", 2 * LANES, { retries: 0 });
  const failedWhileBroken = queue.stats().failed - failedBefore;
  const broken = await get("/healthz");
  const brokenMetrics = await get("/metrics");
  app.off("web-contents-created", crashAtOnce);
  let mended = await get("/healthz");
  while (mended.status !== 200) {
    await sleep(100);
    mended = await get("/healthz");
  }
  const doneBefore = queue.stats().done;
  await work(queue, engine, "again", 2, { retries: 0 });
  const doneAfter = queue.stats().done - doneBefore;

  monitor.close();
  server.closeAllConnections();
  server.close();
  await engine.close();
  queue.close();
  const stats = { p50Ms, p95Ms };
  return { before, after, stats, well, broken, brokenMetrics, mended, failedWhileBroken, doneAfter, memory };
}

function measureMemory(engine: Engine): MonitorReport["memory"] {
  const chromium = app.getAppMetrics();
  return {
    engineMb: engine.residentMb(),
    chromiumMb: chromium.reduce((sum, { memory }) => sum + memory.workingSetSize, 0) / 1024,
    engine: [...memoryMb().keys()].sort(),
    chromium: chromium.map(({ pid }) => pid).sort(),
  };
}

/** As the app's own server answers. */
async function serve(monitor: Monitor): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === "/metrics") {
      response.writeHead(200, { "content-type": METRICS_CONTENT_TYPE }).end(monitor.metricsText());
    } else {
      const { httpStatus, body } = monitor.health();
      response.writeHead(httpStatus, { "content-type": "application/json" }).end(JSON.stringify(body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** No window opens any more. */
function crashAtOnce(_event: unknown, contents: WebContents): void {
  contents.once("did-start-loading", () => contents.forcefullyCrashRenderer());
}

async function work(queue: Queue, engine: Engine, name: string, count: number, settings: object): Promise<void> {
  async function* items(): AsyncGenerator<IntakeItem> {
    for (let line = 1; line <= count; line += 1) {
      const found = { source: "-", line, baseDir: scenario.folder, relativeDir: "", stem: name };
      yield { kind: "prompt", found: { ...found, prompt: { prompt: `# ${name} ${line}` } } };
    }
  }
  const outDir = join(scenario.folder, "out");
  const whole = batchSettingsSchema.parse(settings);
  const { batchId } = await submit(queue, { items: items(), inputs: [name], label: name, outDir, settings: whole });
  await engine.worker.drain({ batchId });
}
