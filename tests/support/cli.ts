import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** The plain Node that the launcher runs on; the tests themselves run in Electron's. */
const NODE = process.env.PDFPROMPT_TEST_NODE ?? "node";

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
  /** The last line of stdout, parsed; undefined when it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  json: any;
}

export interface CliOptions {
  /** The user's home: settings and the queue live beneath it. */
  home: string;
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Gives it a process group of its own. */
  detached?: boolean;
}

/** Environment of a user with a home of their own, without the test runner's. */
export function userEnvironment({ home, env = {} }: CliOptions): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _asNode, NODE_OPTIONS: _options, ...rest } = process.env;
  const clean = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !/^(PDFPROMPT_(?!TEST)|MAX_PDF|VITEST)/.test(name)),
  );
  return { ...clean, HOME: home, XDG_CONFIG_HOME: `${home}/.config`, ...env };
}

/** Starts `pdfprompt` as a user would. */
export function startCli(args: readonly string[], options: CliOptions): ChildProcess {
  return spawn(NODE, [`${ROOT}/scripts/pdfprompt.mjs`, ...args], {
    cwd: options.cwd ?? ROOT,
    env: userEnvironment(options),
    stdio: ["pipe", "pipe", "pipe"],
    detached: options.detached === true,
  });
}

/** Runs `pdfprompt` to its end. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const child = startCli(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin?.end(options.input ?? "");
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr, json: parseLastLine(stdout) };
}

function parseLastLine(text: string): unknown {
  try {
    return JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");
  } catch {
    return undefined;
  }
}

/** All processes below `pid`, and `pid` itself. Linux. */
export async function processTree(pid: number): Promise<number[]> {
  const list = await new Promise<string>((resolve) => {
    const ps = spawn("ps", ["-e", "-o", "pid=,ppid="]);
    let text = "";
    ps.stdout.on("data", (chunk) => {
      text += chunk;
    });
    ps.on("close", () => resolve(text));
  });
  const parents = list
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const tree = [pid];
  for (const member of tree) tree.push(...parents.filter(([, parent]) => parent === member).map(([child]) => child));
  return tree;
}
