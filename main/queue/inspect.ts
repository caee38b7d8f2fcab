import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { MIGRATIONS } from "./migrations";
import { isAlive } from "./process-identity";
import type { Row } from "./rows";

/** How long another process may hold the write lock before that is told: a transaction takes milliseconds. */
const PATIENCE_MS = 2000;
/** So many faults are read; one is enough to know. */
const MOST_FAULTS = 20;

/** How a queue's file is, without changing anything in it. */
export interface QueueHealth {
  state: "none" | "well" | "damaged" | "newer" | "locked" | "unreadable";
  /** What SQLite says, where it is not well. */
  detail: string;
  bytes: number;
  /** Of the write-ahead log beside it. */
  logBytes: number;
  /** Version of its schema, and the newest that this program knows. */
  schema: number | null;
  knownSchema: number;
  /** Workers whose processes are gone, and the jobs they still hold: the next start puts them back. */
  deadWorkers: number;
  heldByDead: number;
  isPaused: boolean;
  /** When its newest batch was begun, in milliseconds since 1970. */
  newestMs: number | null;
}

/** Looks at a queue that nobody in this process has open: closing it would drop that one's locks. */
export function inspectQueue(file: string): QueueHealth {
  const health: QueueHealth = {
    state: "none",
    detail: "",
    bytes: sizeOf(file),
    logBytes: sizeOf(`${file}-wal`),
    schema: null,
    knownSchema: MIGRATIONS.length,
    deadWorkers: 0,
    heldByDead: 0,
    isPaused: false,
    newestMs: null,
  };
  if (!existsSync(file)) return health;
  try {
    readThrough(file, health);
    if (health.state === "well") tryLock(file);
  } catch (error) {
    const { code = "", message } = error as Error & { code?: string };
    health.state = stateOf(code);
    health.detail = `${message} (${code || "no code"})`;
  }
  return health;
}

function readThrough(file: string, health: QueueHealth): void {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: PATIENCE_MS });
  try {
    health.schema = Number(db.pragma("user_version", { simple: true }));
    const faults = (db.pragma(`quick_check(${MOST_FAULTS})`) as { quick_check: string }[]).map(
      (row) => row.quick_check,
    );
    if (faults[0] !== "ok") {
      health.state = "damaged";
      health.detail = faults.join("; ");
      return;
    }
    health.state = health.schema > MIGRATIONS.length ? "newer" : "well";
    // Of an older one nothing is asked: it is upgraded when it is opened.
    if (health.schema !== MIGRATIONS.length) return;
    const workers = db.prepare("SELECT id, pid, process_start FROM worker").all() as Row[];
    const dead = workers.filter(
      ({ pid, process_start }) => !isAlive({ pid: Number(pid), start: String(process_start) }),
    );
    const held = db
      .prepare("SELECT count(*) FROM job INDEXED BY job_claimed WHERE state = 'claimed' AND worker_id = ?")
      .pluck();
    health.deadWorkers = dead.length;
    health.heldByDead = dead.reduce((sum, { id }) => sum + Number(held.get(id)), 0);
    health.isPaused = db.prepare("SELECT 1 FROM setting WHERE name = 'paused'").get() !== undefined;
    health.newestMs = db.prepare("SELECT max(created_at_ms) FROM batch").pluck().get() as number | null;
  } finally {
    db.close();
  }
}

/** @throws SqliteError `SQLITE_BUSY` where another process does not let go of the write lock */
function tryLock(file: string): void {
  const db = new Database(file, { fileMustExist: true, timeout: PATIENCE_MS });
  try {
    db.exec("BEGIN IMMEDIATE; ROLLBACK");
  } finally {
    db.close();
  }
}

function stateOf(code: string): QueueHealth["state"] {
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) return "locked";
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return "damaged";
  return "unreadable";
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
