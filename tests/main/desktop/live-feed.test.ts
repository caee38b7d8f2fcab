import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveFeed } from "../../../main/desktop/live-feed";
import { Queue } from "../../../main/queue";
import { newJob } from "../../support/jobs";
import { tempFolder } from "../../support/temp";

const SECONDS = 3;

let queue: Queue;
let batchId: string;
let added: number;
let feed: LiveFeed<{ revision: number; queued: number }>;
let taken: number;
let sent: { revision: number; queued: number }[];

beforeEach(() => {
  vi.useFakeTimers();
  queue = new Queue(join(tempFolder(), "queue.db"));
  batchId = queue.openBatch({ callKey: "call", label: "a", outDir: "/out", settings: "{}" }).id;
  added = 0;
  taken = 0;
  sent = [];
  feed = new LiveFeed({
    changeMark: () => queue.changeMark(),
    take: (revision) => {
      taken += 1;
      return { revision, queued: queue.stats().queued };
    },
  });
});
afterEach(() => {
  feed.stop();
  vi.useRealTimers();
  queue.close();
});

const start = () => feed.start((picture) => sent.push(picture));

function change(): void {
  added += 1;
  queue.addJobs(batchId, [newJob(`job ${added}`)]);
}

describe("the live feed of the window", () => {
  it("looks at most five times a second at a queue that changes a thousand times, and ends up to date", () => {
    start();
    for (let ms = 0; ms < SECONDS * 1000; ms += 1) {
      change();
      // The window asks by itself, too.
      if (ms % 50 === 0) feed.current();
      vi.advanceTimersByTime(1);
    }
    expect(sent.length).toBeLessThanOrEqual(SECONDS * 5);
    expect(sent.length).toBeGreaterThanOrEqual(SECONDS * 2);
    expect(taken).toBeLessThanOrEqual(SECONDS * 5);
    vi.advanceTimersByTime(1000);
    expect(sent.at(-1)?.queued).toBe(SECONDS * 1000);
  });

  it("raises the revision only where something changed", () => {
    start();
    vi.advanceTimersByTime(1000);
    const revision = sent.at(-1)?.revision;
    vi.advanceTimersByTime(5000);
    expect(sent.at(-1)?.revision).toBe(revision);
    change();
    vi.advanceTimersByTime(1000);
    expect(sent.at(-1)?.revision).toBe((revision ?? 0) + 1);
  });

  it("tells of falling figures about once a second while nothing happens", () => {
    start();
    vi.advanceTimersByTime(1000);
    const before = sent.length;
    vi.advanceTimersByTime(12_000);
    expect(sent.length - before).toBe(10);
  });

  it("sends a change that a question saw first", () => {
    start();
    // Between two looks, the next of which would tell nothing without news.
    vi.advanceTimersByTime(900);
    change();
    vi.advanceTimersByTime(150);
    expect(feed.current().queued).toBe(1);
    vi.advanceTimersByTime(200);
    expect(sent.at(-1)?.queued).toBe(1);
  });

  it("says nothing any more once it is stopped", () => {
    start();
    vi.advanceTimersByTime(1000);
    const before = sent.length;
    feed.stop();
    change();
    vi.advanceTimersByTime(5000);
    expect(sent.length).toBe(before);
  });
});
