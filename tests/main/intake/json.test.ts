import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFlaw } from "../../../main/intake/json-syntax";
import { folderWith, onlyProblem, onlyPrompt, read, readOne } from "./support";

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("JSON lines", () => {
  it.each(["a.jsonl", "a.ndjson"])("reads %s, a prompt a line, and skips blank lines", async (name) => {
    const { found, problems } = await readOne(
      name,
      '\ufeff{"prompt":"a"}\r\n\r\n  \n{"prompt":"b","format":"text","data":{"n":1}}\r\n',
    );
    expect(problems).toEqual([]);
    expect(found.map(({ prompt, line, row, stem }) => [prompt, line, row, stem])).toEqual([
      [{ prompt: "a" }, 1, 1, "a"],
      [{ prompt: "b", format: "text", data: { n: 1 } }, 4, 2, "a"],
    ]);
  });

  it("rejects a bad line with its place and goes on", async () => {
    const { items, problems, found } = await readOne("a.jsonl", '{"prompt":"a"}\n{"prompt":"b",}\n{"prompt":"c"}');
    expect(items.map(({ kind }) => kind)).toEqual(["prompt", "rejected", "prompt"]);
    expect(problems[0]).toMatchObject({ code: "input-invalid", line: 2, column: 15 });
    expect(problems[0]?.message).toContain('expected a key in double quotes, found "}"');
    expect(found[1]).toMatchObject({ line: 3, row: 3 });
  });

  it("names an unknown key, its place, and the key that was meant", async () => {
    const problem = onlyProblem(await readOne("a.jsonl", '\n{"prompt":"a","titel":"T"}'));
    expect(problem).toMatchObject({ line: 2, column: 15 });
    expect(problem.message).toContain(
      'Unknown key "titel" (did you mean "title"?). Known keys: prompt, format, title,',
    );
  });

  it.each([
    ["a list", "[1]", 1, "must be an object"],
    ["null", "null", 1, "must be an object"],
    ["a prompt that is missing", '{"title":"x"}', 1, '"prompt" is missing'],
    ["a prompt of blanks", '{"title":"x","prompt":" \\n\\t"}', 14, "prompt is empty"],
    ["a wrong kind", '{"prompt":1}', 2, '"prompt" must be text'],
    ["a wrong choice", '{"prompt":"a","format":"pdf"}', 15, '"format" must be one of markdown, html, text'],
    ["too high a number", '{"prompt":"a","priority":101}', 15, '"priority" must be at most 100'],
    ["a fraction", '{"prompt":"a","priority":1.5}', 15, '"priority" must be a whole number'],
    ["an empty id", '{"prompt":"a","id":""}', 15, '"id" is empty'],
    ["a wrong length", '{"prompt":"a","options":{"margins":"3"}}', 26, "must be a length such as 20mm"],
    ["a wrong margin", '{"prompt":"a","options":{"margins":{"top":3}}}', 37, '"options.margins.top" must be a length'],
    [
      "neither kind of margin",
      '{"prompt":"a","options":{"margins":3}}',
      26,
      "or such lengths as top, right, bottom and left",
    ],
    ["an unknown option", '{"prompt":"a","options":{"pagesize":"A4"}}', 26, 'did you mean "pageSize"?'],
    [
      "an unknown margin",
      '{"prompt":"a","options":{"margins":{"topp":"1cm"}}}',
      37,
      'Unknown key "topp" in "options.margins"',
    ],
    ["__proto__ at the top", '{"prompt":"a","__proto__":{"x":1}}', 15, 'Unknown key "__proto__"'],
    ["__proto__ in data", '{"prompt":"a","data":{"b":[{"__proto__":{"x":1}}]}}', 29, 'cannot be called "__proto__"'],
    ["a key twice", '{"prompt":"a","title":"x:", "prompt" : "b"}', 29, 'The key "prompt" stands here twice'],
    ["a key twice in data", '{"prompt":"a","data":{"b":[1,{"c":1,"\\u0063":2}]}}', 37, 'The key "c" stands here twice'],
    ["an escaped NUL", '{"prompt":"a","data":{"b":["\\u0000"]}}', 28, "NUL"],
    ["a NUL in a key", '{"prompt":"a","data":{"\\u0000":1}}', 23, "NUL"],
    ["a bare NUL", '{"prompt":"a\0"}', 13, "NUL"],
    ["10,000 levels", `{"prompt":"a","data":{"b":${nested(10_000)}}}`, 15, "nested deeper than 100 levels"],
    ["10,000 open levels", `{"prompt":"a","data":${'{"a":'.repeat(10_000)}`, 517, "nested deeper than 100 levels"],
  ])("rejects %s", async (_name, line, column, message) => {
    const { problems, found } = await readOne("a.jsonl", `${line}\n{"prompt":"next"}`);
    expect(problems.map(({ code, line, column }) => [code, line, column])).toEqual([["input-invalid", 1, column]]);
    expect(problems[0]?.message).toContain(message);
    expect(found).toHaveLength(1);
  });

  it("takes up to 100 levels", async () => {
    onlyPrompt(await readOne("a.jsonl", `{"prompt":"a","data":{"b":${nested(98)}}}`));
  });

  it("takes equal keys of different objects, and text that looks like keys", async () => {
    const data = { b: [{ c: '":' }, { c: '"c":' }], c: { b: '{"b":1,"b":2}', c: ":" } };
    const line = JSON.stringify({ prompt: "a", data });
    expect(onlyPrompt(await readOne("a.jsonl", line)).prompt.data).toEqual(data);
  });

  it("tells known keys once, and where fields of a template belong", async () => {
    const problem = onlyProblem(await readOne("a.jsonl", '{"name":"Ada","city":"Rome"}', { template: "letter" }));
    expect(problem.message).toMatch(
      /^Unknown key "name"\. Known keys: prompt, .*, id; or put it under "data" for the template; Unknown key "city"\.$/,
    );
    const inOptions = onlyProblem(await readOne("a.jsonl", '{"prompt":"a","options":{"x":1}}'));
    expect(inOptions.message).not.toContain('under "data"');
  });

  it("says that standard input is JSON lines when it is given a text", async () => {
    async function* stdin() {
      yield "just some text\n";
    }
    const { message } = onlyProblem(await read(["-"], { stdin: stdin() }));
    expect(message).toMatch(/Standard input must be JSON lines .* save it as \.md/);
    const flaw = onlyProblem(await readOne("a.jsonl", "just some text"));
    expect(flaw.message).not.toContain("Standard input");
  });

  it("rejects a language that is no language tag", async () => {
    const line = '{"prompt":"a","options":{"metadata":{"language":"xx_bad"}}}';
    expect(onlyProblem(await readOne("a.jsonl", line))).toMatchObject({
      column: 38,
      message: '"options.metadata.language" must be a language tag such as en-GB; "xx_bad" is none.',
    });
    const page = "---\ntitle: x\nlang: xx_bad\n---\ntext";
    expect(onlyProblem(await readOne("a.md", page))).toMatchObject({
      line: 3,
      message: expect.stringContaining("en-GB"),
    });
    const table = 'prompt;options\nx;"{""metadata"":{""language"":""xx_bad""}}"\n';
    expect(onlyProblem(await readOne("a.csv", table))).toMatchObject({
      line: 2,
      message: expect.stringContaining("en-GB"),
    });
    expect(onlyPrompt(await readOne("a.jsonl", line.replace("xx_bad", "zh-Hant-TW"))).prompt.options).toBeDefined();
  });

  it("replaces surrogates that stand alone, and no others", async () => {
    const line = '{"prompt":"a\\ud800b😀\\ud83d\\ude00","data":{"\\udc00":"\\udc00\\ud800"}}';
    const { prompt } = onlyPrompt(await readOne("a.jsonl", line));
    expect(prompt).toEqual({ prompt: "a\ufffdb😀😀", data: { "\ufffd": "\ufffd\ufffd" } });
  });

  it("needs no prompt where a template is named, for the record or the call", async () => {
    expect(onlyPrompt(await readOne("a.jsonl", '{"template":"letter","data":{"a":1}}')).prompt.prompt).toBe("");
    expect(onlyPrompt(await readOne("a.jsonl", '{"data":{"a":1}}', { template: "letter" })).prompt.prompt).toBe("");
    expect(onlyPrompt(await readOne("a.jsonl", '{"prompt":" "}', { template: "letter" })).prompt.prompt).toBe(" ");
  });

  it("tells of the first ten flaws of thousands", async () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(",");
    const { message } = onlyProblem(await readOne("a.jsonl", `{"prompt":"a",${keys}}`));
    expect(message.match(/Unknown key/g)).toHaveLength(10);
    expect(message).toMatch(/; and more\.$/);
  });

  it("rejects a line over the limit and goes on", async () => {
    const { items, problems } = await readOne(
      "a.jsonl",
      `{"prompt":"${"x".repeat(1000)}"}\n{"prompt":"b"}\n${"y".repeat(501)}`,
      {
        maxInputBytes: 500,
      },
    );
    expect(items.map(({ kind }) => kind)).toEqual(["rejected", "prompt", "rejected"]);
    expect(problems.map(({ line }) => line)).toEqual([1, 3]);
    expect(problems[0]?.message).toContain("500 characters");
  });
});

describe("JSON files", () => {
  it("reads one object", async () => {
    const found = onlyPrompt(await readOne("a.json", '\n{\n  "prompt": "a"\n}\n'));
    expect(found).toMatchObject({ prompt: { prompt: "a" }, line: 2 });
    expect(found.row).toBeUndefined();
  });

  it("reads a list of objects, each with its line", async () => {
    const text =
      '[\n  {"prompt": "a", "data": {"x": ["]", {"y": "\\"}"}]}},\n  {\n    "prompt": "b"\n  }\n, {"prompt": "c"}]';
    const { found, problems } = await readOne("a.json", text);
    expect(problems).toEqual([]);
    expect(found.map(({ prompt, line, row }) => [prompt.prompt, line, row])).toEqual([
      ["a", 2, 1],
      ["b", 3, 2],
      ["c", 6, 3],
    ]);
  });

  it("rejects a bad element at the line of its bad key and goes on", async () => {
    const text = '[\n  {\n    "prompt": "a",\n    "titel": "T"\n  },\n  5,\n  {"prompt": "b"}\n]';
    const { problems, found } = await readOne("a.json", text);
    expect(problems).toEqual([
      expect.objectContaining({ line: 4, column: 5, message: expect.stringContaining('"titel"') }),
      expect.objectContaining({ line: 6, message: expect.stringContaining("must be an object") }),
    ]);
    expect(found).toMatchObject([{ line: 7, row: 3 }]);
  });

  it("tells the place of the first flaw, and the lines of the others", async () => {
    const text = '{\n  "titel": "T",\n  "prompt": 5\n}';
    expect(onlyProblem(await readOne("a.json", text))).toMatchObject({
      line: 2,
      message: expect.stringMatching(/^Unknown key "titel".*; "prompt" must be text \(line 3\)\.$/),
    });
  });

  it.each([
    ["a comma too many", '[\n {"prompt": "a"},\n]', 3, 1],
    ["a comma too few", '[\n {"prompt": "a"}\n {"prompt": "b"}]', 3, 2],
    ["a line break in quotes", '{"prompt": "a\nb"}', 1, 14],
    ["a bad escape", '{"prompt":\n"a\\x"}', 2, 3],
    ["single quotes", "{'prompt': 1}", 1, 2],
    ["a bare word", '{"prompt": hello}', 1, 12],
    ["quotes left open", '{"prompt": "a', 1, 12],
    ["the end too early", '{"prompt": "a"', 1, 15],
    ["something behind it", '{"prompt": "a"}\n{"prompt": "b"}', 2, 1],
    ["brackets that do not match", '[{"prompt": "a"]]', 1, 16],
  ])("rejects %s with line and column", async (_name, text, line, column) => {
    const problem = onlyProblem(await readOne("a.json", text));
    expect(problem).toMatchObject({ code: "input-invalid", line, column });
    expect(problem.message).toMatch(/^This is not valid JSON: .+\.$/);
  });

  it("survives millions of levels", async () => {
    const cwd = folderWith({ "open.json": "[".repeat(2_000_000), "closed.json": nested(1_000_000) });
    const { problems } = await read([cwd]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("nested deeper"),
      expect.stringContaining("nested deeper"),
    ]);
  });

  it("rejects an empty list", async () => {
    expect(onlyProblem(await readOne("a.json", "[]")).message).toContain("no prompts");
  });
});

describe("findJsonFlaw", () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "{", "]", "\\", "1", " ", "\n", "x"))
    .map(
      ([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1),
    );

  it("agrees with JSON.parse about what is JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(findJsonFlaw(text) === undefined).toBe(isJson);
      }),
      { numRuns: 500 },
    );
  });
});
