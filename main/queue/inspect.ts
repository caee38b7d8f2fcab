import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { checkDatabase, type DatabaseCheck } from "./check-database";
import { MIGRATIONS } from "./migrations";
import { isAlive } from "./process-identity";
import type { Row } from "./rows";

/** How long another process may hold the write lock before that is told: a transaction takes milliseconds. */
const PATIENCE_MS = 2000;

const STATES = {
  missing: "none",
  healthy: "well",
  broken: "damaged",
  newer: "newer",
  busy: "locked",
  unreadable: "unreadable",
} as const satisfies Record<DatabaseCheck["state"], string>;

/** How a queue's file is, without changing anything in it. */
export interface QueueHealth {
  /** As {@link checkDatabase} finds it, which judges a backup, too; `locked` also where it can be read and not written. */
  state: (typeof STATES)[DatabaseCheck["state"]];
  /** What is wrong, in whole sentences; empty where it is well. */
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

/**
 * Looks at a queue that nobody in this process has open: closing it would drop that one's locks. Takes seconds for a million
 * jobs.
 */
export function inspectQueue(file: string): QueueHealth {
  const { state, problems, schema, bytes } = checkDatabase(file);
  const health: QueueHealth = {
    state: STATES[state],
    detail: problems.join(" "),
    bytes: bytes ?? 0,
    logBytes: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    schema,
    knownSchema: MIGRATIONS.length,
    deadWorkers: 0,
    heldByDead: 0,
    isPaused: false,
    newestMs: null,
  };
  if (health.state !== "well") return health;
  try {
    // Of an older one nothing is asked: it is upgraded when it is opened.
    if (schema === MIGRATIONS.length) readThrough(file, health);
    tryLock(file);
  } catch (error) {
    const { code = "", message } = error as Error & { code?: string };
    health.state = /^SQLITE_(BUSY|LOCKED)/.test(code) ? "locked" : "unreadable";
    health.detail = `${message} (${code || "no code"}).`;
  }
  return health;
}

function readThrough(file: string, health: QueueHealth): void {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: PATIENCE_MS });
  try {
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
