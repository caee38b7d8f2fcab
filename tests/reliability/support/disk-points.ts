// Names every step that a process makes on the output folder and every commit of the queue, and ends the process at one
// of them. Imported before the product, whose modules call `node:fs` and better-sqlite3 through the objects changed here.
import fs from "node:fs";
import { basename, dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { type PowerCut, trackPowerCut } from "./power-cut";
import type { ScenarioOptions } from "./scenario-options";

/** Counts how often each point was passed, and ends the process at the wanted one. */
class Points {
  readonly passed: string[] = [];
  readonly #times = new Map<string, number>();
  readonly #crash: ScenarioOptions["crash"];
  powerCut: PowerCut | undefined;

  constructor(crash: ScenarioOptions["crash"]) {
    this.#crash = crash;
  }

  /** @param half what is done by half when the process ends here */
  reach(step: string, half?: () => void): void {
    const times = (this.#times.get(step) ?? 0) + 1;
    this.#times.set(step, times);
    const name = times === 1 ? step : `${step} (${times})`;
    this.passed.push(name);
    if (name !== this.#crash?.point) return;
    half?.();
    this.powerCut?.undoUnsynced();
    process.kill(process.pid, "SIGKILL");
  }
}

/**
 * Changes `node:fs` and better-sqlite3 for this process.
 * @returns a function to be called when the work is done: the last point, and the names of all that were passed
 */
export function instrument({ outDir, crash, hasLinks = true }: ScenarioOptions): () => string[] {
  const points = new Points(crash);
  // Beneath the points: what is undone when the process ends at one of them is no step of its own.
  if (crash?.isPowerCut) points.powerCut = trackPowerCut(resolve(outDir));
  instrumentQueue(points);
  instrumentFiles(points, resolve(outDir), hasLinks);
  return () => {
    points.reach("after the last step");
    return points.passed;
  };
}

/** The batch's part of a temporary name differs from run to run; the points' names must not. */
function shown(path: string): string {
  return basename(path).replace(/^\.[0-9a-f]{8}-/, ".");
}

function instrumentFiles(points: Points, outDir: string, hasLinks: boolean): void {
  const isOurs = (path: unknown): path is string =>
    typeof path === "string" && (path === outDir || path === dirname(outDir) || dirname(path) === outDir);
  const folderName = (path: string) =>
    path === outDir ? "the folder" : path === dirname(outDir) ? "the folder above" : undefined;
  const paths = new Map<number, string>();
  const { openSync, writeFileSync, fsyncSync, closeSync, linkSync, renameSync, unlinkSync, mkdirSync } = fs;

  fs.openSync = (path, flags, mode) => {
    if (!isOurs(path)) return openSync(path, flags, mode);
    if (flags !== "r") points.reach(`before creating ${shown(path)}`);
    const descriptor = openSync(path, flags, mode);
    paths.set(descriptor, path);
    return descriptor;
  };
  fs.writeFileSync = (file, data, options) => {
    const path = typeof file === "number" ? paths.get(file) : undefined;
    if (path !== undefined) {
      points.reach(`before writing ${shown(path)}`);
      const half = (data as Uint8Array).subarray(0, (data as Uint8Array).byteLength >> 1);
      points.reach(`half-way through writing ${shown(path)}`, () => writeFileSync(file, half, options));
    }
    writeFileSync(file, data, options);
  };
  fs.fsyncSync = (descriptor) => {
    const path = paths.get(descriptor);
    if (path !== undefined) points.reach(`before syncing ${folderName(path) ?? shown(path)}`);
    fsyncSync(descriptor);
  };
  fs.closeSync = (descriptor) => {
    const path = paths.get(descriptor);
    if (path !== undefined && folderName(path) === undefined) points.reach(`before closing ${shown(path)}`);
    paths.delete(descriptor);
    closeSync(descriptor);
  };
  fs.linkSync = (from, to) => {
    if (!isOurs(to)) return linkSync(from, to);
    points.reach(`before naming ${shown(to)}`);
    if (!hasLinks) throw Object.assign(new Error("EPERM: no links here"), { code: "EPERM" });
    linkSync(from, to);
  };
  fs.renameSync = (from, to) => {
    if (isOurs(to)) points.reach(`before renaming to ${shown(to)}`);
    renameSync(from, to);
  };
  fs.unlinkSync = (path) => {
    if (isOurs(path) && fs.existsSync(path)) points.reach(`before removing ${shown(path)}`);
    unlinkSync(path);
  };
  fs.mkdirSync = ((path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
    if (isOurs(path) && !fs.existsSync(path)) points.reach("before making the folder");
    return mkdirSync(path, options);
  }) as typeof fs.mkdirSync;
}

/** What a statement is there for, by its text; undefined where it changes no job, batch or worker. */
const PURPOSES: readonly (readonly [RegExp, string])[] = [
  [/^\s*INSERT INTO batch/, "begin"],
  [/^\s*INSERT INTO job/, "queue"],
  [/is_sealed = 1/, "seal"],
  [/^\s*INSERT INTO worker/, "enter"],
  [/^\s*DELETE FROM worker/, "leave"],
  [/SET state = 'claimed'/, "claim"],
  [/SET state = 'done'/, "complete"],
  [/interrupts \+ 1/, "interrupt"],
];

function purposeOf(source: string): string | undefined {
  return PURPOSES.find(([pattern]) => pattern.test(source))?.[1];
}

/** Commits are named by what they change; a commit that changes nothing is no point. */
function instrumentQueue(points: Points): void {
  const memory = new Database(":memory:");
  const statement = Object.getPrototypeOf(memory.prepare("SELECT 1")) as Database.Statement;
  memory.close();
  let changes = new Set<string>();
  const note = (purpose: string | undefined, count: number) => {
    if (purpose !== undefined && count > 0) changes.add(purpose);
  };
  const { run, all, get } = statement;
  statement.run = function (this: Database.Statement, ...values: unknown[]) {
    const purpose = purposeOf(this.source);
    if (!this.database.inTransaction && purpose !== undefined) points.reach(`before the commit: ${purpose}`);
    const result = run.apply(this, values);
    note(purpose, result.changes);
    return result;
  };
  statement.all = function (this: Database.Statement, ...values: unknown[]) {
    const rows = all.apply(this, values);
    note(purposeOf(this.source), rows.length);
    return rows;
  };
  statement.get = function (this: Database.Statement, ...values: unknown[]) {
    const row = get.apply(this, values);
    note(purposeOf(this.source), row === undefined ? 0 : 1);
    return row;
  };
  const { transaction } = Database.prototype;
  Database.prototype.transaction = function (this: Database.Database, work: (...values: never[]) => unknown) {
    return transaction.call(this, (...values: never[]) => {
      changes = new Set();
      const result = work(...values);
      if (changes.size > 0) points.reach(`before the commit: ${[...changes].join(", ")}`);
      return result;
    });
  } as typeof transaction;
}
