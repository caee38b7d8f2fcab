import { spawn } from "node:child_process";
import { userEnvironment } from "../../support/cli";

export interface ElectronRun {
  /** Home of the user it runs for. */
  home: string;
  /** It is killed, with all its processes, after so long. */
  limitMs: number;
  /** Command that starts it in surroundings of its own, and the command's arguments. */
  within?: readonly string[];
}

/**
 * Runs a bundled scenario in Electron, tells it what to do as JSON after `--`, and reads its report: its last line.
 * @returns undefined where it did not come to its end by itself
 * @throws when it ended in any way but well
 */
export async function runElectronScenario<Report>(
  bundle: string,
  scenario: object,
  { home, limitMs, within = [] }: ElectronRun,
): Promise<Report | undefined> {
  const isRoot = process.getuid?.() === 0;
  const switches = ["--ozone-platform=headless", "--log-level=3", ...(isRoot ? ["--no-sandbox"] : [])];
  const electron = process.env.PDFPROMPT_TEST_ELECTRON ?? "";
  const [command = electron, ...args] = [...within, electron, ...switches, bundle, "--", JSON.stringify(scenario)];
  const child = spawn(command, args, {
    env: userEnvironment({ home }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    // The renderers are in its process group.
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  }, limitMs);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (isLate) return undefined;
  if (code !== 0) throw new Error(`the scenario ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Report;
}
