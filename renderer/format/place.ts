import type { Location } from "../../shared/errors";
import { t } from "../i18n";

/** Last part of a path with either separator: the window does not know which system wrote it. */
export function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean);
  return parts.at(-1) ?? path;
}

/** The folder of an output name with its final `/`, and the file: `["letters/", "anna.pdf"]`. */
export function splitName(name: string): [folder: string, file: string] {
  const end = name.lastIndexOf("/") + 1;
  return [name.slice(0, end), name.slice(end)];
}

/** Where a job came from, short enough for a column: `people.csv:12`, `letter.md`, `standard input`. */
export function formatSource(source: string, line: number): string {
  // Nearly every file is one prompt that begins on line 1: saying so in every row would only be noise.
  return line > 1 ? `${formatSourceName(source)}:${line}` : formatSourceName(source);
}

/** Where in its file something is, to go after the file's name: `:12:3`. Empty for the file as a whole. */
export function formatSpot({ line, column }: Location): string {
  if (!line) return "";
  return column ? `:${line}:${column}` : `:${line}`;
}

/** A problem's place without its folders: `people.csv:12:3`. Empty when nothing is known. */
export function formatShortLocation(location: Location): string {
  if (!location.source) return "";
  return `${formatSourceName(location.source)}${formatSpot(location)}`;
}

/** Name of an input without its folders. */
export function formatSourceName(source: string): string {
  return source === "-" ? t("jobs.noFile") : lastPart(source);
}
