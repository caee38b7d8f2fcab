import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvReader } from "../../../main/intake/csv-reader";
import { onlyProblem, onlyPrompt, readOne } from "./support";

describe("CSV", () => {
  it("fills keys and data from the columns of the header", async () => {
    const { prompt } = onlyPrompt(
      await readOne(
        "a.csv",
        "prompt,format,title,template,output,priority,userId,id,Name,Name 2\n" +
          'Hello, html ,T, letter ,{id}, -5 ,u,7,Ann," x"\n',
      ),
    );
    expect(prompt).toEqual({
      prompt: "Hello",
      format: "html",
      title: "T",
      template: "letter",
      output: "{id}",
      priority: -5,
      userId: "u",
      id: "7",
      data: { Name: "Ann", "Name 2": " x" },
    });
  });

  it("takes empty cells of keys as not set, and of data as empty text", async () => {
    const { prompt } = onlyPrompt(await readOne("a.csv", "prompt,title,priority,data,name\nHello,, ,,\n"));
    expect(prompt).toEqual({ prompt: "Hello", data: { name: "" } });
  });

  it("reads data and options as JSON, and lets columns win over data", async () => {
    const text = 'prompt,data,options,a\nx,"{""a"":1,""b"":[2]}","{""pageSize"":""a5""}",col\n';
    const { prompt } = onlyPrompt(await readOne("a.csv", text));
    expect(prompt).toEqual({ prompt: "x", data: { a: "col", b: [2] }, options: { pageSize: "A5" } });
  });

  it.each([
    ["a comma", ",", "a.csv"],
    ["a semicolon", ";", "a.csv"],
    ["a tab", "\t", "a.csv"],
    ["a bar", "|", "a.csv"],
    ["a tab in TSV", "\t", "a.tsv"],
    ["a comma in TSV", ",", "a.tsv"],
  ])("finds %s between cells by itself", async (_name, delimiter, name) => {
    const rows = [
      ["prompt", "x"],
      ["Hello there", "1"],
      ["Bye", "2"],
    ];
    const { found } = await readOne(name, rows.map((row) => row.join(delimiter)).join("\n"));
    expect(found.map(({ prompt }) => [prompt.prompt, prompt.data])).toEqual([
      ["Hello there", { x: "1" }],
      ["Bye", { x: "2" }],
    ]);
  });

  it.each([
    ["prompt;price, net\nHello, world;1,5\nBye;2\n", { "price, net": "1,5" }],
    ["prompt,a;b\nHello,1\nBye,2;3\n", { "a;b": "1" }],
    ["prompt;a,b;c\nHello;1,2;3\n", { "a,b": "1,2", c: "3" }],
    ["sep=;\nprompt;a,b,c\nHello;1,2,3\n", { "a,b,c": "1,2,3" }],
  ])("is not misled by other delimiters: %j", async (text, data) => {
    const { found, problems } = await readOne("a.csv", text);
    expect(problems).toEqual([]);
    expect(found[0]?.prompt.data).toEqual(data);
  });

  it("counts quoted line breaks, whatever their kind, in the lines of rows", async () => {
    const text = 'prompt,x\r\n"one\r\ntwo\r\nthree",1\r\n\r\n"a ""b"", c",2\r\n"four\nfive",3\r\nlast,4';
    const { found, problems } = await readOne("a.csv", text);
    expect(problems).toEqual([]);
    expect(found.map(({ prompt, line, row }) => [prompt.prompt, line, row])).toEqual([
      ["one\ntwo\nthree", 2, 1],
      ['a "b", c', 6, 2],
      ["four\nfive", 7, 3],
      ["last", 9, 4],
    ]);
  });

  it("reads files of old Macs", async () => {
    const { found } = await readOne("a.csv", "prompt,x\rHello,1\rBye,2");
    expect(found.map(({ line }) => line)).toEqual([2, 3]);
  });

  it("rejects a ragged row with its line and goes on", async () => {
    const { items, problems, found } = await readOne("a.csv", 'prompt,x\n"a\nb",1\nHello, world,2\nc\nd,4\n');
    expect(items.map(({ kind }) => kind)).toEqual(["prompt", "rejected", "rejected", "prompt"]);
    expect(problems).toEqual([
      expect.objectContaining({
        line: 4,
        column: 14,
        message: expect.stringContaining("3 columns, the header has 2 columns"),
      }),
      expect.objectContaining({
        line: 5,
        column: 2,
        message: expect.stringContaining("1 column, the header has 2 columns"),
      }),
    ]);
    expect(found[1]).toMatchObject({ line: 6, row: 4 });
  });

  it("loses only the row of a quote that is never closed", async () => {
    const { found, problems } = await readOne("a.csv", 'prompt,x\na,1\n"b,2\nc,3\n"d",4\n');
    expect(found.map(({ prompt, line }) => [prompt.prompt, line])).toEqual([
      ["a", 2],
      ["c", 4],
      ["d", 5],
    ]);
    expect(problems).toEqual([
      expect.objectContaining({ line: 3, column: 1, message: expect.stringContaining("closing quote. Write") }),
    ]);
    const atEnd = await readOne("a.csv", 'prompt,x\nb,"2\nc,3\n');
    expect(atEnd.found.map(({ prompt }) => prompt.prompt)).toEqual(["c"]);
    expect(atEnd.problems).toEqual([
      expect.objectContaining({ line: 2, column: 3, message: expect.stringContaining("never closed") }),
    ]);
  });

  it("loses only the row of a quoted cell that goes on behind its end", async () => {
    const { found, problems } = await readOne("a.csv", 'prompt,x\n"a"b,1\nc,2\n');
    expect(problems).toEqual([expect.objectContaining({ line: 2, column: 4 })]);
    expect(found).toHaveLength(1);
  });

  it("keeps quotes inside a cell that is not quoted, and drops blanks around one that is", async () => {
    const { found } = await readOne("a.csv", 'prompt,x\n5" pipe, "a, b" \n');
    expect(found[0]?.prompt).toEqual({ prompt: '5" pipe', data: { x: "a, b" } });
  });

  it("skips blank lines and rows of empty cells", async () => {
    const { found, problems } = await readOne("a.csv", "\n\nprompt,x\n\n,\n , \nHello,1\n\n");
    expect(problems).toEqual([]);
    expect(found).toMatchObject([{ line: 7, row: 1 }]);
  });

  it.each([
    ["a column twice", "prompt,a,a\nx,1,2\ny,1,2\n", 1, 10, '"a" twice'],
    ["a column without a name", "\nprompt,,a\nx,1,2\n", 2, 8, "Column 2 of the header has no name"],
    ["no prompt", "a,Promt\n1,x\n2,y\n", 1, 3, 'Rename "Promt" to "prompt"'],
    ["Prompt", "Prompt,x\na,1\n", 1, 1, 'Rename "Prompt" to "prompt"'],
    ["__proto__", 'prompt, "__proto__"\nx,1\n', 1, 9, "__proto__"],
    ["a broken header", '"prompt"x,a\nx,1\n', 1, 9, "header cannot be read"],
    ["a quote that is never closed", 'prompt,"a\nx,1\n', 1, 8, "never closed"],
    ["a NUL", "prompt\0,a\nx,1\n", 1, 7, "NUL"],
    ["too many columns", `prompt${",x".repeat(10_001)}\n`, 1, 20_006, "10002 columns"],
    ["a column twice, in a long file", `prompt,a,a\n${"x,1,2\n".repeat(50_000)}`, 1, 10, '"a" twice'],
    ["a column twice, the second below a line break", 'prompt,"a\nb",c,c\nx,1,2,3\n', 2, 6, '"c" twice'],
    ["no rows", "prompt,a\n\n", 1, undefined, "no rows"],
  ])("rejects a file once for a header with %s", async (_name, text, line, column, message) => {
    const problem = onlyProblem(await readOne("a.csv", text));
    expect(problem).toMatchObject({ code: "input-invalid", line });
    expect(problem.column).toBe(column);
    expect(problem.message).toContain(message);
  });

  it.each([
    ["a priority that is no number", "high,,x", 1, '"priority" must be a whole number; it is "high"'],
    ["a priority out of range", "1000,,x", 1, "at most 100"],
    ["broken JSON", "1,{a},x", 3, 'column "data"'],
    ["a key twice", '1, "{""a"":1,""a"":2}",x', 4, 'The key "a" stands here twice'],
    ["data that is a list", "1,[1],x", 3, '"data" must be an object'],
    ["data that are too deep", `1,"{""a"":${"[".repeat(200)}${"]".repeat(200)}}",x`, 3, "deeper than 100"],
    ["an empty prompt", "1,,", 4, '"prompt" is missing'],
    ["a NUL", ",,x\0", 4, "NUL"],
    ["a cell too many", "1,,x,y", 6, "4 columns, the header has 3 columns"],
    ["a cell too few", "1,{}", 5, "2 columns, the header has 3 columns"],
  ])("rejects a row with %s and goes on", async (_name, row, column, message) => {
    const { problems, found } = await readOne("a.csv", `priority,data,prompt\n${row}\n,,ok\n`);
    expect(problems).toEqual([expect.objectContaining({ line: 2, column, message: expect.stringContaining(message) })]);
    expect(found).toHaveLength(1);
  });

  it("names the column of options, of formats and of data by the cell", async () => {
    const text =
      "format,options,prompt\n" +
      'word,,x\n,"{""metadata"":{""language"":""not a tag""}}",x\n,"{""pageSize"":""A99""}",x\n,{},ok\n';
    const { problems } = await readOne("a.csv", text);
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 1],
      [3, 2],
      [4, 2],
    ]);
    expect(problems[1]?.message).toContain("language tag");
  });

  it("names the line and column where a cell begins, also in a row of many lines and behind tabs", async () => {
    const text = 'prompt\tpriority\tdata\n"one\n two"\t high\t\n"a\nb"\t1\t {a\n"c\n\nd"\t1\n';
    const { problems } = await readOne("a.tsv", text);
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [3, 7],
      [5, 6],
      [8, 5],
    ]);
  });

  it("needs no prompt where the row or the call names a template", async () => {
    const text = "template,name\nletter,Ann\n,Bob\n";
    const { found, problems } = await readOne("a.csv", text);
    expect(found.map(({ prompt }) => prompt)).toEqual([{ prompt: "", template: "letter", data: { name: "Ann" } }]);
    expect(problems).toMatchObject([{ line: 3 }]);
    const withTemplate = await readOne("a.csv", "name\nAnn\n", { template: "letter" });
    expect(onlyPrompt(withTemplate).prompt).toEqual({ prompt: "", data: { name: "Ann" } });
  });

  it("rejects a row over the limit, on one line or many, and goes on", async () => {
    const long = "x".repeat(400);
    const text = `prompt,x\n${long},1\nb,2\n"${long}\n",3\nc,4\n`;
    const { found, problems } = await readOne("a.csv", text, { maxInputBytes: 300 });
    expect(found.map(({ prompt }) => prompt.prompt)).toEqual(["b", "c"]);
    expect(problems[0]).toMatchObject({ line: 2, column: 1, message: expect.stringContaining("300 characters") });
    const lines = await readOne("a.csv", `prompt,x\n"${"y\n".repeat(50)}z\nb,2\n`, { maxInputBytes: 300 });
    expect(lines.problems[0]).toMatchObject({ line: 2, message: expect.stringContaining("300 characters") });
    expect(lines.found.map(({ prompt }) => prompt.prompt)).toEqual(["b"]);
  });
});

describe("CsvReader", () => {
  const toLines = (text: string) =>
    text.split("\n").map((line, index) => ({ number: index + 1, text: line, isTooLong: false }));
  const readAll = (text: string) => {
    const reader = new CsvReader(",", 1e6);
    return [...reader.read(toLines(text)), ...reader.end()];
  };

  const messy = fc.string({ unit: fc.constantFrom("a", '"', '""', ",", "\n", " ", "b"), maxLength: 60 });
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", " ", "é"), maxLength: 8 });
  const quoted = fc
    .array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 })
    .map((rows) => rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")).join("\n"));

  it("agrees with csv-parse wherever that takes the text", () => {
    let agreed = 0;
    fc.assert(
      fc.property(fc.oneof(messy, quoted), (text) => {
        let expected: string[][];
        try {
          expected = parse(text, { relax_column_count: true, record_delimiter: "\n" });
        } catch {
          return;
        }
        const isBlank = (cells: string[]) => cells.length === 1 && cells[0]?.trim() === "";
        const records = readAll(text).map((record) => (record.kind === "cells" ? record.cells : [record.message]));
        expect(records.filter((cells) => !isBlank(cells))).toEqual(expected.filter((cells) => !isBlank(cells)));
        agreed += 1;
      }),
      { numRuns: 1000 },
    );
    expect(agreed).toBeGreaterThan(200);
  });

  it("gives every record the line it begins on, and begins each on a line of its own", () => {
    fc.assert(
      fc.property(messy, (text) => {
        const lines = text.split("\n");
        let last = 0;
        for (const { line } of readAll(text)) {
          expect(line).toBeGreaterThan(last);
          expect(lines[line - 1]?.trim()).not.toBe("");
          last = line;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads each line few times, however the quotes fall", () => {
    let taken = 0;
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      isTooLong: false,
      get text() {
        taken += 1;
        return index % 3 === 0 ? 'a,"b' : index % 3 === 1 ? "a,b" : '"" x,';
      },
    }));
    const reader = new CsvReader(",", 1e9);
    const records = [...reader.read(lines), ...reader.end()];
    expect(records.length).toBeGreaterThan(0);
    expect(taken).toBeLessThan(count * 40);
  });
});
