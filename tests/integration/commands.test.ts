import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { processTree, runCli, startCli } from "../support/cli";
import { pdfPageSize, pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

let home: string;
let inDir: string;
let outDir: string;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "in");
  outDir = join(home, "out");
  mkdirSync(inDir);
});

const write = (name: string, text: string) => writeFileSync(join(inDir, name), text);
const cli = (args: string[], more: { input?: string; env?: Record<string, string> } = {}) =>
  runCli(args, { home, ...more });

describe("render", () => {
  it("reads prompts from standard input", async () => {
    const input = '{"prompt":"# From elsewhere","title":"Piped"}\n{"prompt":"two"}\n';
    const { code, json } = await cli(["render", "-", "--out", outDir, "--name", "{index}-{title}", "--json"], {
      input,
    });
    expect(code).toBe(0);
    expect(json).toMatchObject({ total: 2, done: 2, pages: 2 });
    expect(pdfText(join(outDir, "1-Piped.pdf"))).toContain("From elsewhere");
  });

  it("renders while input comes, but where taken names are failures only when all names are known", async () => {
    const pdfs = (folder: string) =>
      existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".pdf")).length : 0;
    const start = (policy: string) => {
      const folder = join(home, policy);
      const flags = ["--out", folder, "--on-conflict", policy, "--queue", join(home, `${policy}.db`)];
      const child = startCli(["render", "-", "--name", "{title}", ...flags], { home });
      child.stdin?.write('{"prompt":"one","title":"One"}\n');
      return { child, folder, ended: new Promise((resolve) => child.on("close", resolve)) };
    };
    const [soon, late] = [start("unique"), start("fail")];
    while (pdfs(soon.folder) === 0) await sleep(50);
    await sleep(1000);
    expect(pdfs(late.folder)).toBe(0);
    for (const { child } of [soon, late])
      child.stdin?.end('{"prompt":"two","title":"one"}\n{"prompt":"x","title":"X"}\n');
    expect(await Promise.all([soon.ended, late.ended])).toEqual([0, 1]);
    expect([pdfs(soon.folder), pdfs(late.folder)]).toEqual([3, 2]);
  });

  it("takes page options from the command line, and the prompt's own before them", async () => {
    write("a.md", "# A\n");
    write("b.md", "---\noptions:\n  pageSize: A5\n---\n# B\n");
    const { code } = await cli(["render", inDir, "--out", outDir, "--page-size", "A6", "--landscape"]);
    expect(code).toBe(0);
    expect(pdfPageSize(join(outDir, "a.pdf"))).toEqual([148, 105]);
    expect(pdfPageSize(join(outDir, "b.pdf"))).toEqual([210, 148]);
  });

  it("never overwrites unless told to", async () => {
    write("a.md", "# A\n");
    mkdirSync(outDir);
    const mine = join(outDir, "a.pdf");
    writeFileSync(mine, "the user's own");
    expect((await cli(["render", inDir, "--out", outDir, "--on-conflict", "fail"])).code).toBe(2);
    expect((await cli(["render", inDir, "--out", outDir, "--on-conflict", "skip", "--json"])).json).toMatchObject({
      unchanged: 1,
    });
    expect((await cli(["render", inDir, "--out", outDir, "--json"])).json).toMatchObject({ done: 1 });
    expect(readdirSync(outDir).sort()).toEqual(["a-2.pdf", "a.pdf", "manifest.jsonl"]);
    expect(readFileSync(mine, "utf8")).toBe("the user's own");
    expect((await cli(["render", inDir, "--out", outDir, "--on-conflict", "replace", "--json"])).code).toBe(0);
  });

  it("gives up a document that takes too long, with its code", async () => {
    write("slow.html", "<!doctype html><html><body><script>for (;;);</script>never</body></html>");
    write("good.md", "# Good\n");
    const args = ["render", inDir, "--out", outDir, "--allow-scripts", "--timeout", "4000", "--retries", "0", "--json"];
    const { code, json } = await cli(args);
    expect(code).toBe(1);
    expect(json).toMatchObject({ done: 1, failed: 1, failures: [{ code: "load-timeout" }] });
  });

  it("runs scripts only where they are allowed", async () => {
    write(
      "s.html",
      "<!doctype html><html><body><p id=p>as written</p><script>p.textContent = 'by script'</script></body></html>",
    );
    await cli(["render", inDir, "--out", join(outDir, "off")]);
    await cli(["render", inDir, "--out", join(outDir, "on"), "--allow-scripts"]);
    expect(pdfText(join(outDir, "off", "s.pdf"))).toContain("as written");
    expect(pdfText(join(outDir, "on", "s.pdf"))).toContain("by script");
  });

  it("reaches no server, whatever a document asks for", async () => {
    let touched = 0;
    const canary = createServer((socket) => {
      touched += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => canary.listen(0, "127.0.0.1", resolve));
    const { port } = canary.address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    write(
      "asks.html",
      `<!doctype html><html><head><link rel=preconnect href=${url}><link rel=stylesheet href=${url}/a.css>
       <meta http-equiv=refresh content="0;url=${url}/r"><style>body{background:url(${url}/b.png)}@import "${url}/c.css";</style></head>
       <body><img src=${url}/i.png><iframe src=${url}/f></iframe><object data=${url}/o></object><video poster=${url}/p></video>
       <script>fetch("${url}/s"); new WebSocket("ws://127.0.0.1:${port}/w");</script>done</body></html>`,
    );
    write("asks.md", `# Asks\n\n![](${url}/m.png)\n`);
    const off = await cli(["render", inDir, "--out", join(outDir, "off"), "--json"]);
    const on = await cli(["render", inDir, "--out", join(outDir, "on"), "--allow-scripts", "--json"]);
    canary.close();
    expect([off.json.done, on.json.done]).toEqual([2, 2]);
    expect(touched).toBe(0);
  });
});

describe("submit, status, drain, worker", () => {
  it("queue now and work later, within the limits", async () => {
    for (let number = 1; number <= 12; number += 1) write(`p${number}.md`, `# ${number}\n`);
    const submitted = await cli(["submit", inDir, "--out", outDir, "--json"]);
    expect(submitted).toMatchObject({ code: 0, json: { queued: 12, rejected: 0 } });
    expect((await cli(["status", "--json"])).json).toMatchObject({ queued: 12, claimed: 0, done: 0, paused: false });

    // Ten is the default of PDFPROMPT_BATCH_SIZE.
    expect((await cli(["drain", "--json"])).json).toMatchObject({ claimed: 10, done: 10, queued: 2 });
    expect((await cli(["drain", "--max-jobs", "1", "--json"])).json).toMatchObject({ claimed: 1, queued: 1 });
    expect((await cli(["drain", "--json"], { env: { PDFPROMPT_BATCH_SIZE: "5" } })).json).toMatchObject({ claimed: 1 });
    expect((await cli(["status", "--json"])).json).toMatchObject({ queued: 0, done: 12, failed: 0, errorRate: 0 });
    expect(readdirSync(outDir).filter((name) => name.endsWith(".pdf"))).toHaveLength(12);
    // Whoever ends the batch writes its manifest.
    expect(readFileSync(join(outDir, "manifest.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(12);
  });

  it("works as many at once as the environment says, until stopped", async () => {
    for (let number = 1; number <= 12; number += 1) write(`p${number}.md`, `# ${number}\n`);
    await cli(["submit", inDir, "--out", outDir]);
    const child = startCli(["worker"], { home, env: { PDFPROMPT_WORKER_CONCURRENCY: "5" } });
    let log = "";
    child.stderr?.on("data", (chunk) => {
      log += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const isDone = () => {
      try {
        return readdirSync(outDir).filter((name) => name.endsWith(".pdf")).length === 12;
      } catch {
        return false;
      }
    };
    while (!isDone()) await sleep(20);
    await sleep(100);
    const tree = await processTree(child.pid ?? 0);
    process.kill(child.pid ?? 0, "SIGTERM");
    expect(await ended).toBe(130);
    expect(tree.length).toBeGreaterThan(1);
    expect(log).toContain("[worker] starting loop (poll 2000ms, concurrency 5)");
    expect(log).toContain("[worker] processing 5 jobs concurrently");
    expect(log.match(/\[worker\] processing job \d+/g)).toHaveLength(12);
  });

  it("cancel and retry by hand", async () => {
    write("bad.md", "---\ntemplate: nosuch\n---\nx\n");
    write("good.md", "# Good\n");
    await cli(["submit", inDir, "--out", outDir]);
    expect((await cli(["cancel", "--all", "--json"])).json).toEqual({ cancelled: 2 });
    expect((await cli(["status", "--json"])).json).toMatchObject({ queued: 0, cancelled: 2 });
    expect((await cli(["render", inDir, "--out", outDir, "--json"])).json).toMatchObject({ done: 1, failed: 1 });
    expect((await cli(["retry", "--json"])).json).toEqual({ retried: 1 });
    expect((await cli(["status", "--json"])).json).toMatchObject({ queued: 1, failed: 0 });
  });
});

describe("pause, resume and delay", () => {
  it("stand still until resume, in every process of the queue", async () => {
    write("a.md", "# A\n");
    await cli(["submit", inDir, "--out", outDir]);
    expect((await cli(["pause", "--json"])).json).toEqual({ pause: { kind: "finish" } });
    expect((await cli(["pause", "--now", "--json"])).json).toEqual({ pause: { kind: "now" } });
    expect((await cli(["drain", "--max-ms", "300", "--json"])).json).toMatchObject({ claimed: 0, queued: 1 });
    expect((await cli(["status", "--json"])).json).toMatchObject({ paused: true, pause: { kind: "now" }, queued: 1 });
    expect((await cli(["status"])).stdout).toContain("paused: what ran is back in the queue");
    expect((await cli(["resume", "--json"])).json).toEqual({ pause: null });
    expect((await cli(["drain", "--json"])).json).toMatchObject({ done: 1 });
    const { json } = await cli(["status", "--json"]);
    expect(json).toMatchObject({ paused: false, pause: null, stages: { total: { p50Ms: expect.any(Number) } } });
    expect(json.donePerMinute.reduce((sum: number, minute: number) => sum + minute)).toBe(1);
  });

  it("say in the progress of render why it waits, and let it go on", async () => {
    write("a.md", "# A\n");
    await cli(["pause"]);
    const child = startCli(["render", inDir, "--out", outDir], { home });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    let progress = "";
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (text) => {
        progress += text;
        if (progress.includes("paused: nothing new is started")) resolve();
      });
    });
    await cli(["resume"]);
    expect(await ended).toBe(0);
    expect(readdirSync(outDir).sort()).toEqual(["a.pdf", "manifest.jsonl"]);
  });

  it("start nothing before its time", async () => {
    write("a.md", "# A\n");
    await cli(["submit", inDir, "--out", outDir, "--delay", "3600000"]);
    expect((await cli(["drain", "--max-ms", "300", "--json"])).json).toMatchObject({ claimed: 0, queued: 1 });
  });

  it("start what was delayed once its time has come", async () => {
    write("a.md", "# A\n");
    await cli(["submit", inDir, "--out", outDir, "--delay", "50"]);
    expect((await cli(["drain", "--json"])).json).toMatchObject({ claimed: 1, done: 1, queued: 0 });
  });
});

describe("retry and cancel of a batch", () => {
  it("leave other batches alone", async () => {
    write("bad.md", "---\ntemplate: nosuch\n---\nx\n");
    const first = (await cli(["render", inDir, "--out", join(outDir, "1"), "--json"])).json;
    const second = (await cli(["render", inDir, "--out", join(outDir, "2"), "--json"])).json;
    expect([first.failed, second.failed]).toEqual([1, 1]);
    expect((await cli(["retry", "--batch", first.batch, "--json"])).json).toEqual({ retried: 1 });
    expect((await cli(["status", "--json"])).json).toMatchObject({ queued: 1, failed: 1 });
    expect((await cli(["cancel", "--batch", second.batch, "--json"])).json).toEqual({ cancelled: 0 });
    expect((await cli(["cancel", "--batch", first.batch, "--json"])).json).toEqual({ cancelled: 1 });
  });

  it("refuse a batch that does not exist, and a call that names two things", async () => {
    const missing = await cli(["retry", "--batch", "nosuch"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("There is no batch nosuch");
    expect((await cli(["cancel", "1", "--batch", "x"])).code).toBe(2);
    expect((await cli(["cancel", "--all", "--batch", "x"])).code).toBe(2);
  });
});
