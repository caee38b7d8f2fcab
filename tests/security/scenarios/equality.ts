import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { composeDocument } from "../../../main/compose/compose-document";
import { readInputs } from "../../../main/intake";
import { comparable } from "../../../main/render/comparable";
import { Lane } from "../../../main/render/lane";
import { LastDocumentStayed } from "../../../main/render/limits";
import type { ComposedDocument } from "../../../shared/stages";
import { readScenario, runInElectron } from "../../reliability/support/in-electron";
import { randomFrom } from "../../reliability/support/random";
import { writeAssets } from "../support/equality-assets";
import { CSS_CORPUS } from "../support/equality-css";
import type { CorpusEntry } from "../support/equality-entry";
import { HTML_CORPUS } from "../support/equality-html";
import { PREDECESSORS, RAW_PREDECESSORS } from "../support/equality-predecessors";
import type { EqualityReport, EqualityScenario } from "../support/equality-scenario";
import { SCRIPTED_CORPUS } from "../support/equality-scripted";

// Prints each document in a window of its own, then again and again behind other documents in lanes that stay open.

/** A document with scripts is replaced by one that comes at once, and left where none does: in less than this. */
const PAUSE_MS = 100;

interface Composed {
  name: string;
  document: ComposedDocument;
}

/** A document with its PDF from a window of its own. */
interface Known extends Composed {
  cold: Buffer;
}

const scenario = readScenario<EqualityScenario>();

void runInElectron(async () => {
  const folder = join(scenario.folder, "prompts");
  writeAssets(folder, join(scenario.root, "node_modules"));
  const fonts = join(scenario.mainFolder, "fonts");
  const report: EqualityReport = {
    documents: 0,
    fast: 0,
    predecessors: 0,
    pairs: 0,
    differences: [],
    unstable: [],
    failures: [],
  };
  const isWanted = (names: readonly string[]) => (entry: { name: string }) =>
    names.length === 0 || names.some((name) => entry.name.includes(name));
  const corpus = [...CSS_CORPUS, ...HTML_CORPUS, ...SCRIPTED_CORPUS].filter(isWanted(scenario.documents));
  const composed = [
    ...(await composeAll(corpus, folder)),
    ...(await samples(scenario.root)).filter(isWanted(scenario.documents)),
  ];
  const hostile = scenario.raw ? RAW_PREDECESSORS : PREDECESSORS;
  const before = await composeAll(hostile.filter(isWanted(scenario.predecessors)), folder);
  const random = randomFrom(scenario.seed);
  const cold = new Lane("cold", fonts);
  const known = await printCold(cold, shuffled(composed, random).slice(0, scenario.sample), report);
  const warm = new Lane("warm", fonts);
  report.documents = known.length;
  report.fast = known.filter(({ document }) => document.lane === "fast").length;
  report.predecessors = before.length;
  for (const { first, next } of pairs(before, known, scenario.perDocument, random)) {
    report.pairs += 1;
    for (const pauseMs of first.document.scripts ? [0, PAUSE_MS] : [0]) {
      await printOn(warm, first).catch((error) => report.failures.push(`${first.name}: ${error}`));
      await sleep(pauseMs);
      const pdf = await printOn(warm, next).catch((error) => report.failures.push(`${next.name}: ${error}`));
      if (Buffer.isBuffer(pdf) && pdf.equals(next.cold)) continue;
      await cold.closeWindows();
      await printOn(cold, first);
      await sleep(pauseMs);
      const alone = !(await printOn(cold, next)).equals(next.cold);
      report.differences.push({ document: next.name, predecessor: first.name, lane: next.document.lane, alone });
      if (Buffer.isBuffer(pdf)) keep(scenario.folder, report.differences.length, next.cold, pdf);
    }
  }
  await Promise.all([cold.close(), warm.close()]);
  return report;
});

/** Each document's PDF from a window that was opened for it, by a navigation of its own. */
async function printCold(lane: Lane, composed: readonly Composed[], report: EqualityReport): Promise<Known[]> {
  const known: Known[] = [];
  for (const { name, document } of composed) {
    const print = async () => {
      await lane.closeWindows();
      return printOn(lane, { document: { ...document, lane: "full" } });
    };
    try {
      const cold = await print();
      if (!(await print()).equals(cold)) report.unstable.push(name);
      known.push({ name, document, cold });
    } catch (error) {
      report.failures.push(`${name}: ${error}`);
    }
  }
  return known;
}

async function printOn(lane: Lane, { document }: { document: ComposedDocument }): Promise<Buffer> {
  const window = await lane.window(document.scripts);
  const { pdf } = await window.print(document).catch(async (error: unknown) => {
    // As the pool of lanes does.
    if (!(error instanceof LastDocumentStayed)) throw error;
    window.destroy();
    return (await lane.window(document.scripts)).print(document);
  });
  return comparable(pdf);
}

/** Each document behind some of the predecessors, or all, in an order that a seed decides. */
function* pairs<First, Next>(before: readonly First[], after: readonly Next[], each: number, random: () => number) {
  const all = after.flatMap((next) =>
    shuffled(before, random)
      .slice(0, each)
      .map((first) => ({ first, next })),
  );
  yield* shuffled(all, random);
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** One after the other: a template has a limit on its time. */
async function composeAll(entries: readonly CorpusEntry[], baseDir: string): Promise<Composed[]> {
  const source = join(baseDir, "prompt.md");
  const composed: Composed[] = [];
  for (const { name, prompt, raw, allowScripts = false } of entries) {
    const document = await composeDocument({ prompt, source, line: 1, baseDir, allowScripts });
    composed.push({ name, document: raw === undefined ? document : { ...document, html: raw } });
  }
  return composed;
}

/** The samples that come with the project. */
async function samples(root: string): Promise<Composed[]> {
  const composed: Composed[] = [];
  for await (const item of readInputs([join(root, "examples")], { cwd: root })) {
    if (item.kind !== "prompt") continue;
    const { prompt, source, line, baseDir, stem, row } = item.found;
    const document = await composeDocument({ prompt, source, line, baseDir, allowScripts: false });
    composed.push({ name: `sample ${stem} ${row ?? ""}`.trim(), document });
  }
  return composed;
}

function keep(folder: string, number: number, cold: Buffer, warm: Buffer): void {
  const kept = join(folder, "kept");
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, `${number}-cold.pdf`), cold);
  writeFileSync(join(kept, `${number}-warm.pdf`), warm);
}
