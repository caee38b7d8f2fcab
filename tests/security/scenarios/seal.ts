import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LanePool } from "../../../main/render";
import { PdfPromptError } from "../../../shared/errors";
import type { ComposedDocument } from "../../../shared/stages";
import { readScenario, runInElectron, warmUpFastLane } from "../../reliability/support/in-electron";
import type { SealDocument, SealScenario } from "../support/seal-scenario";

// Documents as an attacker would have them, given to real lanes past compose: what the lanes' own seal stops is seen.

const TIMEOUT_MS = 10_000;
const MARGIN_IN = 1;

const scenario = readScenario<SealScenario>();

void runInElectron(async () => {
  const waiting = scenario.documents.toReversed();
  const pool = new LanePool({ lanes: scenario.lanes, fontFolder: scenario.fontFolder });
  await warmUpFastLane(pool);
  const work = async () => {
    for (let document = waiting.pop(); document; document = waiting.pop()) {
      // Written at once: without its seal a document may take the whole app down.
      note({ key: document.key });
      note({ key: document.key, outcome: await render(pool, document) });
    }
  };
  await Promise.all(Array.from({ length: scenario.lanes }, work));
  await pool.close();
  return {};
});

function note(line: { key: string; outcome?: string }): void {
  appendFileSync(scenario.logFile, `${JSON.stringify(line)}\n`);
}

async function render(pool: LanePool, document: SealDocument): Promise<string> {
  try {
    await pool.render(toComposed(document), { timeoutMs: TIMEOUT_MS });
    return "done";
  } catch (error) {
    return error instanceof PdfPromptError ? error.code : String(error);
  } finally {
    await sleep(scenario.aftermathMs);
  }
}

function toComposed({ html, way, header }: SealDocument): ComposedDocument {
  return {
    html,
    lane: way === "fast" ? "fast" : "full",
    scripts: way === "scripts",
    layout: "load",
    fonts: [],
    assets: {},
    title: "",
    headings: [],
    dependencies: [],
    warnings: [],
    print: {
      widthIn: 8.27,
      heightIn: 11.69,
      landscape: false,
      marginsIn: { top: MARGIN_IN, right: MARGIN_IN, bottom: MARGIN_IN, left: MARGIN_IN },
      scale: 1,
      background: true,
      headerHtml: header,
      cssPageSize: true,
      tagged: false,
      outline: false,
    },
  };
}
