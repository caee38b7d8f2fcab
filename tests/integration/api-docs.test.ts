import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT, userEnvironment } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";

/** What stands in the shell blocks of a section of docs/api.md. */
function shellOf(section: string): string {
  const text = readFileSync(join(ROOT, "docs/api.md"), "utf8");
  const [, body = ""] = text.split(`\n## ${section}\n`);
  const [own = ""] = body.split("\n## ");
  return [...own.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code).join("\n");
}

it("makes ten PDFs by curl just as docs/api.md says", async () => {
  const home = tempFolder();
  // `npx pdfprompt` as in a checkout; the port is any that is free, for others may test here, too.
  const bin = join(home, "bin");
  mkdirSync(bin);
  const node = process.env.PDFPROMPT_TEST_NODE ?? "node";
  writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${node}" "${ROOT}/scripts/pdfprompt.mjs" "$@" --port 0\n`);
  chmodSync(join(bin, "npx"), 0o755);
  const script = shellOf("Ten PDFs by curl");
  expect(script).toContain("kill $SERVER");
  const { PATH, ...environment } = userEnvironment({ home });
  const shell = spawn("bash", ["-ec", `${script}\nwait $SERVER || true`], {
    cwd: home,
    env: { ...environment, PATH: `${bin}:${PATH}` },
  });
  let stdout = "";
  let stderr = "";
  shell.stdout.on("data", (text) => {
    stdout += text;
  });
  shell.stderr.on("data", (text) => {
    stderr += text;
  });
  const code = await new Promise((resolve) => shell.on("close", resolve));
  expect([code, stderr]).toEqual([0, ""]);

  const accepted = [...stdout.matchAll(/^\{"id":(\d+),"batch":"[^"]+","state":"[a-z]+","url"/gm)].map(([, id]) =>
    Number(id),
  );
  expect(accepted).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const together = [...stdout.matchAll(/processing (\d+) jobs concurrently/g)].map(([, count]) => Number(count));
  expect(Math.max(...together)).toBeGreaterThan(1);
  expect(stdout).toMatch(/"id":10,.*"state":"done",.*"elapsedMs":[\d.]+,.*"finishedAtMs":\d+/);
  expect(stdout).toMatch(/"pdfsPerMinute":10,"p50Ms":\d+,"p95Ms":\d+/);
  expect(pdfText(join(home, "report.pdf"))).toContain("Report 10");
  expect(stdout).toMatch(/event: end\ndata: \{[^}]*"state":"finished","total":3,[^}]*"done":3/);
  expect(readFileSync(join(home, "serve.log"), "utf8")).toContain("[api] stopped");
});
