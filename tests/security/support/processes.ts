import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processTree, ROOT, userEnvironment } from "../../support/cli";

/** The user "nobody" and their group on every Linux. */
const NOBODY = 65_534;
const POLL_MS = 50;
const PATIENCE_MS = 20_000;

/** What the kernel says of one process. */
export interface ProcessState {
  arguments: string[];
  /** 0: none, 2: with a filter. */
  seccomp: number;
  /** Whether it may do anything that only root may. */
  hasCapabilities: boolean;
  /** Namespaces by kind, as the kernel numbers them. */
  namespaces: { pid: string; net: string };
}

/** The command that runs another one as "nobody". Only root may. */
export function asNobody(command: string, ...args: string[]): [string, ...string[]] {
  return ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", command, ...args];
}

/** Starts `pdfprompt` without its launcher, as "nobody" or as who we are. */
export function startApp(args: readonly string[], home: string, { isNobody }: { isNobody: boolean }): ChildProcess {
  mkdirSync(home, { recursive: true });
  const electron = process.env.PDFPROMPT_TEST_ELECTRON ?? "";
  const switches = ["--ozone-platform=headless", "--log-level=3", ...(isNobody ? [] : ["--no-sandbox"])];
  const own = [...switches, ROOT, "--", ...args];
  if (isNobody) chownSync(home, NOBODY, NOBODY);
  const [file, ...rest] = isNobody ? asNobody(electron, ...own) : [electron, ...own];
  return spawn(file, rest, { cwd: home, env: userEnvironment({ home }), stdio: ["ignore", "pipe", "pipe"] });
}

/**
 * The renderers below a process, once a file is there that one of them has made: then they have put their sandboxes on.
 * None when it does not come.
 */
export async function renderersAtWork(pid: number, file: string): Promise<ProcessState[]> {
  for (const until = performance.now() + PATIENCE_MS; !existsSync(file); await sleep(POLL_MS)) {
    if (performance.now() > until) return [];
  }
  const states = (await processTree(pid)).flatMap((member) => stateOf(member) ?? []);
  return states.filter(({ arguments: args }) => args.includes("--type=renderer"));
}

/** Undefined when the process is gone. */
export function stateOf(pid: number): ProcessState | undefined {
  try {
    const status = readFileSync(join("/proc", String(pid), "status"), "utf8");
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1] ?? "";
    const namespace = (kind: string) => readlinkSync(join("/proc", String(pid), "ns", kind));
    return {
      // Chromium's children write their arguments with spaces between them.
      arguments: readFileSync(join("/proc", String(pid), "cmdline"), "utf8").split(/[\0 ]/),
      seccomp: Number(field("Seccomp")),
      hasCapabilities: !/^0+$/.test(field("CapEff")),
      namespaces: { pid: namespace("pid"), net: namespace("net") },
    };
  } catch {
    return undefined;
  }
}
