import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { VERSION } from "../../../shared/version";
import { EXIT } from "../command-context";
import { type CheckResult, looked } from "./finding";
import { inspectMachine } from "./machine";
import { describeReport, makeReport } from "./report";

/** What the launcher knows of an Electron that did not start. */
export interface Failure {
  /** Whether the set-up failed, or what it set up. */
  code: "setup-failed" | "electron-cannot-start";
  /** Empty where there is none. */
  executable: string;
  version: string | null;
  source: string;
  /** How it ended, in a sentence. */
  what: string;
  /** What it wrote to stderr. */
  output: string;
}

const SHOWN_LINES = 8;
const MEND_OTHERS = "Mend the other problems first: one of them is the likely cause.";
const SET_UP = "Mend what is said above, then run: npm run setup";

/**
 * `doctor` where Electron does not start: the launcher's part, in plain Node. The machine is looked at all the same.
 * @returns what belongs on stdout, and the exit code
 */
export async function doctorWithoutElectron(
  args: readonly string[],
  mainFolder: string,
  failure: Failure,
): Promise<{ text: string; code: number }> {
  const queueFile = resolve(optionOf(args, "--queue") ?? join(settingsFolder(), "queue.db"));
  const machine = await inspectMachine({
    executable: failure.executable,
    isRunning: false,
    isRoot: process.getuid?.() === 0,
    environment: process.env,
    home: homedir(),
    mainFolder,
    queueFile,
    outDir: resolve(optionOf(args, "--out") ?? "out"),
    tempDir: tmpdir(),
  });
  const results = [notStarted(failure, machine.results), ...machine.results];
  const { executable, version, source } = failure;
  const report = makeReport(
    {
      electron: { path: executable, version, chromium: null, source },
      node: process.versions.node,
      v8: null,
      sqlite: null,
      version: VERSION,
      queue: queueFile,
      fastLane: { on: false, reason: null },
    },
    machine,
    results,
  );
  const text = args.includes("--json") ? JSON.stringify(report) : describeReport(report, results);
  return { text, code: EXIT.someFailed };
}

function notStarted({ code, executable, what, output }: Failure, others: readonly CheckResult[]): CheckResult {
  const said = output.trim().split("\n").slice(-SHOWN_LINES).join("\n");
  const isExplained = others.some(({ problems }) => problems.length > 0);
  return {
    ...looked("electron", "does not start"),
    problems: [
      {
        code,
        what,
        why: `Nothing can be rendered and no window opens.${said === "" ? "" : ` It said: ${said}`}`,
        fix: isExplained
          ? MEND_OTHERS
          : code === "setup-failed"
            ? SET_UP
            : `Start it by hand, to see all that it says: ${executable} --version`,
      },
    ],
  };
}

/** The value of an option, in either way of writing it. */
function optionOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  if (at !== -1) return args[at + 1];
  return args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1);
}

/** Where Electron keeps the settings of the app's user. */
function settingsFolder(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "PDFPrompt");
  if (process.platform === "win32") return join(APPDATA ?? homedir(), "PDFPrompt");
  return join(XDG_CONFIG_HOME || join(homedir(), ".config"), "PDFPrompt");
}
