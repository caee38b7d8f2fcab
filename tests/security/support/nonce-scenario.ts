import type { MarkedDocument } from "./nonce-documents";

/** What the scenario `nonce` is to do. */
export interface NonceScenario {
  folder: string;
  mainFolder: string;
  documents: number;
  lanes: number;
  seed: number;
}

export interface NonceReport {
  /** Each document that was printed, and its PDF. */
  marked: (MarkedDocument & { file: string })[];
  /** How many were injected, navigated to without scripts, and with scripts. */
  fast: number;
  full: number;
  scripted: number;
  failures: string[];
}
