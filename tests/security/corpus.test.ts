import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recordResult } from "../reliability/record";
import { isFull, scaled } from "../reliability/support/scale";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { CORPUS, sampleOf } from "./corpus";
import type { Group } from "./corpus/case";
import { EXHAUSTING_TEMPLATES, exhaustion } from "./corpus/exhaustion";
import { SECRET, SECRET_COLOUR, SHOWN } from "./corpus/files";
import { Canary } from "./support/canary";
import { BENIGN, BENIGN_FILE, type CorpusRun, differences, fileName, renderCorpus } from "./support/corpus-run";
import { attachments, showsColour } from "./support/pdf-secrets";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 10 * MINUTE_MS;
/** A bounded run takes so many of the cases: one of four. */
const EVERY = scaled(1, 4);
const groups = sampleOf(CORPUS, EVERY);
const count = (of: readonly Group[]) => of.reduce((sum, { cases }) => sum + cases.length, 0);

/** Cases that did not become what is expected of them, with what is different. */
function wrong({ became }: CorpusRun, of: readonly Group[]): string[] {
  return of.flatMap(({ name, cases }) =>
    cases.flatMap((one) => {
      const key = `${name}/${fileName(one)}`;
      const was = became.get(key);
      const found = was ? differences(one.expect, was) : ["was not looked at"];
      return found.length > 0 ? [`${key}: ${found.join("; ")}`] : [];
    }),
  );
}

/** Groups whose last document, an ordinary one, is not as it must be. */
function spoiltGroups({ became }: CorpusRun, of: readonly Group[]): string[] {
  return of
    .map(({ name }) => name)
    .filter((name) => {
      const pdf = became.get(`${name}/${BENIGN_FILE}`)?.pdfs[0];
      return pdf === undefined || pdfText(pdf).trim() !== `Benign ${BENIGN}`;
    });
}

describe("hostile inputs", () => {
  it("become what is expected of each, touch nothing, and leave everything else alone", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const canary = await Canary.open();
    const home = tempFolder();
    const before = { tmp: readdirSync(join(home, "..")).filter((name) => name.includes("evil")) };
    const run = await renderCorpus(home, groups, { port: canary.port });
    expect(wrong(run, groups)).toEqual([]);
    expect(spoiltGroups(run, groups)).toEqual([]);
    expect(canary.touches).toBe(0);
    // Some were rejected, and the app came to its own end.
    expect(run.exitCode).toBe(1);

    // Every PDF has a name of its own inside the folder, and nothing else was written anywhere.
    const written = readdirSync(run.outDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const pdfs = [...run.became.values()].flatMap((one) => one.pdfs);
    const results = ["failures.jsonl", "manifest.jsonl"].map((name) => join(run.outDir, name));
    const paths = written.map(({ parentPath, name }) => join(parentPath, name));
    expect(paths.sort()).toEqual([...new Set(pdfs), ...results].sort());
    expect(paths.every((path) => results.includes(path) || /\/[^./][^/]*\.pdf$/.test(path))).toBe(true);
    expect(readdirSync(home).filter((name) => !/^\.|^queue\.db/.test(name))).toEqual(["in", "out"]);
    expect(readdirSync(join(home, "..")).filter((name) => name.includes("evil"))).toEqual(before.tmp);

    // With scripts allowed, too, nothing gets out.
    const scripted = groups.filter(({ name }) => name === "requests" || name === "scripts");
    const flags = ["--allow-scripts", "--timeout", "10000"];
    const loose = await renderCorpus(tempFolder(), scripted, { port: canary.port, flags });
    expect(spoiltGroups(loose, scripted)).toEqual([]);
    expect(canary.touches).toBe(0);
    await canary.close();
    recordResult({
      test: "Hostile inputs through `pdfprompt render`, each with the one thing that must become of it",
      scale: `${count(groups)} inputs in ${groups.length} groups (${groups.map(({ name, cases }) => `${name} ${cases.length}`).join(", ")}); ${count(scripted)} of them again with --allow-scripts`,
      result: `all as expected; ${pdfs.length} PDFs, none outside the folder or lost; canary touched ${canary.touches} times; the ordinary document after each group is right`,
      control: "the vectors above, in lanes without layers",
    });
  });
});

describe("a file outside the prompt's folder", () => {
  it("is in no PDF: not as text, not attached, not as a picture", { timeout: TIMEOUT_MS }, async () => {
    const cases = sampleOf(CORPUS, EVERY).filter(({ name }) => name === "files");
    const all: Group[] = [...cases, { name: "shown", cases: SHOWN }];
    const run = await renderCorpus(tempFolder(), all, { port: 1 });
    expect(wrong(run, all)).toEqual([]);
    const pdfsOf = (group: string) =>
      [...run.became].filter(([key]) => key.startsWith(`${group}/`)).flatMap(([, { pdfs }]) => pdfs);
    const secrets = pdfsOf("files");
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.filter((pdf) => pdfText(pdf).includes(SECRET))).toEqual([]);
    expect(secrets.filter((pdf) => attachments(pdf) !== 0)).toEqual([]);
    expect(secrets.filter((pdf) => showsColour(pdf, SECRET_COLOUR))).toEqual([]);
    // The same elements do show a file that lies inside the folder.
    const own = pdfsOf("shown").filter((pdf) => !pdf.endsWith(BENIGN_FILE.replace(".md", ".pdf")));
    const shown = own.filter((pdf) => showsColour(pdf, SECRET_COLOUR) || pdfText(pdf).includes(SECRET));
    expect(shown.length).toBe(SHOWN.length);
    recordResult({
      test: "Files outside the prompt's folder, by every spelling in every element that could show one",
      scale: `${secrets.length} PDFs looked at as text, attachments and pixels`,
      result: "secret shown 0 times",
      control: `a file inside the folder is shown by ${shown.length} of ${SHOWN.length} elements`,
    });
  });
});

describe("inputs that ask for too much", () => {
  it("end by their deadline with a code, and the others are done", { timeout: TIMEOUT_MS }, async () => {
    const home = tempFolder();
    const cases = exhaustion(scaled(1, 0.01)).filter((_case, index) => isFull || index % 3 === 0);
    const group: Group[] = [{ name: "exhaustion", cases }];
    mkdirSync(join(home, "in", "exhaustion"), { recursive: true });
    for (const [name, text] of Object.entries(EXHAUSTING_TEMPLATES)) {
      writeFileSync(join(home, "in", "exhaustion", name), text);
    }
    const flags = ["--timeout", "15000", "--concurrency", "2"];
    const run = await renderCorpus(home, group, { port: 1, flags });
    expect(wrong(run, group)).toEqual([]);
    expect(spoiltGroups(run, group)).toEqual([]);
    expect(run.exitCode).toBe(1);
    recordResult({
      test: "Inputs that ask for more time or memory than there is",
      scale: `${cases.length} inputs, deadline 15 s, two lanes`,
      result: `each done or failed with its code; at most ${run.peakRssMb} MB; the ordinary document after them is right`,
      control: "“ends a document at its deadline” in the list of guards",
    });
  });
});
