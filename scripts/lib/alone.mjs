import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT, say } from "./common.mjs";

const LOCK = join(ROOT, ".setup-lock");
const LOOK_AGAIN_MS = 200;

/** Between making the file and writing into it passes less. */
const BEGINNING_MS = 5000;

/** The process that is setting up, or what is known of it; undefined where it has ended without a word. */
function holder() {
  try {
    const pid = Number(readFileSync(LOCK, "utf8"));
    if (pid === 0) return Date.now() - statSync(LOCK).mtimeMs < BEGINNING_MS ? "that begins" : undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // Of another user: it is there.
    return error.code === "EPERM" ? "of another user" : undefined;
  }
}

/**
 * Does work while no other process of this folder does: two commands in a fresh clone would both install and build, each
 * in the way of the other.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  for (let isToldOf; ; await sleep(LOOK_AGAIN_MS)) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const other = holder();
    if (other === undefined) rmSync(LOCK, { force: true });
    else if (other !== isToldOf) say(`another command sets up (process ${other}, .setup-lock): waiting …`);
    isToldOf = other;
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}
