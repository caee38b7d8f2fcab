import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { openPromise } from "yauzl";
import { processTree, runCli, startCli } from "../support/cli";
import { tempFolder } from "../support/temp";

/** So many lines of an earlier manifest take a while to be looked through. */
const OLD_LINES = 300_000;

let home: string;
let inDir: string;
let outDir: string;

beforeEach(() => {
  home = tempFolder();
  inDir = join(home, "in");
  outDir = join(home, "out");
  mkdirSync(inDir);
});

const write = (name: string, content: string) => writeFileSync(join(inDir, name), content);
const cli = (...args: string[]) => runCli(args, { home, cwd: home });
const lines = (name: string) => readFileSync(join(outDir, name), "utf8").trimEnd().split("\n");

describe("render", () => {
  it("leaves a manifest and what failed, which is rendered when it is given back, with its pictures", async () => {
    write(
      "logo.svg",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    write("good.md", "# Good\n");
    write("picture.md", "---\ntemplate: lettr\n---\n![logo](logo.svg)\n");
    const first = await cli("render", "in", "--json");
    expect(first.code).toBe(1);
    const failuresFile = join(outDir, "failures.jsonl");
    expect(first.json).toMatchObject({ manifest: join(outDir, "manifest.jsonl"), failuresFile, zip: null });
    expect(lines("manifest.jsonl")).toHaveLength(2);

    writeFileSync(failuresFile, readFileSync(failuresFile, "utf8").replace('"lettr"', '"plain"'));
    const again = await cli("render", "out/failures.jsonl", "--out", "out", "--strict", "--json");
    // With --strict, a picture that is not found would fail it.
    expect(again).toMatchObject({ code: 0, json: { total: 1, done: 1, failuresFile: null, warningCount: 0 } });
    expect(existsSync(join(outDir, "picture.pdf"))).toBe(true);
    expect(lines("manifest.jsonl")).toHaveLength(2);
    expect((await cli("verify", "--json")).json).toMatchObject({ ok: true, outputs: 2, whole: 2 });
  });

  it("says where what failed is, in words", async () => {
    write("p.csv", "prompt,x\n# Good,1\nragged\n");
    const { code, stdout } = await cli("render", "in");
    expect(code).toBe(1);
    expect(stdout).toContain(`pdfprompt render ${join(outDir, "failures.csv")}`);
  });

  it("prints a call that works once it is mended, and says then that the file can go", async () => {
    write("t t.liquid", "Dear {{ name }}");
    write("p.csv", "name,x\nAda,1\nragged\n");
    const { stdout } = await cli("render", "-t", "in/t t.liquid", "-d", "in/p.csv", "--no-outline", "--zip", "a.zip");
    const file = join(outDir, "failures.csv");
    const call = `pdfprompt render ${file} --out ${outDir} --template 'in/t t.liquid' --no-outline`;
    expect(stdout.split("\n")).toContain(`Mend what failed and render it: ${call}`);
    writeFileSync(file, readFileSync(file, "utf8").replace("ragged,", "Bob,2,"));
    const again = await cli("render", file, "--out", outDir, "--template", "in/t t.liquid", "--no-outline");
    expect(again.code).toBe(0);
    expect(again.stdout).toContain(`Nothing in ${file} fails any more: it can be deleted.`);
  });

  it("puts the PDFs and their manifest into a ZIP file, and replaces nothing that is none", async () => {
    write("a.md", "# A\n");
    mkdirSync(join(inDir, "sub"));
    write("sub/b.md", "# B\n");
    const file = join(home, "zips", "batch.zip");
    const first = await cli("render", "in", "--zip", "zips/batch.zip", "--json");
    expect(first).toMatchObject({ code: 0, json: { done: 2, zip: file } });
    // Unchanged ones are in it, too; what else is in the folder is not.
    write("sub/c.md", "# C\n");
    await cli("render", "in/sub/c.md");
    unlinkSync(join(inDir, "sub", "c.md"));
    const again = await cli("render", "in", "--zip", "zips/batch.zip", "--json");
    expect(again).toMatchObject({ code: 0, json: { unchanged: 2, zip: file } });
    expect(readdirSync(join(home, "zips"))).toEqual(["batch.zip"]);
    const contents = await unzip(file);
    expect([...contents.keys()]).toEqual(["manifest.jsonl", "a.pdf", "sub/b.pdf"]);
    expect(contents.get("sub/b.pdf")).toBe(readFileSync(join(outDir, "sub", "b.pdf"), "latin1"));
    expect(contents.get("manifest.jsonl")?.trimEnd().split("\n")).toHaveLength(2);

    writeFileSync(join(home, "notes.txt"), "mine");
    const refused = await cli("render", "in", "--zip", "notes.txt");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("no ZIP file");
    expect(readFileSync(join(home, "notes.txt"), "utf8")).toBe("mine");
  });

  it("that cannot write its manifest says so, and the next call writes it", async () => {
    write("a.md", "# A\n");
    mkdirSync(join(outDir, "manifest.jsonl"), { recursive: true });
    const { code, json, stderr } = await cli("render", "in", "--json");
    expect([code, json.done, json.manifest]).toEqual([1, 1, null]);
    expect(stderr).toMatch(/manifest of .* was not written/);
  });
});

describe("a kill while the manifest is written", () => {
  it("leaves the earlier one whole, and the next call writes it", async () => {
    write("old.md", "# Old\n");
    await cli("render", "in/old.md");
    const [old = ""] = lines("manifest.jsonl");
    appendFileSync(join(outDir, "manifest.jsonl"), `${old}\n`.repeat(OLD_LINES));
    write("new.md", "# New\n");
    const child = startCli(["render", "in/new.md", "--json"], { home, cwd: home });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const isWriting = () => readdirSync(outDir).some((name) => name.startsWith(".manifest"));
    while (!isWriting()) await sleep(2);
    for (const member of await processTree(child.pid ?? 0)) process.kill(member, "SIGKILL");
    await ended;
    expect(isWriting()).toBe(true);
    expect(lines("manifest.jsonl")).toHaveLength(OLD_LINES + 1);

    expect((await cli("drain", "--json")).code).toBe(0);
    expect(isWriting()).toBe(false);
    expect(JSON.parse(lines("manifest.jsonl")[0] ?? "")).toMatchObject({ state: "done", output: "new.pdf" });
  });
});

describe("verify", () => {
  it("exits with 0, 1 and 2, and says what is not whole", async () => {
    write("a.md", "# A\n");
    write("b.md", "# B\n");
    await cli("render", "in");
    expect(await cli("verify", "out")).toMatchObject({ code: 0, stdout: expect.stringContaining("2 of 2 whole") });
    writeFileSync(join(outDir, "a.pdf"), "edited");
    unlinkSync(join(outDir, "b.pdf"));
    writeFileSync(join(outDir, "c.pdf"), "");
    const { code, json } = await cli("verify", join("out", "manifest.jsonl"), "--json");
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false, outputs: 2, whole: 0, missing: 1, changed: 1, invalid: 0, extra: 1 });
    expect(json.findings.map(({ kind, output }: Record<string, string>) => `${kind} ${output}`).sort()).toEqual([
      "changed a.pdf",
      "extra c.pdf",
      "missing b.pdf",
    ]);
    const none = await cli("verify", "in");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("There is no manifest at");
  });
});

/** What is in a ZIP file, by name, as another program reads it. */
async function unzip(file: string): Promise<Map<string, string>> {
  const zip = await openPromise(file);
  const contents = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    contents.set(entry.fileName, await text(stream.setEncoding("latin1")));
  }
  return contents;
}
