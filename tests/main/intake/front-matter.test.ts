import { describe, expect, it } from "vitest";
import { onlyProblem, onlyPrompt, readOne } from "./support";

const page = (...lines: string[]) => lines.join("\n");

describe("front matter", () => {
  it("fills the keys of the prompt and leaves the text below", async () => {
    const text = page(
      "---",
      "title: Report",
      "format: text",
      "options:",
      "  pageSize: a5",
      "data: {n: [1]}",
      "---",
      "",
      "Body",
      "",
    );
    expect(onlyPrompt(await readOne("a.md", text))).toMatchObject({
      prompt: { prompt: "Body\n", title: "Report", format: "text", options: { pageSize: "A5" }, data: { n: [1] } },
      line: 1,
      bodyLine: 9,
    });
    expect(onlyPrompt(await readOne("a.md", "Body\n"))).not.toHaveProperty("bodyLine");
  });

  it.each([
    ["dots at the end", page("---", "title: T", "...", "Body"), "T", "Body"],
    ["CRLF and a byte order mark", "\ufeff---\r\ntitle: T\r\n---\r\nBody\r\nmore", "T", "Body\nmore"],
    ["blanks behind the dashes", page("--- ", "title: T", "---\t", "Body"), "T", "Body"],
    ["a blank first line", page("---", "", "title: T", "---", "Body"), "T", "Body"],
    ["dashes inside a text", page("---", "title: a --- b", "---", "Body"), "a --- b", "Body"],
    ["no keys", page("---", "# nothing", "---", "Body"), undefined, "Body"],
    ["empty values", page("---", "title:", "id:", "---", "Body"), undefined, "Body"],
  ])("takes %s", async (_name, text, title, body) => {
    const { prompt } = onlyPrompt(await readOne("a.md", text));
    expect([prompt.title, prompt.prompt]).toEqual([title, body]);
  });

  it.each([
    ["code", page("---js", "process.exit(1)", "---", "Body")],
    ["code behind a blank", page("--- js", "process.exit(1)", "---", "Body")],
    ["dashes further down", page("Hello", "---", "title: T", "---")],
    ["a rule", page("---", "", "Text between rules", "", "---", "Body")],
    ["a rule and a remark", page("---", "", "Remark: text between rules", "", "---", "Body")],
    ["a rule that stands alone", page("---", "Just text")],
    ["four dashes", page("----", "title: T", "----")],
  ])("is not %s: that is ordinary text", async (_name, text) => {
    expect(onlyPrompt(await readOne("a.md", text)).prompt).toEqual({ prompt: text, format: "markdown" });
  });

  it("keeps text as it was written where YAML sees numbers", async () => {
    const text = page("---", "title: 2026", "id: 007", "userId: true", "date: 2026-11-23", "---", "Body");
    expect(onlyPrompt(await readOne("a.md", text)).prompt).toMatchObject({
      title: "2026",
      id: "007",
      userId: "true",
      data: { date: "2026-11-23" },
    });
  });

  it("puts author, subject, keywords and language into the PDF's metadata", async () => {
    const text = page(
      "---",
      "author: [A, B]",
      "subject: S",
      "keywords: a, b",
      "lang: de",
      "options: {metadata: {subject: own}}",
      "---",
      "x",
    );
    expect(onlyPrompt(await readOne("a.md", text)).prompt.options?.metadata).toEqual({
      author: "A, B",
      subject: "own",
      keywords: ["a", "b"],
      language: "de",
    });
  });

  it("names an unknown key, its line in the file and the key that was meant", async () => {
    const problem = onlyProblem(
      await readOne("a.md", page("---", "# remark", "format: html", "titel: T", "---", "Body")),
    );
    expect(problem).toMatchObject({ code: "input-invalid", line: 4, column: 1 });
    expect(problem.message).toContain('Unknown key "titel" (did you mean "title"?). Known keys: format, title,');
  });

  it.each([
    ["an unknown key without a neighbour", page("---", "tags: x", "---", "y"), 2, 'Unknown key "tags"'],
    [
      "a prompt inside",
      page("---", "title: T", "prompt: x", "---", "y"),
      3,
      "text below the front matter is the prompt",
    ],
    ["__proto__", page("---", "__proto__: {a: 1}", "---", "y"), 2, 'Unknown key "__proto__"'],
    ["a key twice", page("---", "title: a", "id: b", "title: c", "---", "y"), 4, '"title" twice'],
    ["a nested key twice", page("---", "data:", "  a: 1", "  a: 2", "---", "y"), 4, '"a" twice'],
    ["broken YAML", page("---", "title: a", "data: [1, 2", "---", "y"), 3, "not valid YAML"],
    ["a tag", page("---", "title: a", 'data: !!js/function "x"', "---", "y"), 3, "not valid YAML"],
    ["a list", page("---", "- title", "---", "y"), 2, "key: value"],
    ["a second document", page("---", "title: a", "--- b", "---", "y"), 3, "more than one"],
    ["a wrong kind", page("---", "title: a", "priority: high", "---", "y"), 3, '"priority" must be a number'],
    [
      "a deep option",
      page("---", "options:", "  margins:", "    topp: 1cm", "---", "y"),
      4,
      'Unknown key "topp" in "options.margins" (did you mean "top"?)',
    ],
    [
      "wrong metadata",
      page("---", "title: a", "author: {a: b}", "---", "y"),
      3,
      '"options.metadata.author" must be text',
    ],
    ["an end that is missing", page("---", "title: a", "", "Body"), 1, "never closed"],
    ["a NUL", page("---", 'data: {a: "\\0"}', "---", "y"), 2, "NUL"],
    ["an alias of nothing", page("---", "title: *a", "---", "y"), 2, "aliases"],
    ["a circle", page("---", "title: a", "data: &a {a: *a}", "---", "y"), 3, "nested deeper"],
    ["too much", page("---", `title: ${"x".repeat(70_000)}`, "---", "y"), 2, "longer than"],
  ])("rejects %s, with its line", async (_name, text, line, message) => {
    const problem = onlyProblem(await readOne("a.md", text));
    expect(problem).toMatchObject({ code: "input-invalid", line });
    expect(problem.message).toContain(message);
  });

  it("tells of several flaws at once, each with its line", async () => {
    const { message, line } = onlyProblem(await readOne("a.md", page("---", "scale: 1", "x: 2", "---", "y")));
    expect(line).toBe(2);
    expect(message).toMatch(/Unknown key "scale".*; Unknown key "x".*\(line 3\)/);
  });

  it("rejects a bomb of aliases", async () => {
    const levels = Array.from({ length: 20 }, (_, i) => `  l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`);
    const problem = onlyProblem(await readOne("a.md", page("---", "data:", "  l0: &l0 [x]", ...levels, "---", "y")));
    expect(problem.message).toContain("aliases");
  });

  it.each(["[", "- ", "? ", "{a: ", "a:\n "])("rejects 10,000 levels of %j", async (opening) => {
    const levels =
      opening === "a:\n "
        ? Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")
        : opening.repeat(10_000);
    const problem = onlyProblem(
      await readOne("a.md", page("---", "data:", ` ${levels}`.replaceAll("\n", "\n "), "---", "y")),
    );
    expect(problem.message).toMatch(/nested/);
  });

  it("needs a text or a template", async () => {
    expect(onlyProblem(await readOne("a.md", page("---", "title: a", "---", " "))).message).toContain(
      "prompt is empty",
    );
    expect(onlyPrompt(await readOne("a.md", page("---", "template: report", "---"))).prompt.prompt).toBe("");
    expect(
      onlyPrompt(await readOne("a.md", page("---", "title: a", "---"), { template: "letter" })).prompt.prompt,
    ).toBe("");
  });
});
