import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ReadFile, readInputs } from "../../../main/intake";
import { decodeStream, decodeWhole } from "../../../main/intake/decode";
import { tempFolder } from "../../support/temp";
import { onlyProblem, onlyPrompt, read, readOne } from "./support";

const TEXT = "Grüße 😀, 你好";

function utf16(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBigEndian ? bytes.swap16() : bytes;
}

const ENCODED: [string, (text: string) => Buffer][] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with a byte order mark", (text) => Buffer.from(`\ufeff${text}`)],
  ["UTF-16 LE", (text) => utf16(text, false)],
  ["UTF-16 BE", (text) => utf16(text, true)],
  ["UTF-16 LE without a mark", (text) => utf16(text, false).subarray(2)],
  ["UTF-16 BE without a mark", (text) => utf16(text, true).subarray(2)],
];

async function* bytewise(bytes: Buffer, size = 1) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decodeInPieces(bytes: Buffer, size: number): Promise<string> {
  let text = "";
  for await (const piece of decodeStream(bytewise(bytes, size))) text += piece;
  return text;
}

describe("encodings", () => {
  it.each(ENCODED)("reads %s, whole or in rows", async (_name, encode) => {
    expect(onlyPrompt(await readOne("a.md", encode(TEXT))).prompt.prompt).toBe(TEXT);
    expect(onlyPrompt(await readOne("a.json", encode(`{"prompt":"${TEXT}"}`))).prompt.prompt).toBe(TEXT);
    expect(onlyPrompt(await readOne("a.jsonl", encode(`{"prompt":"${TEXT}"}`))).prompt.prompt).toBe(TEXT);
    expect(onlyPrompt(await readOne("a.csv", encode(`prompt;x\r\n"${TEXT}";1`))).prompt.prompt).toBe(TEXT);
    expect(onlyPrompt(await readOne("a.tsv", encode(`prompt\tx\r\n${TEXT}\t1\r\n`))).prompt.prompt).toBe(TEXT);
  });

  it.each(ENCODED)("reads %s however it is cut into chunks", async (_name, encode) => {
    const text = `${TEXT}\r\n\r${TEXT}\r`;
    const bytes = encode(text);
    for (const size of [1, 2, 3, 7, 1000]) expect(await decodeInPieces(bytes, size)).toBe(`${TEXT}\n\n${TEXT}\n`);
    const stdin = bytewise(encode(`{"prompt":"${TEXT}"}\n`));
    expect(onlyPrompt(await read(["-"], { stdin })).prompt.prompt).toBe(TEXT);
  });

  it("takes bytes that are no UTF-8 as Windows-1252", async () => {
    const bytes = Buffer.from([0x80, 0x20, 0x93, 0x47, 0x72, 0xfc, 0xdf, 0x65, 0x94, 0x20, 0x9f, 0x85]);
    expect(onlyPrompt(await readOne("a.md", bytes)).prompt.prompt).toBe("€ “Grüße” Ÿ…");
    const row = Buffer.concat([Buffer.from("prompt,x\n"), bytes, Buffer.from(",1\n")]);
    expect(onlyPrompt(await readOne("a.csv", row)).prompt.prompt).toBe("€ “Grüße” Ÿ…");
  });

  it("knows all 256 characters of Windows-1252", () => {
    const all = decodeWhole(Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
    const high = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
    expect(all.slice(0x80, 0xa0)).toBe(high);
    expect(all.charCodeAt(0xff)).toBe(0xff);
  });

  it("chooses Windows-1252 line by line in row files, however they are cut", async () => {
    const bytes = Buffer.concat([Buffer.from("Grüße\n"), Buffer.from([0x47, 0xfc, 0x0a]), Buffer.from("Grüße")]);
    for (const size of [1, 4, 1000]) expect(await decodeInPieces(bytes, size)).toBe("Grüße\nGü\nGrüße");
  });

  it("does not tear characters of a line longer than a megabyte", async () => {
    const text = `a${"😀".repeat(400_000)}`;
    expect(await decodeInPieces(Buffer.from(text), 65_537)).toBe(text);
  });

  it("replaces surrogates of UTF-16 that stand alone", async () => {
    const bytes = Buffer.concat([utf16("a", false), Buffer.from([0x00, 0xd8]), Buffer.from("b", "utf16le")]);
    expect(onlyPrompt(await readOne("a.md", bytes)).prompt.prompt).toBe("a\ufffdb");
  });

  it("rejects a NUL character with its place", async () => {
    expect(onlyProblem(await readOne("a.md", "one\ntwo\0"))).toMatchObject({
      code: "input-invalid",
      line: 2,
      column: 4,
    });
    expect(onlyProblem(await readOne("a.json", '{\n"\0": 1}'))).toMatchObject({ line: 2, column: 2 });
  });

  it("rejects one bad byte in UTF-8 with its place, instead of taking all of it as Windows-1252", async () => {
    const bytes = Buffer.concat([Buffer.from("Grüße\nund é"), Buffer.from([0xff]), Buffer.from("!\n")]);
    const place = { code: "input-invalid", line: 2, column: 6, message: expect.stringContaining("damaged") };
    expect(onlyProblem(await readOne("a.txt", bytes))).toMatchObject(place);
    const row = Buffer.concat([
      Buffer.from('{"prompt":"Grüße'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"prompt":"é"}\n'),
    ]);
    const { problems, found } = await readOne("a.jsonl", row);
    expect(problems).toMatchObject([{ ...place, line: 1, column: 17 }]);
    expect(found.map(({ prompt }) => prompt.prompt)).toEqual(["é"]);
    const table = Buffer.concat([Buffer.from("prompt\nGrüße"), Buffer.from([0xff]), Buffer.from("\né\n")]);
    expect((await readOne("a.csv", table)).problems).toMatchObject([{ ...place, column: 6 }]);
  });

  it("gives the first row of a stream before its second arrives", async () => {
    let isMoreAsked = false;
    async function* stdin() {
      yield '{"prompt":"a"}\n';
      isMoreAsked = true;
    }
    const [first] = [await readInputs(["-"], { cwd: tempFolder(), stdin: stdin() }).next()];
    expect([first?.value?.kind, isMoreAsked]).toEqual(["prompt", false]);
  });

  it.each([
    ["a.md", Buffer.from("caf\u00e9"), ["utf-8"]],
    ["a.md", Buffer.from("caf\u00e9", "latin1"), ["windows-1252"]],
    ["a.csv", utf16("prompt,x\n1,2\n", true), ["utf-16be"]],
    [
      "a.csv",
      Buffer.concat([Buffer.from("prompt,x\n1,2\n"), Buffer.from("caf\u00e9,1\ncaf\u00e9,2\n", "latin1")]),
      ["utf-8", "windows-1252"],
    ],
  ])("tells which encoding %s has, and once more when a later line shows another", async (name, bytes, encodings) => {
    const folder = tempFolder();
    writeFileSync(join(folder, name), bytes);
    const told: ReadFile[] = [];
    for await (const _ of readInputs([name], { cwd: folder, onFile: (file) => told.push(file) }));
    expect(told.map(({ encoding }) => encoding)).toEqual(encodings);
    expect(new Set(told.map(({ source }) => source))).toEqual(new Set([join(folder, name)]));
  });
});
