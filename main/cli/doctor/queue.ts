import { accessSync, constants, existsSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import type { QueueHealth } from "../../queue";
import { count } from "../progress";
import { type CheckResult, looked, shell, size, thisUser } from "./finding";

/** The log is copied home at 32 MB; much more means that somebody reads without end. */
const LARGE_LOG_BYTES = 256e6;

/** Files that belong to a queue. */
const filesOf = (file: string) => [file, `${file}-wal`, `${file}-shm`].filter((each) => existsSync(each));

/** May this user write the queue's files? Those that `sudo` made once are root's. */
export function checkOwnership(file: string): CheckResult {
  const result = looked("queue's files", filesOf(file).length === 0 ? "none yet" : "may be written");
  const others = filesOf(file).filter((each) => !mayWrite(each));
  if (others.length > 0) {
    result.found = "may not be written";
    const owners = [...new Set(others.map((each) => statSync(each).uid))];
    result.problems.push({
      code: "queue-not-yours",
      what: `This user may not write ${others.join(", ")} (of user ${owners.join(", ")}).`,
      why: "No command can open the queue. This happens when the app ran as root once.",
      fix: `Run: ${shell("sudo", "chown", thisUser(), ...others)}`,
    });
  }
  return result;
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with the database itself. */
export function checkQueue(file: string, health: QueueHealth): CheckResult {
  const result = looked("database", describe(health));
  const { state, detail, schema, knownSchema, logBytes } = health;
  const what = { damaged: "is damaged", locked: "is locked", unreadable: "cannot be read" };
  switch (state) {
    case "damaged":
      result.problems.push({
        code: "queue-damaged",
        what: `The queue ${file} is damaged: ${detail}`,
        why: "Jobs in it may be lost, and what is written now may be, too. PDFs that are made are not touched by it.",
        fix: `End all pdfprompt processes, then run: ${shell("pdfprompt", "doctor", "--repair", "--queue", file)}`,
      });
      break;
    case "newer":
      result.problems.push({
        code: "queue-newer",
        what: `The queue ${file} was written by a newer PDFPrompt (schema ${schema}; this one knows ${knownSchema}).`,
        why: "This version does not understand it, and opens it not at all rather than damage it.",
        fix: "Update PDFPrompt, or use another queue: --queue FILE",
      });
      break;
    case "locked": {
      const holders = processesWith(file);
      result.problems.push({
        code: "queue-locked",
        what: `The queue ${file} ${what.locked}: another program holds it and does not let go.`,
        why: "Nothing can be queued, claimed or completed meanwhile.",
        fix:
          holders.length > 0
            ? `These processes have it open: ${holders.join(", ")}. See what they are: ps -fp ${holders.join(",")}; then end the one that is stuck, such as a database browser.`
            : `Find who has it open: ${shell("sudo", "fuser", "-v", file)}`,
      });
      break;
    }
    case "unreadable":
      result.problems.push({
        code: "queue-unreadable",
        what: `The queue ${file} cannot be read: ${detail}`,
        why: "No command can open it.",
        fix: `See its permissions: ${shell("ls", "-l", file)}; or use another queue: --queue FILE`,
      });
      break;
    case "none":
    case "well":
  }
  if (health.isPaused) {
    result.warnings.push({
      code: "queue-paused",
      what: "The queue is paused.",
      why: "Nothing is started, by any worker or window, until it is resumed.",
      fix: "See why: pdfprompt status; go on: pdfprompt resume",
    });
  }
  if (logBytes > LARGE_LOG_BYTES) {
    result.warnings.push({
      code: "log-large",
      what: `The log beside the queue, ${file}-wal, has ${size(logBytes)}.`,
      why: "Another program reads the queue and never ends, so that the log cannot be copied home. Everything slows down.",
      fix: `End what has it open (${processesWith(file).join(", ") || shell("sudo", "fuser", "-v", file)}), then run: pdfprompt status`,
    });
  }
  return result;
}

function describe({ state, bytes, logBytes, schema, knownSchema, deadWorkers, heldByDead }: QueueHealth): string {
  if (state === "none") return "none yet";
  const parts = [state === "well" ? "whole" : state, `${size(bytes)}, log ${size(logBytes)}`];
  if (schema !== null && schema < knownSchema) parts.push("of an older version: it is upgraded when it is opened");
  if (deadWorkers > 0) {
    parts.push(`${count(heldByDead)} jobs of ${count(deadWorkers)} ended workers, which the next start puts back`);
  }
  return parts.join(", ");
}

/** Processes that have a file open, besides this one, as far as this user may see. Linux. */
export function processesWith(file: string): number[] {
  if (!existsSync("/proc/self/fd") || !existsSync(file)) return [];
  const real = realpathSync(file);
  const isOpenIn = (pid: string): boolean => {
    try {
      const folder = `/proc/${pid}/fd`;
      return readdirSync(folder).some((name) => readlinkOf(`${folder}/${name}`) === real);
    } catch {
      return false;
    }
  };
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter(isOpenIn).map(Number);
}

function readlinkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
