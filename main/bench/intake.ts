import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { batchSettingsSchema } from "../../shared/batch";
import { PdfPromptError } from "../../shared/errors";
import type { WorkerSettings } from "../../shared/settings";
import type { IntakeItem } from "../../shared/stages";
import { Queue } from "../queue";
import { openEngine, type Submitted, submit } from "../worker";

const LANES = 3;
const LOOK_MS = 5;
const MB = 1024 * 1024;
/** Rows that are edited before the second run. */
const EDITED = 3;

export interface IntakeFigures {
  /** Rows of the CSV file. */
  rows: number;
  /** The file read and queued, nothing else under way. */
  alone: {
    /** Milliseconds until the first row can be claimed. */
    firstQueuedMs: number;
    queuedMs: number;
    /** What the process grew by at most, in MB of resident memory. */
    memoryMb: number;
  };
  /** The same while lanes are opened and render. */
  rendering: {
    lanes: number;
    /** Milliseconds until the first PDF is done, lanes and threads opened meanwhile. */
    firstPdfMs: number;
    queuedMs: number;
    /** PDFs done by then. */
    done: number;
    /** As above: the main process with its threads, without the lanes. */
    memoryMb: number;
  };
  /** A file rendered, some of its rows edited, and rendered again. */
  again: {
    rows: number;
    edited: number;
    rendered: number;
    unchanged: number;
    firstSeconds: number;
    secondSeconds: number;
  };
}

export interface IntakeOptions {
  rows: number;
  /** Rows of the file that is rendered twice. */
  againRows: number;
  mainFolder: string;
  settings: WorkerSettings;
  /** Reads a file as `render --template letter --data` does. */
  readItems: (file: string) => AsyncIterable<IntakeItem>;
  onStep: (line: string) => void;
}

/** How soon a long table is rendered and queued, what memory that takes, and what is done of it a second time. */
export async function benchIntake(options: IntakeOptions): Promise<IntakeFigures> {
  const { rows, againRows, onStep } = options;
  const folder = mkdtempSync(join(tmpdir(), "pdfprompt-bench-"));
  try {
    const file = join(folder, "people.csv");
    await writeRows(file, rows);
    onStep(`${rows} rows are queued`);
    const alone = await queueAlone(file, folder, options);
    onStep(`${rows} rows are queued and rendered`);
    const rendering = await queueAndRender(file, folder, options);
    onStep(`${againRows} rows are rendered, and ${EDITED} of them once more`);
    return { rows, alone, rendering, again: await renderTwice(folder, options) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeRows(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write("name,email,city,amount,note\n");
  for (let row = 1; row <= rows; row++) {
    const isRoom = out.write(
      `Person ${row},p${row}@example.org,City ${row % 500},${(row * 1.25).toFixed(2)},"A note, with a comma, ${row}"\n`,
    );
    if (!isRoom) await once(out, "drain");
  }
  await new Promise<void>((resolve) => out.end(resolve));
}

/** A submission of the rows of a file to a queue. */
function put(
  queue: Queue,
  file: string,
  outDir: string,
  { readItems }: IntakeOptions,
  more: { onBatch?: (id: string) => void; onQueued?: () => void } = {},
): Promise<Submitted> {
  const settings = batchSettingsSchema.parse({ template: "letter" });
  return submit(queue, { items: readItems(file), label: "bench", inputs: [file], outDir, settings, ...more });
}

/** Runs `work`; tells what the process grew by at most meanwhile, in MB. */
async function withMemory<T>(work: () => Promise<T>): Promise<T & { memoryMb: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  try {
    const result = await work();
    return { ...result, memoryMb: (most - before) / MB };
  } finally {
    clearInterval(timer);
  }
}

function queueAlone(file: string, folder: string, options: IntakeOptions): Promise<IntakeFigures["alone"]> {
  const queue = new Queue(join(folder, "alone.db"));
  return withMemory(async () => {
    const startedAt = performance.now();
    let firstQueuedMs: number | undefined;
    await put(queue, file, join(folder, "alone"), options, {
      onQueued: () => {
        firstQueuedMs ??= performance.now() - startedAt;
      },
    });
    return { firstQueuedMs: firstQueuedMs ?? Number.NaN, queuedMs: performance.now() - startedAt };
  }).finally(() => queue.close());
}

function queueAndRender(file: string, folder: string, options: IntakeOptions): Promise<IntakeFigures["rendering"]> {
  const queue = new Queue(join(folder, "rendering.db"));
  return withMemory(async () => {
    const startedAt = performance.now();
    const stop = new AbortController();
    const engine = openEngine({ queue, settings: laned(options), mainFolder: options.mainFolder });
    try {
      let firstPdfMs: number | undefined;
      let hasEnded = false;
      let working: Promise<unknown> | undefined;
      let batchId: string | undefined;
      const done = () => (batchId === undefined ? 0 : queue.batchCounts(batchId).done);
      const looking = setInterval(() => {
        if (done() === 0) return;
        firstPdfMs = performance.now() - startedAt;
        clearInterval(looking);
      }, LOOK_MS);
      await put(queue, file, join(folder, "rendering"), options, {
        onBatch: (id) => {
          batchId = id;
          working = engine.worker.drain({ batchId: id, signal: stop.signal }).finally(() => {
            hasEnded = true;
          });
          // Thrown below.
          working.catch(() => undefined);
        },
        onQueued: () => engine.worker.wake(),
      });
      const queuedMs = performance.now() - startedAt;
      const doneByThen = done();
      // A short file is queued before its first PDF is there.
      while (firstPdfMs === undefined && !hasEnded) await sleep(LOOK_MS);
      clearInterval(looking);
      stop.abort();
      await working;
      if (firstPdfMs === undefined) throw new PdfPromptError("internal", "No PDF was made of the table.");
      return { lanes: LANES, firstPdfMs, queuedMs, done: doneByThen };
    } finally {
      await engine.close();
    }
  }).finally(() => queue.close());
}

function laned({ settings }: IntakeOptions): WorkerSettings {
  return { ...settings, workerConcurrency: LANES, maxPdfConcurrency: LANES };
}

async function renderTwice(folder: string, options: IntakeOptions): Promise<IntakeFigures["again"]> {
  const file = join(folder, "again.csv");
  await writeRows(file, options.againRows);
  const first = await renderAll(file, folder, options);
  const lines = readFileSync(file, "utf8").split("\n");
  for (let number = 1; number <= EDITED; number++) {
    const line = Math.ceil((number * options.againRows) / (EDITED + 1));
    lines[line] = lines[line]?.replace("Person", "Doctor") ?? "";
  }
  writeFileSync(file, lines.join("\n"));
  const second = await renderAll(file, folder, options);
  return {
    rows: options.againRows,
    edited: EDITED,
    rendered: second.done,
    unchanged: second.unchanged,
    firstSeconds: first.seconds,
    secondSeconds: second.seconds,
  };
}

/** The whole way of a file, lanes opened for it, as a command does it. */
async function renderAll(file: string, folder: string, options: IntakeOptions) {
  const queue = new Queue(join(folder, "again.db"));
  const startedAt = performance.now();
  const engine = openEngine({ queue, settings: laned(options), mainFolder: options.mainFolder });
  try {
    let working: Promise<unknown> | undefined;
    const { batchId } = await put(queue, file, join(folder, "again"), options, {
      onBatch: (id) => {
        working = engine.worker.drain({ batchId: id });
        working.catch(() => undefined);
      },
      onQueued: () => engine.worker.wake(),
    });
    engine.worker.wake();
    await working;
    const { done, unchanged } = queue.batchCounts(batchId);
    return { done, unchanged, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await engine.close();
    queue.close();
  }
}
