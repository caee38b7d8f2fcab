import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pLimit from "p-limit";
import { composeDocument } from "../../../main/compose/compose-document";
import { LanePool } from "../../../main/render";
import { readScenario, runInElectron, warmUpFastLane } from "../../reliability/support/in-electron";
import { randomFrom } from "../../reliability/support/random";
import { writeMarkedDocument } from "../support/nonce-documents";
import type { NonceReport, NonceScenario } from "../support/nonce-scenario";

// Documents that can be told apart, of all kinds, through a few lanes at the same time.

const TIMEOUT_MS = 60_000;

const scenario = readScenario<NonceScenario>();

void runInElectron(async () => {
  const random = randomFrom(scenario.seed);
  const folder = join(scenario.folder, "prompts");
  const out = join(scenario.folder, "out");
  for (const path of [folder, out]) mkdirSync(path);
  const lanes = new LanePool({ lanes: scenario.lanes, fontFolder: join(scenario.mainFolder, "fonts") });
  await warmUpFastLane(lanes);
  const compose = pLimit(1);
  const render = pLimit(scenario.lanes);
  const report: NonceReport = { marked: [], fast: 0, full: 0, scripted: 0, failures: [] };
  const numbers = Array.from({ length: scenario.documents }, (_, at) => ({ at, key: random() }));
  numbers.sort((a, b) => a.key - b.key);
  await Promise.all(
    numbers.map(async ({ at }) => {
      const marked = writeMarkedDocument(folder, at, random);
      const { prompt, baseDir, allowScripts } = marked;
      try {
        const source = join(baseDir, "prompt.html");
        const document = await compose(() => composeDocument({ prompt, source, line: 1, baseDir, allowScripts }));
        const { pdf } = await render(() => lanes.render(document, { timeoutMs: TIMEOUT_MS }));
        report[document.scripts ? "scripted" : document.lane] += 1;
        const file = join(out, `${at}.pdf`);
        writeFileSync(file, pdf);
        report.marked.push({ file, ...marked });
      } catch (error) {
        report.failures.push(`${at}: ${error}`);
      }
    }),
  );
  await lanes.close();
  return report;
});
