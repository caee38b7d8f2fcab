import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/cli";
import { tempFolder } from "../support/temp";

const run = promisify(execFile);
const NODE = process.env.PDFPROMPT_TEST_NODE ?? "node";

/** A process that does work alone, in a copy of the script that has the folder as its project. */
function worker(folder: string, name: string) {
  const script = `
    import { appendFileSync } from "node:fs";
    import { alone } from "${join(folder, "scripts", "lib", "alone.mjs")}";
    const note = (what) => appendFileSync("${join(folder, "log")}", "${name} " + what + "\\n");
    await alone(async () => {
      note("begins");
      await new Promise((resolve) => setTimeout(resolve, 300));
      note("ends");
    });`;
  return run(NODE, ["--input-type=module", "-e", script], { timeout: 30_000 });
}

async function project(): Promise<string> {
  const folder = tempFolder();
  await run("cp", ["-r", "--parents", "scripts/lib/alone.mjs", "scripts/lib/common.mjs", folder], { cwd: ROOT });
  return folder;
}

describe("the set-up", () => {
  it("is done by one command at a time, and by the next after it", async () => {
    const folder = await project();
    const ended = await Promise.all(["a", "b", "c"].map((name) => worker(folder, name)));
    const lines = readFileSync(join(folder, "log"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(6);
    for (let index = 0; index < 6; index += 2) {
      expect(lines[index + 1]).toBe(lines[index]?.replace("begins", "ends"));
    }
    expect(ended.map(({ stderr }) => stderr).join("")).toContain("another command sets up");
    expect(existsSync(join(folder, ".setup-lock"))).toBe(false);
  });

  it("does not wait for a command that was killed", async () => {
    const folder = await project();
    const { pid } = await run(NODE, ["-p", "process.pid"]).then(({ stdout }) => ({ pid: stdout.trim() }));
    writeFileSync(join(folder, ".setup-lock"), pid);
    await worker(folder, "a");
    expect(readFileSync(join(folder, "log"), "utf8")).toBe("a begins\na ends\n");
  });
});
