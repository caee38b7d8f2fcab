import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServedApi } from "../support/api";
import { runCli } from "../support/cli";
import { tempFolder } from "../support/temp";

const GENERATE = "/api/v1/generate";
const BATCHES = "/api/v1/batches";

let home: string;
let outDir: string;
let api: ServedApi | undefined;

beforeEach(() => {
  home = tempFolder();
  outDir = join(home, "out");
});
afterEach(async () => {
  await api?.stop("SIGKILL");
  api = undefined;
});

async function serve(...args: string[]): Promise<ServedApi> {
  api = await ServedApi.start(["--out", outDir, ...args], { home });
  return api;
}

/** A server of a queue in which nothing is claimed. */
async function servePaused(...args: string[]): Promise<ServedApi> {
  await cli("pause");
  return serve(...args);
}

const cli = (...args: string[]) => runCli(args, { home });
const pdfs = () => readdirSync(outDir).filter((name) => name.endsWith(".pdf"));
const prompts = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ prompt: `# Prompt ${index}`, ...more }));

async function untilDrained(served: ServedApi): Promise<void> {
  for (;;) {
    const { json } = await served.get("/api/v1/stats");
    if (json.queued + json.claimed === 0) return;
    await sleep(50);
  }
}

describe("users", () => {
  it("with thousands of prompts do not keep others waiting", async () => {
    const served = await servePaused("--concurrency", "1");
    const { json: busy } = await served.post(BATCHES, { prompts: prompts(400), userId: "busy" });
    for (const prompt of prompts(40, { userId: "busy too" })) await served.post(GENERATE, prompt);
    // Who names no user is one user, too.
    const nobody: number[] = [];
    for (const prompt of prompts(40)) nobody.push((await served.post(GENERATE, prompt)).json.id);
    const rare = await Promise.all(prompts(3, { userId: "rare" }).map((prompt) => served.post(GENERATE, prompt)));
    await cli("resume");
    const jobs = await Promise.all(rare.map(({ json }) => served.ended(json.id)));
    expect(jobs.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    const last = Math.max(...jobs.map(({ finishedAtMs }) => finishedAtMs));
    const { json } = await served.get(`${busy.url}?limit=1000`);
    const others = await Promise.all(nobody.map((id) => served.get(`/api/v1/jobs/${id}`)));
    const doneBefore = (list: readonly { finishedAtMs: number | null }[]) =>
      list.filter(({ finishedAtMs }) => finishedAtMs !== null && finishedAtMs < last).length;
    // Turn by turn: three of each, and what was claimed ahead.
    for (const before of [doneBefore(json.jobs), doneBefore(others.map((answer) => answer.json))]) {
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(20);
    }
  });
});

describe("too much work", () => {
  it("is refused with the time after which to try again, and taken on once there is room", async () => {
    const served = await servePaused("--max-waiting", "10", "--max-waiting-per-user", "6");
    expect((await served.post(BATCHES, { prompts: prompts(6), userId: "ada" })).status).toBe(202);
    const ofUser = await served.post(GENERATE, { prompt: "one more", userId: "ada" });
    expect(ofUser).toMatchObject({ status: 429, json: { error: { code: "too-many-jobs" } } });
    expect(Number(ofUser.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    // There is room for somebody else.
    expect((await served.post(BATCHES, { prompts: prompts(4), userId: "bob" })).status).toBe(202);
    const full = await served.post(GENERATE, { prompt: "x", userId: "eve" });
    expect(full).toMatchObject({ status: 429, json: { error: { message: expect.stringContaining("queue is full") } } });
    expect(await served.post(BATCHES, { prompts: prompts(7) })).toMatchObject({
      status: 413,
      json: { error: { code: "too-large" } },
    });
    expect((await served.get("/api/v1/stats")).json.queued).toBe(10);
    await cli("resume");
    await untilDrained(served);
    expect((await served.post(GENERATE, { prompt: "x", userId: "eve" })).status).toBe(202);
  });

  it("is refused also when it comes all at once", async () => {
    const served = await servePaused("--max-waiting", "10");
    const answers = await Promise.all(prompts(40).map((prompt) => served.post(GENERATE, prompt)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30);
  });

  it("is told from too many requests", async () => {
    const served = await serve("--max-requests", "5");
    const answers = await Promise.all(Array.from({ length: 60 }, () => served.get("/api/v1/stats")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(refused[0]).toMatchObject({
      headers: { "retry-after": "1" },
      json: { error: { code: "too-many-requests" } },
    });
  });
});

describe("cancelling", () => {
  it("ends what waits at once, and makes no PDF of it", async () => {
    const served = await servePaused();
    const { json: one } = await served.post(GENERATE, { prompt: "one" });
    const { json: batch } = await served.post(BATCHES, { prompts: prompts(3) });
    expect(await served.get(`${one.url}/pdf`)).toMatchObject({ status: 409, json: { error: { code: "not-done" } } });
    expect(await served.delete(one.url)).toMatchObject({ status: 200, json: { state: "cancelled" } });
    expect((await served.delete(one.url)).status).toBe(200);
    expect(await served.delete(batch.url)).toMatchObject({ status: 202, json: { cancelled: 3 } });
    await cli("resume");
    const { json: last } = await served.post(GENERATE, { prompt: "last", output: "last" });
    await served.ended(last.id);
    expect(pdfs()).toEqual(["last.pdf"]);
    expect((await served.get(batch.url)).json).toMatchObject({ state: "finished", cancelled: 3, done: 0 });
    expect((await served.get(`${one.url}/pdf`)).status).toBe(409);
  });
});

describe("ending", () => {
  it.each(["SIGTERM", "SIGKILL"] as const)("by %s loses nothing, and doubles nothing", async (signal) => {
    const first = await serve("--concurrency", "2");
    const { json: batch } = await first.post(BATCHES, { prompts: prompts(60) });
    const singles = await Promise.all(
      prompts(10, { id: "x" }).map((prompt, index) => first.post(GENERATE, { ...prompt, id: `id-${index}` })),
    );
    await first.events(`${batch.url}/events`, (events) => (events.at(-1)?.data.done ?? 0) >= 5);
    expect(await first.stop(signal)).toBe(signal === "SIGTERM" ? 130 : null);

    const second = await serve("--concurrency", "2");
    // Whoever got no answer asks again, and gets the job that there is.
    for (const [index, { json }] of singles.entries()) {
      const again = await second.post(GENERATE, { prompt: `# Prompt ${index}`, id: `id-${index}` });
      expect(again.json.id).toBe(json.id);
    }
    await untilDrained(second);
    expect((await second.get(batch.url)).json).toMatchObject({ state: "finished", done: 60, failed: 0 });
    expect(pdfs()).toHaveLength(70);
    expect(await second.stop()).toBe(130);
  });

  it("does not wait for streams", async () => {
    const served = await servePaused();
    const stream = served.events("/api/v1/events");
    await sleep(300);
    expect(await served.stop()).toBe(130);
    expect((await stream).at(0)).toMatchObject({ event: "stats", data: { queued: 0 } });
  });
});

describe("the call", () => {
  it("says which port is taken, and what to do", async () => {
    const served = await serve();
    const { code, stdout, stderr } = await cli("serve", "--port", String(served.port), "--queue", join(home, "q.db"));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`Port ${served.port} is taken by another program`);
  });

  it("takes the token from a file that only its owner may read, and makes it", async () => {
    const file = join(home, "api.token");
    const first = await serve("--token-file", file);
    const { token } = first;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await first.stop();
    const second = await serve("--token-file", file);
    expect(second.token).toBe(token);
    await second.stop();

    chmodSync(file, 0o644);
    expect(await cli("serve", "--port", "0", "--token-file", file)).toMatchObject({ code: 2, stdout: "" });
    chmodSync(file, 0o600);
    const link = join(home, "link.token");
    symlinkSync(file, link);
    expect((await cli("serve", "--port", "0", "--token-file", link)).stderr).toContain("cannot be read");
    writeFileSync(file, "short\n");
    expect((await cli("serve", "--port", "0", "--token-file", file)).stderr).toContain("could be guessed");
    mkdirSync(join(home, "folder"));
    expect((await cli("serve", "--port", "0", "--token-file", join(home, "folder"))).code).toBe(2);
  });

  it("takes it from the environment, and a new one each time where there is none", async () => {
    const token = "t".repeat(40);
    const options = { home, env: { PDFPROMPT_API_TOKEN: token } };
    const own = await ServedApi.start(["--out", outDir], options);
    expect(own.token).toBe(token);
    expect((await own.get("/api/v1/stats")).status).toBe(200);
    await own.stop();
    const tokens = [];
    for (let start = 0; start < 2; start += 1) {
      const served = await serve();
      tokens.push(served.token);
      await served.stop();
    }
    expect(tokens[0]).not.toBe(tokens[1]);
    expect(tokens[0]).toMatch(/^[\w-]{43}$/);
  });

  it("refuses a template that there is not", async () => {
    const { code, stderr } = await cli("serve", "--port", "0", "--template", "nosuch");
    expect(code).toBe(2);
    expect(stderr).toContain('there is no template "nosuch"');
  });
});
