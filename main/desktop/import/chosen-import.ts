import { basename } from "node:path";
import type { BatchSettings } from "../../../shared/batch";
import type { IntakeItem } from "../../../shared/stages";

/** What is to be queued, as it was chosen. */
export interface ChosenImport {
  items: AsyncIterable<IntakeItem>;
  inputs: readonly string[];
  /** What people see as the batch's name. */
  label: string;
  outDir: string;
  settings: BatchSettings;
}

/** The name of a batch of these inputs. */
export function labelOf(inputs: readonly string[]): string {
  return inputs.map((path) => basename(path)).join(", ");
}
