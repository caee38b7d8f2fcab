import type { Problem } from "../../shared/errors";
import type { LaneHealth } from "../../shared/health";
import type { RequestPayload, Snapshot } from "../../shared/ipc";
import type { JobState, PauseState } from "../../shared/job";
import type { JobListPage, ListedJob } from "../../shared/job-list";
import { EMPTY_STATS } from "../support/stats";

/** States of the window that are worth looking at. */
export type FakeScene =
  | "empty"
  | "running"
  | "finished"
  | "paused"
  | "pausing"
  | "disk-full"
  | "recovered"
  | "reading"
  | "lane-trouble";

const LANES = 8;
const FULL_FOLDER = "/home/ada/Documents/PDFPrompt/a rather long way down/customers and their letters/autumn 2026";
const FOLDERS = ["letters", "invoices/2026-11", "certificates", ""];
const NAMES = ["anna-lindqvist", "b-okafor", "c-fernandez-de-la-vega", "dmitri-volkov", "elif-yilmaz", "f-nakamura"];
const FAILURES: Omit<Problem, "source" | "line">[] = [
  {
    code: "asset-missing",
    message:
      'The image "assets/logo.png" was not found beside the prompt. Put it there, or correct the path in the prompt, then retry.',
  },
  {
    code: "load-timeout",
    message: "The document was not ready after 30 s, three times. Make it smaller or raise the time limit, then retry.",
  },
];

/** Lanes as they should be, or with everything that can be wrong with them. */
function healthOf(scene: FakeScene): Omit<LaneHealth, "total" | "busy"> {
  const none = { crash: 0, memory: 0, deadline: 0, cancelled: 0, documents: 0, error: 0 };
  if (scene !== "lane-trouble") {
    return { fastLane: { on: true, reason: null }, recycled: none, crashes: 0, lastCrash: null };
  }
  return {
    fastLane: {
      on: false,
      reason: "An injected document is printed differently from the same one navigated to (byte 4833 of 35230).",
    },
    recycled: { ...none, crash: 2, deadline: 1 },
    crashes: 2,
    lastCrash: { atMs: Date.UTC(2026, 10, 23, 9), message: "The renderer process ended while printing (crashed)." },
  };
}

/** A queue that makes jobs up and pretends to work on them, always the same way. */
export class FakeQueue {
  pause: PauseState | null = null;
  readonly #jobs: ListedJob[] = [];
  readonly #scene: FakeScene;
  readonly #recent: number[] = [];
  #revision = 0;
  #batches = 0;
  #seed = 7;
  #debt = 0;
  #madeThisSecond = 0;
  #secondMs = 0;
  #rate = 0;

  constructor(scene: FakeScene) {
    this.#scene = scene;
    if (scene === "empty" || scene === "reading") return;
    this.add(5012);
    const endedShare = scene === "finished" ? 1 : 0.42;
    for (const job of this.#jobs.slice(0, this.#jobs.length * endedShare)) this.#end(job);
    if (scene === "finished") return;
    for (let second = 0; second < 60; second += 1) this.#recent.push(52 + Math.round(12 * this.#random()));
    this.#rate = 58.3;
    if (scene === "paused" || scene === "pausing") this.pause = { kind: "finish" };
    if (scene === "disk-full") this.pause = { kind: "disk-full", folder: FULL_FOLDER, needBytes: 24_800_000 };
    if (scene !== "paused" && scene !== "disk-full") this.#claim();
  }

  add(count: number): number {
    this.#batches += 1;
    for (let index = 0; index < count; index += 1) {
      const id = this.#jobs.length + 1;
      const folder = FOLDERS[Math.floor(index / 900) % FOLDERS.length];
      const isRow = Math.floor(index / 450) % 2 === 0;
      this.#jobs.push({
        id,
        batchId: `b${this.#batches}-9f2c41`,
        state: "queued",
        name: `${folder ? `${folder}/` : ""}${NAMES[index % NAMES.length]}-${String(index + 1).padStart(4, "0")}.pdf`,
        outDir: "/home/ada/Documents/PDFPrompt",
        batchLabel: isRow ? "people.csv" : "letters",
        title: null,
        template: isRow ? "invitation" : "letter",
        warning: null,
        source: isRow ? "/home/ada/Prompts/autumn/people.csv" : `/home/ada/Prompts/letters/letter-${index + 1}.md`,
        line: isRow ? index + 2 : 1,
        attempt: 0,
        pages: null,
        bytes: null,
        elapsedMs: null,
        error: null,
        createdAtMs: Date.UTC(2026, 10, 23, 9),
        finishedAtMs: null,
      });
    }
    this.#revision += 1;
    return count;
  }

  /** Pretends to have worked for some milliseconds. */
  work(milliseconds: number): void {
    // A paused or pausing scene stays as it is, so that it can be looked at.
    const isFrozen = this.#scene === "pausing";
    this.#debt += isFrozen ? 0 : (milliseconds / 1000) * (52 + 12 * this.#random());
    while (this.#debt >= 1) {
      this.#debt -= 1;
      const job = this.#jobs.find(({ state }) => state === "claimed");
      if (!job) break;
      this.#end(job);
      this.#madeThisSecond += 1;
    }
    if (!this.pause) this.#claim();
    this.#secondMs += milliseconds;
    if (this.#secondMs < 1000) return;
    this.#secondMs = 0;
    if (!isFrozen) this.#recent.push(this.#madeThisSecond);
    if (this.#recent.length > 60) this.#recent.shift();
    this.#rate += (this.#madeThisSecond - this.#rate) / 5;
    if (this.#rate < 0.2) this.#rate = 0;
    this.#madeThisSecond = 0;
  }

  /** Stops what runs at once where that is wanted. */
  pauseBy(kind: "finish" | "now"): void {
    this.pause = { kind };
    if (kind === "now") this.#change("claimed", "queued", "all");
  }

  retry(ids: number[] | "all-failed"): number {
    return this.#change("failed", "queued", ids);
  }

  cancel(ids: number[] | "all-queued"): number {
    return this.#change("queued", "cancelled", ids);
  }

  list({ offset, limit, states, search }: RequestPayload<"listJobs">): JobListPage {
    const matching = this.#jobs.filter(
      ({ state, name }) => (!states || states.includes(state)) && (!search || name.includes(search)),
    );
    const jobs = matching.slice(offset, offset + limit);
    return { total: matching.length, jobs: jobs.map((job) => ({ ...job })), settlesInMs: 0 };
  }

  snapshot(): Snapshot {
    const counts: Record<JobState, number> = { queued: 0, claimed: 0, done: 0, failed: 0, cancelled: 0 };
    for (const { state } of this.#jobs) counts[state] += 1;
    const pending = counts.queued + counts.claimed;
    const hasRun = counts.done > 0;
    return {
      stats: {
        ...EMPTY_STATS,
        ...counts,
        paused: this.pause !== null,
        pause: this.pause,
        pdfsPerMinute: Math.round(this.#rate * 60),
        p50Ms: hasRun ? 132 : null,
        p95Ms: hasRun ? 417 : null,
        errorRate: counts.failed === 0 ? 0 : counts.failed / (counts.done + counts.failed),
        peakRssMb: hasRun ? 1184.6 : null,
      },
      pdfsPerSecond: this.#rate,
      recentPerSecond: [...this.#recent],
      remainingSeconds: pending > 0 && this.#rate > 0 && !this.pause ? pending / this.#rate : null,
      concurrency: { mode: "auto", lanes: LANES, reason: "faster" },
      residentMb: 812,
      freeBytes: this.#scene === "disk-full" ? 3e6 : 214e9,
      lanes: { ...healthOf(this.#scene), total: LANES, busy: counts.claimed },
      revision: this.#revision,
      isReading: this.#scene === "reading",
      outputFolder: "/home/ada/Documents/PDFPrompt",
      outputFolderName: "PDFPrompt",
      watchedFolders: [],
      recovery: this.#scene === "recovered" ? { jobs: 312, interrupted: 4 } : { jobs: 0, interrupted: 0 },
      runtime: "33.2.1 (Chromium 130.0.6723.137)",
    };
  }

  #claim(): void {
    let busy = this.#jobs.filter(({ state }) => state === "claimed").length;
    for (const job of this.#jobs) {
      if (busy >= LANES) return;
      if (job.state !== "queued") continue;
      job.state = "claimed";
      job.attempt += 1;
      busy += 1;
      this.#revision += 1;
    }
  }

  #end(job: ListedJob): void {
    const failure = job.id % 167 === 5 && job.attempt < 2 ? FAILURES[job.id % 2] : undefined;
    job.state = failure ? "failed" : "done";
    job.attempt ||= 1;
    job.elapsedMs = failure?.code === "load-timeout" ? 30_000 : Math.round(60 + 240 * this.#random());
    job.pages = failure ? null : 1 + (job.id % 4);
    job.bytes = failure ? null : 41_000 + (job.id % 97) * 350;
    job.error = failure ? { ...failure, source: job.source, line: job.line } : null;
    job.finishedAtMs = Date.UTC(2026, 10, 23, 9, 5);
    this.#revision += 1;
  }

  #change(from: JobState, to: JobState, ids: number[] | string): number {
    const jobs = this.#jobs.filter(({ id, state }) => state === from && (!Array.isArray(ids) || ids.includes(id)));
    for (const job of jobs) Object.assign(job, { state: to, error: null, elapsedMs: null });
    this.#revision += jobs.length;
    return jobs.length;
  }

  #random(): number {
    this.#seed = (this.#seed * 16807) % 2147483647;
    return this.#seed / 2147483647;
  }
}
