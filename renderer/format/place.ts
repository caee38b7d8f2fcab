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

/** A path up to its last separator, with that, and what comes after it. */
export function splitPath(path: string): [folder: string, file: string] {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  return [path.slice(0, end), path.slice(end)];
}

/** Absolute path of an output, as the system that wrote its folder writes paths. @param name below the folder, with `/` */
export function outputPath(outDir: string, name: string): string {
  const separator = outDir.includes("\\") ? "\\" : "/";
  const folder = outDir.endsWith(separator) ? outDir : outDir + separator;
  return folder + name.replaceAll("/", separator);
}

/** The folder that an output is in, short enough for a column: the output folder's own name and what is below it. */
export function formatOutputFolder(outDir: string, name: string): string {
  const [below] = splitName(name);
  return [lastPart(outDir), ...below.split("/").filter(Boolean)].join("/");
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
