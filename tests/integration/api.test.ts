import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServedApi } from "../support/api";
import { runCli } from "../support/cli";
import { pdfPageSize, pdfText } from "../support/pdf";
import { tempFolder, temporaryFolderOfRun } from "../support/temp";

const TIMEOUT_MS = 60_000;
const JOBS = "/api/v1/jobs";
const GENERATE = "/api/v1/generate";
const BATCHES = "/api/v1/batches";

let home: string;
let outDir: string;
let api: ServedApi;

beforeAll(async () => {
  home = temporaryFolderOfRun();
  outDir = join(home, "out");
  api = await ServedApi.start(["--out", outDir, "--concurrency", "5"], { home });
}, TIMEOUT_MS);
afterAll(() => api.stop());

/** Asks for one PDF. @returns the number of its job */
async function generate(body: object, headers = {}): Promise<number> {
  const { status, json } = await api.post(GENERATE, body, headers);
  expect(json).toMatchObject({ id: expect.any(Number) });
  expect(status).toBe(202);
  return json.id;
}

const pdfs = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".pdf"));

describe("serve", () => {
  it("makes ten PDFs that were asked for one by one, several at once, and says how long they took", async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
    const ids = await Promise.all(
      numbers.map((number) => generate({ prompt: `# Report ${number}\n\nText.`, userId: "demo" })),
    );
    expect(new Set(ids).size).toBe(10);
    const jobs = await Promise.all(ids.map((id) => api.ended(id)));
    for (const job of jobs) {
      expect(job).toMatchObject({ state: "done", pages: 1, userId: "demo", error: null, warnings: [] });
      expect(job.finishedAtMs).toBeGreaterThanOrEqual(job.startedAtMs);
      expect(job.elapsedMs).toBeGreaterThan(0);
    }
    const { json: stats } = await api.get("/api/v1/stats");
    expect(stats).toMatchObject({ queued: 0, claimed: 0, paused: false, p50Ms: expect.any(Number) });
    expect(stats.pdfsPerMinute).toBeGreaterThanOrEqual(10);
    const together = [...api.log.matchAll(/\[worker\] processing (\d+) jobs concurrently/g)].map(([, n]) => Number(n));
    expect(Math.max(...together)).toBeGreaterThan(1);
    for (const id of ids) expect(api.log).toContain(`[worker] processing job ${id}\n`);
    expect(api.stdout.trimEnd().split("\n")).toHaveLength(1);
    // Nothing of prompts is in the log.
    expect(api.log).not.toContain("Report");
  });

  it("gives the PDF as it was made, and nothing else in its place", async () => {
    const id = await generate({ prompt: "# Found again", title: "Ärger/../x", output: "{title}" });
    const job = await api.ended(id);
    const { status, headers, body } = await api.get(job.pdf);
    const file = join(outDir, job.name);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/pdf");
    expect(headers["content-disposition"]).toContain("attachment; filename*=UTF-8''%C3%84rger");
    expect(body.equals(readFileSync(file))).toBe(true);
    expect(pdfText(file)).toContain("Found again");

    const changed = Buffer.from(body);
    changed.writeUInt8(changed.readUInt8(100) ^ 1, 100);
    writeFileSync(file, changed);
    expect(await api.get(job.pdf)).toMatchObject({ status: 410, json: { error: { code: "gone" } } });
    const secret = join(home, "elsewhere.pdf");
    writeFileSync(secret, body);
    rmSync(file);
    symlinkSync(secret, file);
    expect((await api.get(job.pdf)).status).toBe(410);
    rmSync(file);
    expect((await api.get(job.pdf)).status).toBe(410);
    execFileSync("mkfifo", [file]);
    expect((await api.get(job.pdf)).status).toBe(410);
    rmSync(file);
    renameSync(secret, file);
    expect((await api.get(job.pdf)).status).toBe(200);
    expect(await api.get(`${JOBS}/99999/pdf`)).toMatchObject({ status: 404, json: { error: { code: "not-found" } } });
  });

  it("renders with the options, template and data of the prompt", async () => {
    const job = await api.ended(
      await generate({
        template: "certificate",
        data: { name: "Ada Lovelace" },
        options: { pageSize: "a5", landscape: true },
      }),
    );
    expect(job).toMatchObject({ state: "done" });
    expect(pdfText(join(outDir, job.name))).toContain("Ada Lovelace");
    expect(pdfPageSize(join(outDir, job.name))).toEqual([210, 148]);
  });

  it("tells why a prompt has no PDF", async () => {
    const job = await api.ended(await generate({ template: "labels", data: { labels: 7 } }));
    expect(job).toMatchObject({ state: "failed", error: { code: "template-failed" }, pdf: null });
    expect(await api.get(`${JOBS}/${job.id}/pdf`)).toMatchObject({
      status: 409,
      json: { error: { code: "not-done" } },
    });
    expect(await api.delete(`${JOBS}/${job.id}`)).toMatchObject({
      status: 409,
      json: { error: { code: "already-ended" } },
    });
  });

  it("gives the same bytes as the command line where they are to be reproducible", async () => {
    const other = tempFolder();
    const served = await ServedApi.start(["--out", join(other, "http"), "--reproducible"], { home: other });
    const prompt = { prompt: "# Same\n\nText with `code` and $x^2$.", title: "Same", options: { pageSize: "A5" } };
    const { json } = await served.post(GENERATE, prompt);
    const job = await served.ended(json.id);
    await served.stop();
    const flags = ["--out", join(other, "cli"), "--reproducible", "--name", "same"];
    const { code } = await runCli(["render", "-", ...flags], { home: other, input: `${JSON.stringify(prompt)}\n` });
    expect(code).toBe(0);
    const bytes = readFileSync(join(other, "http", job.name));
    expect(bytes.equals(readFileSync(join(other, "cli", "same.pdf")))).toBe(true);
  });
});

describe("batches", () => {
  it("are taken on as a whole, tell how far they are, and leave a manifest", async () => {
    const prompts = Array.from({ length: 12 }, (_, index) => ({ prompt: `# Page ${index}`, id: `p${index % 11}` }));
    prompts[11] = { ...prompts[0], prompt: "# Page 0", id: "p0" };
    const { status, headers, json } = await api.post(BATCHES, { prompts, userId: "ada", name: "{index|pad:3}" });
    expect(status).toBe(202);
    expect(headers.location).toBe(json.url);
    // The last one is the first one again.
    expect(json).toMatchObject({ total: 12, rejected: [] });
    expect(json.jobs).toHaveLength(12);
    expect(json.jobs[11]).toBe(json.jobs[0]);
    expect(new Set(json.jobs).size).toBe(11);

    const events = await api.events(`${json.url}/events`);
    expect(events.at(-1)).toMatchObject({ event: "end", data: { state: "finished", total: 11, done: 11 } });
    expect(events.slice(0, -1).every(({ event }) => event === "progress")).toBe(true);
    const done = events.map(({ data }) => data.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));

    const report = await api.get(`${json.url}?offset=5&limit=3`);
    expect(report.json).toMatchObject({ state: "finished", done: 11, pages: 11, offset: 5, p95Ms: expect.any(Number) });
    expect(report.json.jobs.map(({ name }: { name: string }) => name)).toEqual(["006.pdf", "007.pdf", "008.pdf"]);
    expect((await api.ended(json.jobs[3])).userId).toBe("ada");
    // The worker writes it right after the last job.
    let manifest = "";
    while (!manifest.includes("011.pdf")) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      manifest = pdfs(outDir).length > 0 ? readManifest() : "";
    }
    expect(manifest).toContain(json.batch);
  });

  it("are refused as a whole where one prompt is wrong, and everything wrong is named", async () => {
    const before = (await api.get("/api/v1/stats")).json;
    const prompts = [{ prompt: "fine" }, { prompt: "x", options: { scale: 9 } }, { promt: "x" }];
    const { status, json } = await api.post(BATCHES, { prompts, wrong: 1 });
    expect(status).toBe(400);
    expect(json.error.code).toBe("input-invalid");
    const paths = json.error.issues.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(["wrong", "prompts[1].options.scale", "prompts[2].promt", "prompts[2].prompt"]);
    expect(json.error.message).toContain('prompts[2].promt: Unknown key "promt" (did you mean "prompt"?)');
    const after = (await api.get("/api/v1/stats")).json;
    expect(after.done + after.queued + after.claimed).toBe(before.done + before.queued + before.claimed);

    const empty = await api.post(BATCHES, { prompts: [{ prompt: "a" }, { prompt: " " }] });
    expect(empty.json.error.issues).toMatchObject([{ path: "prompts[1].prompt" }]);
    const twice = await api.post(BATCHES, {
      prompts: [
        { prompt: "a", id: "1" },
        { prompt: "b", id: "1" },
      ],
    });
    expect(twice.json.error.issues).toMatchObject([{ path: "prompts[1].id" }]);
    const name = await api.post(BATCHES, { prompts: [{ prompt: "a", output: "{nosuch}" }] });
    expect(name.json.error.issues).toMatchObject([{ path: "prompts[0].output" }]);
    expect((await api.post(BATCHES, { prompts: [] })).status).toBe(400);
  });

  it("do not exist under ids that nobody was given", async () => {
    expect((await api.get(`${BATCHES}/c3f33a61-6f33-469c-b718-6fcf068ab378`)).status).toBe(404);
    expect((await api.get(`${BATCHES}/nosuch/events`)).status).toBe(404);
    expect((await api.get(`${JOBS}/0`)).status).toBe(404);
    expect((await api.get(`${JOBS}/1e3`)).status).toBe(404);
  });
});

function readManifest(): string {
  try {
    return readFileSync(join(outDir, "manifest.jsonl"), "utf8");
  } catch {
    return "";
  }
}

describe("asking again", () => {
  it("with the same Idempotency-Key gives the same job, and with something else an error", async () => {
    const key = { "idempotency-key": "order-17" };
    const first = await api.post(GENERATE, { prompt: "once" }, key);
    const again = await api.post(GENERATE, { prompt: "once" }, key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.json.id).toBe(first.json.id);
    expect([first.headers["idempotent-replayed"], again.headers["idempotent-replayed"]]).toEqual([undefined, "true"]);
    expect(await api.post(GENERATE, { prompt: "twice" }, key)).toMatchObject({
      status: 422,
      json: { error: { code: "key-reused" } },
    });
    expect((await api.post(BATCHES, { prompts: [{ prompt: "once" }] }, key)).status).toBe(422);
    expect((await api.post(GENERATE, { prompt: "x" }, { "idempotency-key": "a b" })).status).toBe(400);
  });

  it("with the same id does so, too, and each user has ids of their own", async () => {
    const one = await generate({ prompt: "mine", id: "7", userId: "ada" });
    expect(await generate({ prompt: "mine", id: "7", userId: "ada" })).toBe(one);
    expect(await generate({ prompt: "other", id: "7", userId: "bob" })).not.toBe(one);
    expect((await api.post(GENERATE, { prompt: "changed", id: "7", userId: "ada" })).status).toBe(422);
    // The key stands for the job that the id found.
    const key = { "idempotency-key": "with-id" };
    expect(await generate({ prompt: "mine", id: "7", userId: "ada" }, key)).toBe(one);
    expect((await api.post(GENERATE, { prompt: "new" }, key)).status).toBe(422);
  });

  it("without either makes another PDF, under another name", async () => {
    const body = { prompt: "again and again", output: "again" };
    const first = await api.ended(await generate(body));
    const second = await api.ended(await generate(body));
    expect([first.name, second.name]).toEqual(["again.pdf", "again-2.pdf"]);
  });

  it("at the very same time makes one job", async () => {
    const key = { "idempotency-key": "in-a-hurry" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(GENERATE, { prompt: "hurry" }, key)));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotent-replayed"] !== "true")).toHaveLength(1);
    const batchKey = { "idempotency-key": "batch-in-a-hurry" };
    const prompts = Array.from({ length: 600 }, (_, index) => ({ prompt: `hurry ${index}` }));
    const batches = await Promise.all(Array.from({ length: 4 }, () => api.post(BATCHES, { prompts }, batchKey)));
    expect(new Set(batches.map(({ json }) => json.batch)).size).toBe(1);
    expect(batches.every(({ json }) => new Set(json.jobs).size === 600)).toBe(true);
    await api.delete(batches[0]?.json.url);
  });
});

describe("being described", () => {
  it("is done by an OpenAPI document of the schemas that are really used", async () => {
    const { status, json: document } = await api.request("GET", "/openapi.json", {
      headers: { authorization: undefined },
    });
    expect(status).toBe(200);
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).sort()).toEqual(
      [
        GENERATE,
        BATCHES,
        `${BATCHES}/{id}`,
        `${BATCHES}/{id}/events`,
        "/api/v1/events",
        `${JOBS}/{id}`,
        `${JOBS}/{id}/pdf`,
      ]
        .concat(["/api/v1/stats", "/healthz", "/metrics"])
        .sort(),
    );
    const schemas = document.components.schemas;
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    expect(references.map(([, name]) => name).filter((name) => !((name as string) in schemas))).toEqual([]);
    const prompt = schemas.PromptInput;
    expect(prompt.additionalProperties).toBe(false);
    expect(Object.keys(prompt.properties)).toEqual(
      expect.arrayContaining(["prompt", "format", "template", "data", "options", "userId", "id", "priority", "output"]),
    );
    // What the document says is what is checked.
    const { minimum, maximum } = prompt.properties.priority;
    expect((await api.post(GENERATE, { prompt: "x", priority: maximum + 1 })).status).toBe(400);
    expect((await api.post(GENERATE, { prompt: "x", priority: minimum })).status).toBe(202);
  });

  it("is done by a page for people that loads and runs nothing", async () => {
    const { status, headers, body } = await api.request("GET", "/docs", { headers: { authorization: undefined } });
    const page = body.toString("utf8");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
    expect(page).toContain("/api/v1/generate");
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|href=|@import|url\(|\son\w+=/i);
    expect(page).not.toContain(api.token);
  });
});
