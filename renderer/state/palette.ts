import { fuzzyScore } from "./fuzzy";

export const PALETTE_GROUPS = ["job", "add", "queue", "view", "output", "app", "look", "jobs"] as const;
export type PaletteGroup = (typeof PALETTE_GROUPS)[number];

/** One line of the command palette. */
export interface PaletteEntry {
  id: string;
  group: PaletteGroup;
  label: string;
  /** What else it may be found by. */
  words?: string;
  /** See `COMMANDS`. */
  keys: string;
  run(): unknown;
}

export interface PaletteSection {
  group: PaletteGroup;
  entries: PaletteEntry[];
}

/** The entries that fit what was typed: those that fit best first, and their groups likewise. All of them for an empty text. */
export function sectionsFor(query: string, entries: readonly PaletteEntry[]): PaletteSection[] {
  const fitting = entries
    .map((entry) => ({ entry, score: fuzzyScore(query, `${entry.label} ${entry.words ?? ""}`) }))
    .filter((fit): fit is { entry: PaletteEntry; score: number } => fit.score !== null)
    .sort((a, b) => b.score - a.score);
  const sections: PaletteSection[] = [];
  for (const { entry } of fitting) {
    const section = sections.find(({ group }) => group === entry.group);
    if (section) section.entries.push(entry);
    else sections.push({ group: entry.group, entries: [entry] });
  }
  return sections;
}
