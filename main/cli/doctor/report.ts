import type { FastLaneState } from "../../../shared/health";
import type { CheckResult, Finding } from "./finding";
import type { Machine } from "./machine";

/** Versions and places, as far as they are known: `null` where Electron could not be started to ask. */
export interface Versions {
  electron: { path: string; version: string | null; chromium: string | null; source: string };
  node: string;
  v8: string | null;
  sqlite: string | null;
}

/** The object that `doctor --json` prints. */
export interface DoctorReport extends Versions {
  ok: boolean;
  display: string | null;
  sandbox: boolean;
  missingLibraries: string[];
  /** What keeps the app from working. `ok` depends on these alone. */
  problems: Finding[];
  /** What works, but worse than it could. */
  warnings: Finding[];
  /** The app's own. */
  version: string;
  /** The operating system. */
  os: string;
  queue: string;
  /** Whether documents are injected; `reason` says why they are not, and null also where nothing could be rendered. */
  fastLane: FastLaneState;
  /** Everything that was looked at, and what is there. */
  checks: { check: string; ok: boolean; found: string }[];
}

export function makeReport(
  known: Versions & Pick<DoctorReport, "version" | "queue" | "fastLane">,
  { display, sandbox, missingLibraries, system }: Omit<Machine, "results">,
  results: readonly CheckResult[],
): DoctorReport {
  const problems = results.flatMap((result) => result.problems);
  return {
    ok: problems.length === 0,
    ...known,
    display,
    sandbox,
    missingLibraries,
    problems,
    warnings: results.flatMap((result) => result.warnings),
    os: system,
    checks: results.map(({ check, found, problems: own }) => ({ check, ok: own.length === 0, found })),
  };
}

/** The report for people: a line for each check, and below what is wrong with it. */
export function describeReport(report: DoctorReport, results: readonly CheckResult[]): string {
  const { electron, node, v8, sqlite, version, os, problems, warnings } = report;
  const runtime = [
    `Electron ${electron.version ?? "?"} (${electron.source})`,
    ...(electron.chromium ? [`Chromium ${electron.chromium}`] : []),
    `Node ${node}`,
    ...(v8 ? [`V8 ${v8}`] : []),
    ...(sqlite ? [`SQLite ${sqlite}`] : []),
  ];
  const width = Math.max(...results.map(({ check }) => check.length));
  const lines = results.flatMap(({ check, found, problems: own, warnings: less }) => [
    `${own.length > 0 ? "✗" : less.length > 0 ? "!" : "✓"} ${check.padEnd(width)}  ${found}`,
    ...[...own, ...less].flatMap(describeFinding),
  ]);
  return [
    `PDFPrompt ${version} on ${os}`,
    runtime.join(", "),
    `at ${electron.path}`,
    "",
    ...lines,
    "",
    problems.length === 0
      ? `Everything works${warnings.length > 0 ? `; ${counted(warnings.length, "warning")}` : ""}.`
      : `${counted(problems.length, "problem")}, ${counted(warnings.length, "warning")}.`,
  ].join("\n");
}

function describeFinding({ code, what, why, fix }: Finding): string[] {
  return [`    ${what} (${code})`, `    ${why}`, ...fix.split("\n").map((line) => `    → ${line}`)];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
