import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { LanePool, RendererEnded } from "../../../main/render";
import type { LanePoolOptions } from "../../../main/render/lane-pool";
import type { Verdict } from "../../../main/render/self-check";
import { LimitError } from "../../../shared/errors";
import { laneDocument } from "../../support/fake-lanes";
import { ScriptedLanes } from "../../support/scripted-lanes";

const LONG_MS = 60_000;
const SAME: Verdict = { kind: "same" };

/** A pool on lanes that do what the test says. */
function poolOf(lanes: ScriptedLanes, options: Partial<LanePoolOptions> = {}): LanePool {
  return new LanePool({
    lanes: 2,
    fontFolder: "",
    createLane: lanes.create,
    check: async () => SAME,
    memory: () => lanes.memory,
    ...options,
  });
}

const render = (pool: LanePool, timeoutMs = LONG_MS, scripts = false) =>
  pool.render(laneDocument(scripts), { timeoutMs });

describe("the fast lane", () => {
  it("is used once the check is content, and not before", async () => {
    const lanes = new ScriptedLanes();
    let decide: ((verdict: Verdict) => void) | undefined;
    const pool = poolOf(lanes, { check: () => new Promise((resolve) => (decide = resolve)) });
    await render(pool);
    expect(lanes.printed).toEqual(["full"]);
    expect(pool.health.fastLane).toEqual({ on: false, reason: null });
    await turn();
    expect(decide, "a single document needs no check").toBeUndefined();
    const second = render(pool);
    await turn();
    expect(lanes.printed, "the next one waits for it").toEqual(["full"]);
    decide?.(SAME);
    await second;
    expect(lanes.printed).toEqual(["full", "fast"]);
    expect(pool.health.fastLane).toEqual({ on: true, reason: null });
  });

  it("stays off where the check found a difference: every document is navigated to, and that is told once", async () => {
    const lanes = new ScriptedLanes();
    const told: unknown[] = [];
    const pool = poolOf(lanes, {
      check: async () => ({ kind: "different", reason: "It differs." }),
      onVerdict: (state) => told.push(state),
    });
    await pool.warmUp();
    for (let document = 0; document < 5; document += 1) await render(pool);
    expect(lanes.printed).toEqual(Array(5).fill("full"));
    expect(told).toEqual([{ on: false, reason: "It differs." }]);
  });

  it("gets a second check in another window where the first one failed, but not a third", async () => {
    const verdicts: Verdict[] = [{ kind: "failed", reason: "It crashed.", isFullToo: true }, SAME];
    const lucky = poolOf(new ScriptedLanes(), { check: async () => verdicts.shift() ?? SAME });
    await lucky.warmUp();
    expect(lucky.health.fastLane.on).toBe(true);

    let checks = 0;
    const unlucky = poolOf(new ScriptedLanes(), {
      check: async () => {
        checks += 1;
        return { kind: "failed", reason: "It crashed.", isFullToo: false };
      },
    });
    await unlucky.warmUp();
    await render(unlucky);
    expect(unlucky.health.fastLane).toEqual({ on: false, reason: "It crashed." });
    expect(checks).toBe(2);
  });

  it("says that no lane can print where not even a known document navigated to was, until one is printed", async () => {
    const checks = { isFullToo: true };
    const check = async () => ({ kind: "failed" as const, reason: "It was not printed.", ...checks });
    const pool = poolOf(new ScriptedLanes(), { check });
    expect(pool.trouble).toBeNull();
    await pool.warmUp();
    expect(pool.trouble).toBe("It was not printed.");
    await render(pool);
    expect(pool.trouble).toBeNull();

    checks.isFullToo = false;
    const onlyFast = poolOf(new ScriptedLanes(), { check });
    await onlyFast.warmUp();
    expect(onlyFast.trouble, "the full lane prints").toBeNull();
  });

  it("is checked again where the check was interrupted", async () => {
    const verdicts: Verdict[] = [{ kind: "interrupted" }, SAME];
    const pool = poolOf(new ScriptedLanes(), { check: async () => verdicts.shift() ?? SAME });
    await pool.warmUp();
    expect(pool.health.fastLane).toEqual({ on: false, reason: null });
    for (let document = 0; document < 2; document += 1) await render(pool);
    expect(pool.health.fastLane.on).toBe(true);
  });

  it("keeps a document out of the window that is being checked", async () => {
    const lanes = new ScriptedLanes();
    let decide: ((verdict: Verdict) => void) | undefined;
    const pool = poolOf(lanes, { lanes: 1, check: () => new Promise((resolve) => (decide = resolve)) });
    const ready = pool.warmUp();
    while (!decide) await sleep(5);
    const printed = render(pool);
    await turn();
    expect(lanes.printed).toEqual([]);
    decide(SAME);
    await Promise.all([ready, printed]);
    expect(lanes.printed).toEqual(["fast"]);
  });
});

describe("warming up", () => {
  it("opens one window, and the others once no document has come for a while", async () => {
    const lanes = new ScriptedLanes();
    const pool = poolOf(lanes, { lanes: 3 });
    const ready = pool.warmUp();
    await turn();
    expect(lanes.open).toBe(1);
    await Promise.all([render(pool), render(pool)]);
    expect(lanes.open, "documents open what they need").toBe(2);
    await ready;
    expect([lanes.open, pool.health.fastLane.on]).toEqual([3, true]);
  });
});

describe("lanes whose windows do not open", () => {
  it("are down, and no lane can work only where all of them are", async () => {
    const lanes = new ScriptedLanes();
    const pool = poolOf(lanes);
    await pool.warmUp();
    const first = lanes.processes[0] ?? 0;
    lanes.memory.set(first, 70);
    // The one that documents take first.
    expect(pool.memoryMb).toEqual(new Map([[1, 70]]));
    lanes.opensBroken = true;
    pool.resize(3);
    await turn();
    expect(pool.states, "the new lane was let go").toEqual({ idle: 2, busy: 0, opening: 0, down: 0 });
    expect(pool.trouble).toBeNull();
    lanes.printsNever = true;
    await expect(render(pool, 20), "its window is destroyed").rejects.toMatchObject({ code: "load-timeout" });
    await expect(render(pool)).rejects.toMatchObject({ code: "render-crashed" });
    expect(pool.states).toEqual({ idle: 1, busy: 0, opening: 0, down: 1 });
    expect(pool.trouble, "the other lane can work").toBeNull();
    lanes.opensBroken = false;
    pool.reopen();
    await turn();
    lanes.opensBroken = true;
    pool.resize(1);
    await expect(render(pool, 20), "its window is destroyed").rejects.toMatchObject({ code: "load-timeout" });
    expect(pool.trouble, "it may open another").toBeNull();
    await expect(render(pool)).rejects.toMatchObject({ code: "render-crashed" });
    expect(pool.states).toEqual({ idle: 0, busy: 0, opening: 0, down: 1 });
    expect(pool.trouble).toContain("did not open");
    lanes.opensBroken = false;
    pool.reopen();
    await turn();
    expect([pool.trouble, pool.states.idle]).toEqual([null, 1]);
  });
});

describe("a deadline", () => {
  it("covers the opening of a window: a window that does not open is destroyed and its lane is free", async () => {
    const lanes = new ScriptedLanes();
    lanes.opensNever = true;
    const pool = poolOf(lanes, { lanes: 1 });
    await expect(render(pool, 20)).rejects.toMatchObject({ code: "load-timeout" });
    expect([pool.busy, lanes.open]).toEqual([0, 0]);
    lanes.opensNever = false;
    await render(pool);
    expect(pool.health.recycled).toMatchObject({ deadline: 1 });
  });

  it("is not waited for where the job is cancelled while its window opens", async () => {
    const lanes = new ScriptedLanes();
    lanes.opensNever = true;
    const pool = poolOf(lanes, { lanes: 1 });
    const cancel = new AbortController();
    const printed = pool.render(laneDocument(), { timeoutMs: LONG_MS, signal: cancel.signal });
    await turn();
    cancel.abort();
    await expect(printed).rejects.toMatchObject({ code: "cancelled" });
    expect([pool.busy, lanes.open]).toEqual([0, 0]);
  });
});

it("a document that finds another still in its window is printed in the next one, and nothing is said to have crashed", async () => {
  const lanes = new ScriptedLanes();
  const pool = poolOf(lanes, { lanes: 1 });
  lanes.lastStays = 1;
  await render(pool);
  expect([lanes.printed.length, lanes.opened]).toEqual([1, 2]);
  expect(pool.health).toMatchObject({ crashes: 0, recycled: { error: 1, crash: 0 } });
});

describe("a document that another one kept waiting", () => {
  it("has all its time from when it has begun", async () => {
    const lanes = new ScriptedLanes();
    const pool = poolOf(lanes, { lanes: 1 });
    lanes.leavingMs = 400;
    lanes.printMs = 400;
    await render(pool, 600);
    expect(lanes.opened).toBe(1);
    lanes.printMs = 700;
    await expect(render(pool, 600)).rejects.toMatchObject({ code: "load-timeout" });
  });

  it("is printed in another window where that one has left much memory behind, which is no crash", async () => {
    const lanes = new ScriptedLanes();
    const pool = poolOf(lanes, { lanes: 1 });
    lanes.leavingMs = 20;
    const printed = render(pool);
    await turn();
    lanes.memory.set(lanes.processes[0] ?? 0, 1400);
    await printed;
    expect([lanes.printed.length, lanes.opened]).toEqual([1, 2]);
    expect(pool.health).toMatchObject({ crashes: 0, recycled: { error: 1, memory: 0 } });
  });
});

it("a document that was printed and is still there may take no more memory than before", async () => {
  const lanes = new ScriptedLanes();
  const pool = poolOf(lanes, { lanes: 1 });
  let leave: () => void = () => undefined;
  lanes.left = new Promise((resolve) => (leave = resolve));
  await render(pool, LONG_MS, true);
  await render(pool, LONG_MS, true);
  lanes.memory.set(lanes.processes[0] ?? 0, 1600);
  await sleep(600);
  expect(lanes.open).toBe(0);
  leave();
  await turn();
  await render(pool, LONG_MS, true);
  lanes.memory.set(lanes.processes[1] ?? 0, 1600);
  await sleep(600);
  expect(lanes.open, "nothing is in it any more").toBe(1);
  expect(pool.health.crashes).toBe(0);
});

describe("limits", () => {
  it("refuse a PDF of too many pages, or too many bytes, for good", async () => {
    const lanes = new ScriptedLanes();
    const pool = poolOf(lanes, { limits: { pages: 3, pdfMb: 1, rendererMb: 1536 } });
    lanes.pages = 4;
    const tooLong = await render(pool).catch((error: unknown) => error);
    expect(tooLong).toBeInstanceOf(LimitError);
    expect(tooLong).toMatchObject({ code: "print-failed", message: expect.stringContaining("has 4 pages") });
    lanes.pages = 3;
    await render(pool);
    lanes.padding = 2 ** 20;
    const message = expect.stringContaining("PDFPROMPT_MAX_PDF_MB");
    await expect(render(pool)).rejects.toMatchObject({ code: "print-failed", message });
  });

  it("end a renderer that takes too much memory, and leave the other lane alone", async () => {
    const lanes = new ScriptedLanes();
    const pool = poolOf(lanes);
    lanes.printsNever = true;
    const greedy = render(pool).catch((error: unknown) => error);
    await turn();
    const [greedyProcess] = lanes.processes;
    lanes.printsNever = false;
    await render(pool);
    if (greedyProcess === undefined) throw new Error("no window");
    lanes.memory.set(greedyProcess, 1600);
    const error = await greedy;
    expect(error).toBeInstanceOf(RendererEnded);
    expect(error).toMatchObject({ code: "render-crashed", message: expect.stringContaining("1600 MB") });
    expect(pool.health).toMatchObject({ crashes: 1, recycled: { memory: 1 }, lastCrash: { atMs: expect.any(Number) } });
    expect(lanes.open).toBe(1);
  });
});

it("a limit of memory that is changed holds for what is at work, too", async () => {
  const lanes = new ScriptedLanes();
  const pool = poolOf(lanes);
  pool.limitMemory(2000);
  lanes.printsNever = true;
  const greedy = render(pool).catch((error: unknown) => error);
  await turn();
  lanes.memory.set(lanes.processes[0] ?? 0, 1600);
  await sleep(600);
  expect(pool.health.crashes).toBe(0);
  pool.limitMemory(1000);
  expect(await greedy).toMatchObject({ code: "render-crashed", message: expect.stringContaining("the 1000 MB") });
});

describe("a window", () => {
  async function warmPoolOf(lanes: ScriptedLanes): Promise<LanePool> {
    const pool = poolOf(lanes, { lanes: 1 });
    await pool.warmUp();
    return pool;
  }

  /** Renders a document that lasts until the memory of its renderer was looked at. */
  async function renderLarge(pool: LanePool, lanes: ScriptedLanes, megabytes: number): Promise<void> {
    lanes.printMs = 400;
    const printed = render(pool);
    lanes.memory.set(lanes.processes.at(-1) ?? 0, megabytes);
    await printed;
  }

  it("is replaced when its renderer stays large after a collection", async () => {
    const lanes = new ScriptedLanes();
    const pool = await warmPoolOf(lanes);
    await renderLarge(pool, lanes, 900);
    expect([lanes.collections, lanes.open, pool.health.recycled.memory]).toEqual([1, 0, 1]);
    expect(pool.health).toMatchObject({ crashes: 0, lastCrash: null });
  });

  it("is kept when a collection makes it small again, and when it never was large", async () => {
    const lanes = new ScriptedLanes();
    const pool = await warmPoolOf(lanes);
    lanes.collectedMb = 120;
    await renderLarge(pool, lanes, 900);
    expect([lanes.collections, lanes.open, pool.health.recycled.memory]).toEqual([1, 1, 0]);
    await renderLarge(pool, lanes, 200);
    expect([lanes.collections, lanes.open]).toEqual([1, 1]);
  });

  it("is replaced after so many documents that nobody has looked at more", async () => {
    const lanes = new ScriptedLanes();
    const pool = await warmPoolOf(lanes);
    lanes.documents = 20_000;
    await render(pool);
    expect(pool.health.recycled.documents).toBe(1);
    expect(lanes.open).toBe(0);
  });
});
