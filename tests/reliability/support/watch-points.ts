// Names every step that a watching process makes below a folder and every commit of its queue, and ends the process at one
// of them. Imported before the product, whose modules call `node:fs` and better-sqlite3 through the objects changed here.
import fs from "node:fs";
import { relative } from "node:path";
import Database from "better-sqlite3";

/** Batches have other ids in every run; the points' names must not. */
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\.)[0-9a-f]{8}(?=[-.])/g;
/** Tables that tell of the work while it goes on: when they are written depends on the time. */
const BESIDE = /^(worker|setting|turn_clock|batch_turn|\w+_by_\w+|tally)$/;

/** @returns a function to be called when the work is done: the names of all points that were passed */
export function instrumentWatch(folder: string, crashAt: string | undefined): () => string[] {
  const passed: string[] = [];
  const times = new Map<string, number>();
  const reach = (step: string, half?: () => void) => {
    const count = (times.get(step) ?? 0) + 1;
    times.set(step, count);
    const name = count === 1 ? step : `${step} (${count})`;
    passed.push(name);
    if (name !== crashAt) return;
    half?.();
    process.kill(process.pid, "SIGKILL");
  };
  instrumentFiles(folder, reach);
  instrumentCommits(reach);
  return () => {
    reach("after the last step");
    return passed;
  };
}

type Reach = (step: string, half?: () => void) => void;

function instrumentFiles(folder: string, reach: Reach): void {
  const isOurs = (path: unknown): path is string => typeof path === "string" && path.startsWith(`${folder}/`);
  const shown = (path: string) => relative(folder, path).replace(ID, "…");
  const { openSync, writeFileSync, linkSync, renameSync, unlinkSync, mkdirSync, rmSync } = fs;
  const opened = new Map<number, string>();
  fs.openSync = (path, flags, mode) => {
    if (isOurs(path) && flags !== "r") reach(`before creating ${shown(path)}`);
    const descriptor = openSync(path, flags, mode);
    if (isOurs(path)) opened.set(descriptor, path);
    return descriptor;
  };
  fs.writeFileSync = (file, data, options) => {
    const path = typeof file === "number" ? opened.get(file) : undefined;
    if (path !== undefined) {
      const bytes = Buffer.from(
        typeof data === "string" ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      );
      const half = bytes.subarray(0, bytes.length >> 1);
      reach(`half-way through writing ${shown(path)}`, () => writeFileSync(file, half, options));
    }
    writeFileSync(file, data, options);
  };
  fs.linkSync = (from, to) => {
    if (isOurs(to)) reach(`before naming ${shown(to)}`);
    linkSync(from, to);
  };
  fs.renameSync = (from, to) => {
    if (isOurs(to)) reach(`before renaming to ${shown(to)}`);
    renameSync(from, to);
    if (isOurs(to)) reach(`after renaming to ${shown(to)}`);
  };
  fs.unlinkSync = (path) => {
    if (isOurs(path)) reach(`before removing ${shown(path)}`);
    unlinkSync(path);
  };
  fs.rmSync = (path, options) => {
    if (isOurs(path)) reach(`before removing ${shown(path)}`);
    rmSync(path, options);
  };
  fs.mkdirSync = ((path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
    if (isOurs(path) && !fs.existsSync(path)) reach(`before making ${shown(path)}`);
    return mkdirSync(path, options);
  }) as typeof fs.mkdirSync;
}

/** Commits are named by the tables that they change. */
function instrumentCommits(reach: Reach): void {
  const memory = new Database(":memory:");
  const statement = Object.getPrototypeOf(memory.prepare("SELECT 1")) as Database.Statement;
  memory.close();
  let changes = new Set<string>();
  const note = (source: string, count: number) => {
    const [, verb, table] = /^\s*(INSERT|UPDATE|DELETE)\s+(?:OR \w+ )?(?:INTO |FROM )?(\w+)/.exec(source) ?? [];
    if (verb === undefined || table === undefined || count === 0 || BESIDE.test(table)) return;
    const state = /SET (?:\w+ = NULL, )*state = '(\w+)'/.exec(source)?.[1];
    changes.add([verb.toLowerCase(), table, state].filter(Boolean).join(" "));
  };
  const { run, all, get } = statement;
  statement.run = function (this: Database.Statement, ...values: unknown[]) {
    const result = run.apply(this, values);
    note(this.source, result.changes);
    return result;
  };
  statement.all = function (this: Database.Statement, ...values: unknown[]) {
    const rows = all.apply(this, values);
    note(this.source, rows.length);
    return rows;
  };
  statement.get = function (this: Database.Statement, ...values: unknown[]) {
    const row = get.apply(this, values);
    note(this.source, row === undefined ? 0 : 1);
    return row;
  };
  const { transaction } = Database.prototype;
  Database.prototype.transaction = function (this: Database.Database, work: (...values: never[]) => unknown) {
    return transaction.call(this, (...values: never[]) => {
      changes = new Set();
      const result = work(...values);
      if (changes.size > 0) reach(`before the commit: ${[...changes].join(", ")}`);
      return result;
    });
  } as typeof transaction;
}
