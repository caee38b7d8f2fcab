import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { bundleScenario } from "../../reliability/support/bundle";
import type { Guard } from "../../reliability/support/mutate";
import { runElectronScenario } from "../../reliability/support/run-electron";
import { ROOT } from "../../support/cli";
import { tempFolder } from "../../support/temp";

/** What the scenario `equality` is to do. */
export interface EqualityScenario {
  /** An empty folder: assets are written there, and the PDFs of each pair that differs. */
  folder: string;
  /** Where the built app lies: its fonts are used. */
  mainFolder: string;
  /** The project's folder. */
  root: string;
  /** How many documents are taken, by chance. */
  sample: number;
  /** How many predecessors each document is printed behind; all of them where this is larger than their number. */
  perDocument: number;
  /** Parts of names: only predecessors and documents that have one of them. Empty for all. */
  predecessors: readonly string[];
  documents: readonly string[];
  /** Whether predecessors are taken that went past compose. */
  raw: boolean;
  seed: number;
}

/** A document whose PDF was another one than that of a window of its own. */
export interface Difference {
  document: string;
  predecessor: string;
  /** Lane the document was printed in. */
  lane: string;
  /** Whether it is so behind this predecessor alone, in a new window. */
  alone: boolean;
}

export interface EqualityReport {
  documents: number;
  fast: number;
  predecessors: number;
  pairs: number;
  differences: Difference[];
  /** Documents whose PDF is not the same in two windows of their own. */
  unstable: string[];
  /** Prints that failed, with their message. */
  failures: string[];
}

/**
 * Runs a scenario of `tests/security/scenarios` in Electron and reads what it reports.
 * @param options what it gets; `folder`, `mainFolder` and `root` are added
 * @param without protections that are taken out of the product
 * @throws when it does not end well within `limitMs`; it is killed then
 */
export async function runScenario<Report>(
  name: string,
  options: object,
  { without = [], limitMs, folder = tempFolder() }: { without?: readonly Guard[]; limitMs: number; folder?: string },
): Promise<Report> {
  const app = await bundleScenario(name, without, true, "security");
  const scenario = { folder, mainFolder: join(ROOT, "dist", "main"), root: ROOT, ...options };
  mkdirSync(folder, { recursive: true });
  const report = await runElectronScenario<Report>(app, scenario, { home: folder, limitMs });
  if (report === undefined) throw new Error(`the scenario ${name} did not end within ${limitMs} ms`);
  return report;
}
