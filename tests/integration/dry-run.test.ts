import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { ROOT, runCli } from "../support/cli";
import { tempFolder } from "../support/temp";

let home: string;
let inputs: string;
let outDir: string;

beforeEach(() => {
  home = tempFolder();
  inputs = join(home, "in");
  outDir = join(home, "out");
  mkdirSync(inputs);
});

const write = (name: string, text: string) => writeFileSync(join(inputs, name), text);
const run = (...args: string[]) => runCli([...args, "--out", outDir, "--queue", join(home, "queue.db")], { home });
const look = (...args: string[]) => run("render", ...args, "--dry-run", "--json");

describe("render --dry-run", () => {
  it("finds what would fail, and writes and queues nothing", async () => {
    write("good.md", "# Good\n");
    write("image.md", "![gone](gone.png)\n");
    write("bad.jsonl", '{"prompt": "x", "titel": "y"}\n{"prompt": "x", "template": "lettr"}\n');
    const { json, code } = await look(inputs);
    expect(code).toBe(1);
    expect(json).toMatchObject({ dryRun: true, total: 4, toRender: 3, rejected: 1, composed: 3, failing: 1, outDir });
    expect(json.failures).toMatchObject([
      { source: join(inputs, "bad.jsonl"), line: 1, code: "input-invalid" },
      { source: join(inputs, "bad.jsonl"), line: 2, code: "template-failed" },
    ]);
    expect(json.warnings).toMatchObject([{ source: join(inputs, "image.md"), line: 1, code: "asset-missing" }]);
    expect(existsSync(outDir)).toBe(false);
    expect(readdirSync(home)).not.toContain("queue.db");
    expect((await look(inputs, "--strict")).json).toMatchObject({ failing: 2, warningCount: 0 });
  });

  it("tells fields that are missing, fields that are not used, and names that are taken", async () => {
    write("people.csv", "name,title,nickname\nAnn,A,Annie\nBob,a,\n");
    write("offer.liquid", "{{ name }} {{ amount }}");
    write("card.liquid", '{{ name }}{% render "foot" %}');
    write("foot.liquid", "{{ title }}");
    const rows = ["--data", join(inputs, "people.csv"), "--name", "{title}"];
    const missing = await look("--template", join(inputs, "offer.liquid"), ...rows);
    expect(missing.json).toMatchObject({ toRender: 2, failing: 2, renamed: 1 });
    expect(missing.json.failures[0].message).toMatch(/"amount"/);
    const card = await look("--template", join(inputs, "card.liquid"), ...rows);
    expect(card).toMatchObject({ code: 0, json: { failing: 0, unusedFields: [{ field: "nickname", prompts: 2 }] } });
    expect(
      (await look("--template", join(inputs, "card.liquid"), ...rows, "--on-conflict", "fail")).json,
    ).toMatchObject({
      toRender: 1,
      rejected: 1,
    });
  });

  it("names who wants a name that is taken, and counts a field that a name uses", async () => {
    write("people.csv", "name,city,none\nAnn,Bonn,\nBob,BONN,\nCy,Ulm,\nDan,Bonn,\nEve,Rome,\n");
    write("card.liquid", "{{ name }}");
    mkdirSync(outDir);
    writeFileSync(join(outDir, "Ulm.pdf"), "");
    const source = join(inputs, "people.csv");
    const rows = ["--template", join(inputs, "card.liquid"), "--data", source, "--name", "{field:city}"];
    const { json } = await look(...rows);
    expect(json).toMatchObject({ renamed: 3, unusedFields: [{ field: "none", prompts: 5 }] });
    expect(json.collisions).toEqual([
      {
        name: "BONN.pdf",
        isTaken: false,
        prompts: [
          { source, line: 2 },
          { source, line: 3 },
          { source, line: 5 },
        ],
      },
      { name: "Ulm.pdf", isTaken: true, prompts: [{ source, line: 4 }] },
    ]);
    expect((await run("render", ...rows, "--dry-run")).stdout).toContain(`Ulm.pdf (taken already): ${source}:4\n`);
    await run("render", ...rows);
    const again = await look(...rows);
    expect(again.json).toMatchObject({ unchanged: 5, composed: 0, collisions: [] });
    expect(again.json.unusedFields).toEqual([{ field: "none", prompts: 5 }]);
  });

  it("agrees with what is rendered afterwards, and goes by it the next time", async () => {
    write("rows.jsonl", Array.from({ length: 30 }, (_, row) => `{"prompt": "Row ${row}"}\n`).join(""));
    const before = await look(inputs);
    expect(before.json).toMatchObject({ toRender: 30, unchanged: 0, estimate: { basedOn: 0 } });
    const rendered = await run("render", inputs, "--json");
    expect(rendered.json).toMatchObject({ done: 30, unchanged: 0 });
    write("new.md", "# New\n");
    const after = await look(inputs);
    expect(after.json).toMatchObject({ total: 31, toRender: 1, unchanged: 30, estimate: { basedOn: 30 } });
    expect(after.json.estimate.bytes).toBeGreaterThan(1000);
    expect(after.json.estimate.seconds).toBeGreaterThan(0);
    expect((await runCli(["status", "--json", "--queue", join(home, "queue.db")], { home })).json).toMatchObject({
      queued: 0,
      done: 30,
    });
    expect((await look(inputs, "--on-conflict", "replace", "--scale", "0.9")).json).toMatchObject({ replaced: 30 });
  });

  it("says it in words, too, and composes a part of many", async () => {
    write("many.csv", `prompt,note\n${"x,y\n".repeat(1200)}`);
    const { stdout, code } = await run("submit", inputs, "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toContain("1,200 of 1,200 would be rendered");
    expect(stdout).toContain("Nothing was rendered, queued or written.");
    expect(stdout).toContain("composed, to see whether that works: 1,020 of 1,200");
    expect(stdout).toMatch(/about \d+ s and 36\.0 MB, a rough guess/);
  });

  it("refuses a call without any input, and a folder that is not there", async () => {
    expect(await runCli(["render"], { home })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("There is no input"),
    });
    expect(await look(join(inputs, "nowhere"))).toMatchObject({ code: 2, json: { total: 1, rejected: 1 } });
  });
});

it("rows alone are an input", async () => {
  const data = join(ROOT, "examples", "quickstart", "invitations.csv");
  const { json } = await run("render", "--template", "invitation", "--data", data, "--json");
  expect(json).toMatchObject({ done: 5, failed: 0 });
});
