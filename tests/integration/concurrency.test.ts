import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runCli, startCli } from "../support/cli";
import { tempFolder } from "../support/temp";

let home: string;

beforeEach(() => {
  home = tempFolder();
});

/** The line a worker begins with. */
async function firstLine(args: string[], env: Record<string, string> = {}): Promise<string> {
  const child = startCli(["worker", ...args], { home, env });
  const ended = new Promise((resolve) => child.on("close", resolve));
  let log = "";
  const line = await new Promise<string>((resolve, reject) => {
    child.stderr?.on("data", (chunk) => {
      log += chunk;
      const found = /^\[worker\] starting loop.*$/m.exec(log);
      if (found) resolve(found[0]);
    });
    child.on("close", () => reject(new Error(`The worker ended: ${log}`)));
  });
  child.kill("SIGTERM");
  await ended;
  return line;
}

describe("how many PDFs are made at once", () => {
  it.each<[string, string[], Record<string, string>, RegExp]>([
    ["is three for a worker where nothing is said", [], {}, /concurrency 3\)$/],
    [
      "is what the environment says",
      [],
      { PDFPROMPT_WORKER_CONCURRENCY: "standard" },
      /concurrency standard, now 5\)$/,
    ],
    ["is what the flag says before that", ["-c", "2"], { PDFPROMPT_WORKER_CONCURRENCY: "5" }, /concurrency 2\)$/],
    ["is found out with auto", ["--concurrency", "auto"], {}, /concurrency auto, now [2-8]\)$/],
    ["is capped, a preset, too", ["-c", "large"], { MAX_PDF_CONCURRENCY: "4" }, /concurrency large, now 4\)$/],
    ["is capped with auto, too", ["-c", "auto"], { MAX_PDF_CONCURRENCY: "1" }, /concurrency auto, now 1\)$/],
  ])("%s", async (_title, args, env, expected) => {
    expect(await firstLine(args, env)).toMatch(expected);
  });

  it("says when more was asked for than is allowed", async () => {
    const { stderr } = await runCli(["drain", "-c", "large"], { home, env: { MAX_PDF_CONCURRENCY: "4" } });
    expect(stderr).toContain("[pdfprompt] 8 at once asked for, 4 allowed: raise MAX_PDF_CONCURRENCY for more");
  });

  it("is refused when it is no number and no word, from the flag and from the environment", async () => {
    const flag = await runCli(["render", "-", "--concurrency", "huge"], { home });
    expect(flag.code).toBe(2);
    expect(flag.stderr).toContain("from 1 to 64, or auto, small, standard or large");
    const variable = await runCli(["status"], { home, env: { PDFPROMPT_WORKER_CONCURRENCY: "huge" } });
    expect(variable.code).toBe(2);
    expect(variable.stderr).toContain("PDFPROMPT_WORKER_CONCURRENCY must be a whole number");
  });

  it("renders all of a batch while lanes come and go", async () => {
    const inDir = join(home, "in");
    mkdirSync(inDir);
    for (let number = 1; number <= 150; number += 1) writeFileSync(join(inDir, `p${number}.md`), `# ${number}\n`);
    const { code, json } = await runCli(["render", inDir, "--out", join(home, "out"), "--json"], { home });
    expect(code).toBe(0);
    expect(json).toMatchObject({ total: 150, done: 150, failed: 0, pages: 150 });
  });
});
