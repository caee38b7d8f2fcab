import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readInputs } from "../../../main/intake";
import { folderWith, onlyProblem, onlyPrompt, read, readOne } from "./support";

describe("files", () => {
  it.each([
    ["a.md", "markdown"],
    ["a.markdown", "markdown"],
    ["A.MD", "markdown"],
    ["a.txt", "text"],
    ["a.html", "html"],
    ["a.htm", "html"],
  ])("reads %s as %s", async (name, format) => {
    const { prompt } = onlyPrompt(await readOne(name, "Hello"));
    expect(prompt).toEqual({ prompt: "Hello", format });
  });

  it("tells where a prompt came from", async () => {
    const cwd = folderWith({ "sub/a.note.md": "Hello" });
    expect(onlyPrompt(await read(["sub/a.note.md"], { cwd }))).toEqual({
      prompt: { prompt: "Hello", format: "markdown" },
      source: join(cwd, "sub/a.note.md"),
      line: 1,
      row: undefined,
      baseDir: join(cwd, "sub"),
      relativeDir: "",
      stem: "a.note",
    });
  });

  it("rejects a file of an unknown kind and lists the known ones", async () => {
    const problem = onlyProblem(await readOne("a.docx", "Hello"));
    expect(problem.code).toBe("input-invalid");
    for (const extension of [
      ".md",
      ".markdown",
      ".txt",
      ".html",
      ".htm",
      ".json",
      ".jsonl",
      ".ndjson",
      ".csv",
      ".tsv",
    ]) {
      expect(problem.message).toContain(extension);
    }
  });

  it("rejects a path that is not there and goes on with the next input", async () => {
    const cwd = folderWith({ "b.md": "Hello" });
    const { items, problems } = await read(["a.md", "b.md"], { cwd });
    expect(items.map(({ kind }) => kind)).toEqual(["rejected", "prompt"]);
    expect(problems[0]).toMatchObject({ code: "input-unreadable", source: join(cwd, "a.md") });
    expect(problems[0]?.message).toMatch(/"a\.md" does not exist/);
  });

  it.each(["a.md/b.md", "a\0.md", `${"long/".repeat(2000)}a.md`, ""])("never throws for the path %j", async (path) => {
    const cwd = folderWith({ "a.md": "Hello" });
    const { found, problems } = await read([path], { cwd });
    if (path !== "") expect(problems[0]?.code).toBe("input-unreadable");
    else expect(found).toHaveLength(1);
  });

  it.runIf(process.getuid?.() !== 0)("rejects files that permissions forbid, whole or streamed", async () => {
    const cwd = folderWith({ "a.md": "Hello", "a.csv": "prompt\nHello" });
    for (const name of ["a.md", "a.csv"]) {
      chmodSync(join(cwd, name), 0);
      const problem = onlyProblem(await read([name], { cwd }));
      expect(problem.code).toBe("input-unreadable");
      expect(problem.message).toContain("permission denied");
    }
  });

  it.each(["a.md", "a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv"])(
    "rejects %s when it is empty",
    async (name) => {
      for (const contents of ["", " \n\r\n ", "\ufeff"]) {
        const problem = onlyProblem(await readOne(name, contents));
        expect(problem.code).toBe("input-invalid");
        expect(problem.message).toMatch(/is empty/);
      }
    },
  );

  it("rejects a file over the limit, and reads one at the limit", async () => {
    onlyPrompt(await readOne("a.md", "x".repeat(100), { maxInputBytes: 100 }));
    const problem = onlyProblem(await readOne("a.md", "x".repeat(101), { maxInputBytes: 100 }));
    expect(problem.message).toContain("101 bytes");
    expect(problem.message).toContain("100 bytes");
  });

  it("does not wait for a pipe", async () => {
    const cwd = folderWith();
    execFileSync("mkfifo", [join(cwd, "a.md")]);
    expect(onlyProblem(await read(["a.md"], { cwd })).message).toContain("not a regular file");
    expect(onlyProblem(await read([cwd])).message).toContain("not a regular file");
  });

  it("throws only for a limit that makes no sense", async () => {
    await expect(readInputs([], { cwd: "/", maxInputBytes: 0 }).next()).rejects.toThrow(RangeError);
  });
});

describe("folders", () => {
  it("reads all files beneath, sorted by name, with their folders", async () => {
    const cwd = folderWith({ "f/c.md": "c", "f/b/z.txt": "z", "f/b/a/y.md": "y", "f/a.md": "a", "f/d/x.html": "x" });
    const { found } = await read(["f"], { cwd });
    expect(found.map(({ relativeDir, stem }) => [relativeDir, stem])).toEqual([
      ["", "a"],
      ["b/a", "y"],
      ["b", "z"],
      ["", "c"],
      ["d", "x"],
    ]);
    expect(found[1]?.baseDir).toBe(join(cwd, "f/b/a"));
  });

  it("skips hidden entries, node_modules and other kinds of files", async () => {
    const cwd = folderWith({
      "a.md": "a",
      ".hidden.md": "no",
      ".git/b.md": "no",
      "node_modules/c.md": "no",
      "logo.png": "no",
    });
    expect(onlyPrompt(await read([cwd])).stem).toBe("a");
  });

  it("rejects a folder without prompts", async () => {
    const problem = onlyProblem(await read([folderWith({ "logo.png": "x" })]));
    expect(problem.code).toBe("input-invalid");
    expect(problem.message).toMatch(/has no prompts/);
  });

  it("rejects only the part of a folder that cannot be read", async () => {
    const cwd = folderWith({ "a.md": "a", "b.md": "", "c.md": "c" });
    const { items } = await read([cwd]);
    expect(items.map(({ kind }) => kind)).toEqual(["prompt", "rejected", "prompt"]);
  });

  it("reads each real file once, however often it is named", async () => {
    const cwd = folderWith({ "f/a.md": "a", "f/b.md": "b" });
    symlinkSync(join(cwd, "f/a.md"), join(cwd, "f/same.md"));
    symlinkSync(join(cwd, "f"), join(cwd, "g"));
    const { found, problems } = await read(["f/b.md", "f", "f/a.md", "./f/../f/a.md", "f", "g"], { cwd });
    expect(found.map(({ stem }) => stem)).toEqual(["b", "a"]);
    expect(problems).toEqual([]);
  });

  it("comes to an end where links lead in circles", async () => {
    const cwd = folderWith({ "f/a.md": "a", "f/b/c.md": "c" });
    symlinkSync(join(cwd, "f"), join(cwd, "f/b/up"));
    symlinkSync(join(cwd, "f/loop.md"), join(cwd, "f/loop.md"));
    const { found, problems } = await read(["f"], { cwd });
    expect(found.map(({ stem }) => stem)).toEqual(["a", "c"]);
    expect(problems.map(({ source }) => source)).toEqual([join(cwd, "f/loop.md")]);
  });

  it("does not follow links out of the folder, but a link that is named itself", async () => {
    const cwd = folderWith({ "f/a.md": "a", "secret.md": "secret", "other/b.md": "b" });
    symlinkSync(join(cwd, "secret.md"), join(cwd, "f/link.md"));
    symlinkSync(join(cwd, "other"), join(cwd, "f/other"));
    const outcome = await read(["f"], { cwd });
    expect(outcome.found.map(({ stem }) => stem)).toEqual(["a"]);
    expect(outcome.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("leads out of the folder"),
      expect.stringContaining("leads out of the folder"),
    ]);
    expect(onlyPrompt(await read(["f/link.md"], { cwd })).prompt.prompt).toBe("secret");
  });
});

describe("standard input", () => {
  async function* chunks(...parts: (string | Uint8Array)[]) {
    yield* parts;
  }

  it("reads JSON lines", async () => {
    const stdin = chunks('{"prompt":"a"}\n{"pro', 'mpt":"b"}');
    const { found } = await read(["-", "-"], { cwd: "/some/where", stdin });
    expect(found).toEqual([
      expect.objectContaining({ prompt: { prompt: "a" }, source: "-", line: 1, row: 1, baseDir: "/some/where" }),
      expect.objectContaining({
        prompt: { prompt: "b" },
        source: "-",
        line: 2,
        row: 2,
        relativeDir: "",
        stem: "stdin",
      }),
    ]);
  });

  it("rejects nothing at all, and standard input that is not there", async () => {
    expect(onlyProblem(await read(["-"], { stdin: chunks() }))).toMatchObject({ code: "input-invalid", source: "-" });
    expect(onlyProblem(await read(["-"]))).toMatchObject({ code: "input-unreadable", source: "-" });
  });

  it("keeps what came before a stream broke, but not its torn last line", async () => {
    async function* breaking() {
      yield '{"prompt":"a"}\n{"prompt":"b"}';
      throw new Error("the cable was pulled");
    }
    const { items, problems } = await read(["-"], { stdin: breaking() });
    expect(items.map(({ kind }) => kind)).toEqual(["prompt", "rejected"]);
    expect(problems[0]).toMatchObject({ code: "input-unreadable", message: expect.stringContaining("cable") });
  });
});
