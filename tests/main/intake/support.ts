import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { type IntakeOptions, readInputs } from "../../../main/intake";
import type { Problem } from "../../../shared/errors";
import type { FoundPrompt, IntakeItem } from "../../../shared/stages";
import { tempFolder } from "../../support/temp";

/** A new folder with these files in it, by relative path. It is gone after the test. */
export function folderWith(files: Record<string, string | Uint8Array> = {}): string {
  const folder = tempFolder();
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  return folder;
}

export interface Outcome {
  items: IntakeItem[];
  found: FoundPrompt[];
  problems: Problem[];
}

/** Reads inputs to the end. */
export async function read(inputs: string[], options: Partial<IntakeOptions> = {}): Promise<Outcome> {
  const items: IntakeItem[] = [];
  for await (const item of readInputs(inputs, { cwd: tmpdir(), ...options })) items.push(item);
  return {
    items,
    found: items.flatMap((item) => (item.kind === "prompt" ? [item.found] : [])),
    problems: items.flatMap((item) => (item.kind === "rejected" ? [item.problem] : [])),
  };
}

/** Reads one file of this name and contents. */
export async function readOne(
  name: string,
  contents: string | Uint8Array,
  options: Partial<IntakeOptions> = {},
): Promise<Outcome> {
  const cwd = folderWith({ [name]: contents });
  return read([name], { cwd, ...options });
}

/** The only prompt of an outcome that has nothing else. */
export function onlyPrompt({ items, found, problems }: Outcome): FoundPrompt {
  expect(problems).toEqual([]);
  expect(items).toHaveLength(1);
  const [first] = found;
  if (!first) throw new Error("no prompt");
  return first;
}

/** The only rejection of an outcome that has nothing else. */
export function onlyProblem({ items, problems }: Outcome): Problem {
  expect(items).toHaveLength(1);
  const [first] = problems;
  if (!first) throw new Error("no rejection");
  return first;
}
