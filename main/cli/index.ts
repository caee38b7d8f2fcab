import { Socket } from "node:net";
import { join } from "node:path";
import { CommanderError } from "commander";
import { app } from "electron";
import { PdfPromptError } from "../../shared/errors";
import { readLogEnvironment } from "../../shared/log";
import { EnvironmentError, readEnvironment } from "../../shared/settings";
import { type CommandContext, EXIT, note, UsageError } from "./command-context";
import { buildProgram } from "./program";
import { openSessionFolder, removeSessionFolder } from "./session-folder";

/** How long an interrupted command may take to put things away. */
const GRACE_MS = 10_000;
/** Quits that come closer together are one. */
const SAME_SIGNAL_MS = 1000;

/** Runs one command and ends the process with its exit code. Needs no display. */
export function runCommandLine(args: readonly string[], { mainFolder }: { mainFolder: string }): void {
  app.disableHardwareAcceleration();
  const interrupted = interruptSignal();
  void main(args, mainFolder, interrupted).then(
    (code) => app.exit(code),
    (error: unknown) => app.exit(explain(error)),
  );
}

async function main(args: readonly string[], mainFolder: string, interrupted: AbortSignal): Promise<number> {
  let sessionFolder = "";
  let code: number = EXIT.allDone;
  const setCode = (value: number) => {
    code = value;
  };
  try {
    sessionFolder = openSessionFolder();
    app.setPath("sessionData", sessionFolder);
    const context: CommandContext = {
      mainFolder,
      cwd: process.cwd(),
      // `doctor` tells of every bad value there, and runs all the same.
      environment: readEnvironment(args[0] === "doctor" ? {} : process.env),
      log: readLogEnvironment(args[0] === "doctor" ? {} : process.env),
      defaultQueueFile: join(app.getPath("userData"), "queue.db"),
      interrupted,
    };
    await app.whenReady();
    await buildProgram(context, setCode).parseAsync(args, { from: "user" });
  } catch (error) {
    code = explain(error);
  } finally {
    if (sessionFolder) removeSessionFolder(sessionFolder);
  }
  return interrupted.aborted ? EXIT.interrupted : code;
}

function explain(error: unknown): number {
  // Commander has printed its message already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.allDone : EXIT.badCall;
  if (error instanceof UsageError || error instanceof EnvironmentError) note(`error: ${error.message}`);
  else if (error instanceof PdfPromptError) note(`error: ${error.message} (${error.code})`);
  else if (isOfDatabase(error)) {
    note(`error: The queue's database refuses: ${error.message} (${error.code}). Find out why: pdfprompt doctor`);
  } else note(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  return EXIT.badCall;
}

/** A lock that is not let go, a file of somebody else's, damage: nothing that a stack would explain. */
function isOfDatabase(error: unknown): error is Error & { code: string } {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith("SQLITE_");
}

/** Ctrl-C, a request to end, or the end of the launcher: stop, put back what runs, and go. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (reason: string) => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    // What cannot come to an end is ended: what was claimed is put back at the next start.
    setTimeout(() => app.exit(EXIT.interrupted), GRACE_MS).unref();
  };
  // Electron turns SIGINT, SIGTERM and SIGHUP into a quit of its own: it is held back until everything is put away.
  let firstAt = Number.POSITIVE_INFINITY;
  app.on("before-quit", (event) => {
    event.preventDefault();
    // Asked again by somebody impatient, and not by a launcher and a terminal that both passed one signal on: go at once.
    if (performance.now() - firstAt > SAME_SIGNAL_MS) app.exit(EXIT.interrupted);
    firstAt = Math.min(firstAt, performance.now());
    stop("quit");
  });
  const descriptor = Number(process.env.PDFPROMPT_PARENT_FD);
  if (Number.isInteger(descriptor) && descriptor > 2) {
    // A socket, not a file stream: a read that waits in the thread pool would hold up the end of the process.
    const parent = new Socket({ fd: descriptor, readable: true, writable: false });
    parent.on("close", () => stop("launcher gone"));
    parent.on("error", () => undefined);
    parent.resume();
  }
  return controller.signal;
}
