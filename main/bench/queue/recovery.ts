import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { PdfPromptError } from "../../../shared/errors";
import { Queue } from "../../queue";
import { programAgain } from "../program-again";
import { fill, type Scratch } from "./scratch";

const HELD = 64;
/** What the child prints when it holds its claims. */
const READY = "holding";
const READY_TIMEOUT_MS = 120_000;

/** What a process that was killed costs the next one. Milliseconds from before the file is opened. */
export interface RecoveryFigures {
  rows: number;
  /** Jobs that the killed process held. */
  held: number;
  /** Size of the write-ahead log it left, in MB: everything it ever wrote. */
  walMb: number;
  openMs: number;
  recoverMs: number;
  /** The first claim alone. */
  claimMs: number;
  /** From opening to having claimed. */
  totalMs: number;
}

/**
 * Fills a queue, claims jobs and waits to be killed. The log is never written into the file, which is the worst that can
 * be left behind.
 */
export function holdUntilKilled(file: string, rows: number): Promise<never> {
  const queue = new Queue(file, { checkpointPages: 0 });
  fill(queue, { rows });
  queue.tick({ workerId: queue.addWorker(), finished: [], slots: HELD, held: 0 });
  process.stdout.write(`${READY}\n`);
  return new Promise<never>(() => undefined);
}

/**
 * Has another process fill a queue, kills it, and measures how soon this one has work from it.
 * @param holdArguments arguments with which this very program calls {@link holdUntilKilled} for the file
 */
export async function measureRecovery(
  scratch: Scratch,
  rows: number,
  holdArguments: (file: string) => readonly string[],
): Promise<RecoveryFigures> {
  const file = scratch.newFile();
  const child = startAgain(holdArguments(file));
  try {
    await untilReady(child);
  } finally {
    const gone = once(child, "exit");
    if (child.kill("SIGKILL")) await gone;
  }
  const walMb = statSync(`${file}-wal`).size / 2 ** 20;
  const startedAt = performance.now();
  const queue = new Queue(file);
  try {
    const openedAt = performance.now();
    // As a worker does it; the files of these attempts would be cleared away in between.
    queue.remains();
    const recovered = queue.recover();
    const workerId = queue.addWorker();
    const recoveredAt = performance.now();
    const { claimed } = queue.tick({ workerId, finished: [], slots: 1, held: 0 });
    const claimedAt = performance.now();
    if (recovered !== HELD || claimed.length !== 1) {
      throw new PdfPromptError("internal", `${recovered} of ${HELD} jobs came back, ${claimed.length} was claimed.`);
    }
    return {
      rows,
      held: HELD,
      walMb,
      openMs: openedAt - startedAt,
      recoverMs: recoveredAt - openedAt,
      claimMs: claimedAt - recoveredAt,
      totalMs: claimedAt - startedAt,
    };
  } finally {
    queue.close();
  }
}

/** Starts this program once more, as it was started, with other arguments. */
function startAgain(args: readonly string[]): ChildProcess {
  const { command, args: before } = programAgain();
  // The fourth stream ends with this process, and the child with it.
  return spawn(command, [...before, ...args], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
    env: { ...process.env, PDFPROMPT_PARENT_FD: "3" },
  });
}

async function untilReady(child: ChildProcess): Promise<void> {
  const early = once(child, "exit").then(([code]) => {
    throw new PdfPromptError("internal", `The process that was to be killed ended by itself (exit code ${code}).`);
  });
  // Once it is ready, its end is wanted.
  early.catch(() => undefined);
  const late = new Promise<never>((_, reject) => {
    const error = new PdfPromptError("internal", "The process that was to be killed did not fill its queue in time.");
    setTimeout(() => reject(error), READY_TIMEOUT_MS).unref();
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on("data", (text) => String(text).includes(READY) && resolve());
  });
  await Promise.race([ready, early, late]);
}
