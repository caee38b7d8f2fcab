/** Folders whose files are rendered as they arrive: what the window asks about them, and what it is told. */
import { z } from "zod";
import type { Problem } from "./errors";
import { presetNameSchema } from "./import";

export const watchRequestSchemas = {
  /** Let the user pick a folder, and watch it from now on, at every start, too; with a preset or without. */
  addWatchedFolder: z.strictObject({ preset: presetNameSchema.nullable() }),
  /** Have what is taken from it from now on rendered with another preset, or without. */
  chooseWatchedPreset: z.strictObject({ id: z.number().int(), preset: presetNameSchema.nullable() }),
  /** Watch it no more. Its files stay where they are. */
  removeWatchedFolder: z.strictObject({ id: z.number().int() }),
} as const;

/** A folder that is watched, as the window shows it. */
export interface WatchedFolder {
  id: number;
  /** Absolute. */
  path: string;
  /** Last part of {@link path}. */
  name: string;
  /** Name of the preset that was chosen for it, which may have been deleted since; null for none. */
  preset: string | null;
  /** Whether its files are taken; if not, whether its own settings are wrong, or it cannot be watched for another reason. */
  state: "watching" | "unwatchable" | "preset-wrong";
  /** What keeps its files waiting; null while it is watched. It is tried again by itself. */
  problem: Problem | null;
}

/** A file that was put away because some or all of it did not become a PDF. */
export interface FailedFile {
  /** Of the watched folder. */
  folderId: number;
  folderName: string;
  /** Below the folder, with `/`: where it lay and where it is now. */
  path: string;
  target: string;
  /** The first of what is wrong. */
  problem: Problem;
}
