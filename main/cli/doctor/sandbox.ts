import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type CheckResult, looked, shell } from "./finding";

const SETUID = 0o4000;
/** What a kernel says of namespaces for ordinary users, and the value that forbids them. */
const SWITCHES = [
  ["kernel.apparmor_restrict_unprivileged_userns", "1", "0"],
  ["kernel.unprivileged_userns_clone", "0", "1"],
  ["user.max_user_namespaces", "0", "15000"],
] as const;

export interface SandboxInputs {
  /** Absolute path of Electron. */
  executable: string;
  isRoot: boolean;
  /** Whether the sandbox is known to work: Electron runs, with it. */
  isRunning: boolean;
}

/** Can Chromium put its sandbox around the renderers? Linux only. */
export async function checkSandbox({
  executable,
  isRoot,
  isRunning,
}: SandboxInputs): Promise<CheckResult & { isOn: boolean }> {
  if (isRoot) {
    const result = looked("sandbox", "off, because this runs as root");
    result.warnings.push({
      code: "sandbox-off",
      what: "Chromium's sandbox is off, because this runs as root.",
      why: "PDFs are the same, but a document that broke out of its renderer would have the rights of root.",
      fix: "Run pdfprompt as another user.",
    });
    return { ...result, isOn: false };
  }
  if (isRunning) return { ...looked("sandbox", "on"), isOn: true };
  const helper = join(dirname(executable), "chrome-sandbox");
  if (isRootHelper(helper) && !isHeldDown()) return { ...looked("sandbox", "by its helper"), isOn: true };
  if (await canMakeNamespaces()) return { ...looked("sandbox", "by user namespaces"), isOn: true };
  const result = looked("sandbox", "cannot be put on");
  const culprit = SWITCHES.find(([name, forbids]) => readSwitch(name) === forbids);
  const helperFix = `${shell("sudo", "chown", "root:root", helper)} && ${shell("sudo", "chmod", "4755", helper)}`;
  result.problems.push({
    code: "sandbox-unavailable",
    what:
      "Chromium's sandbox cannot be put on: this user may make no namespaces" +
      `${culprit ? ` (${culprit[0]} is ${culprit[1]})` : ""}, and its helper does not run as root: ${helper} must be root's, with mode 4755.`,
    why: "Electron ends at once rather than run without its sandbox.",
    fix: [
      `Run: ${helperFix}`,
      culprit
        ? `or, for all programs: sudo sysctl -w ${culprit[0]}=${culprit[2]}`
        : "In a container, allow user namespaces (docker run --security-opt seccomp=unconfined, or a profile that allows them).",
    ].join("\n"),
  });
  return { ...result, isOn: false };
}

/** Whether the helper beside Electron runs as root whoever starts it. */
function isRootHelper(helper: string): boolean {
  const found = statSync(helper, { throwIfNoEntry: false });
  return found?.uid === 0 && (found.mode & SETUID) !== 0;
}

/** Whether the kernel lets no program of this process become root, as in containers that forbid it. */
function isHeldDown(): boolean {
  try {
    return /^NoNewPrivs:\s+1$/m.test(readFileSync("/proc/self/status", "utf8"));
  } catch {
    return false;
  }
}

/** Tries what Chromium needs. Where the program for that is missing, the kernel's switches decide. */
async function canMakeNamespaces(): Promise<boolean> {
  const args = ["--user", "--map-root-user", "--pid", "--net", "--fork", "true"];
  return promisify(execFile)("unshare", args).then(
    () => true,
    (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" && !SWITCHES.some(([name, forbids]) => readSwitch(name) === forbids),
  );
}

function readSwitch(name: string): string | undefined {
  try {
    return readFileSync(join("/proc/sys", ...name.split(".")), "utf8").trim();
  } catch {
    return undefined;
  }
}
