import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { Queue } from "../../main/queue";
import { ROOT, runCli, userEnvironment } from "../support/cli";
import { newJob } from "../support/jobs";
import { canMount } from "../support/mounts";
import { tempFolder } from "../support/temp";

const NODE = process.env.PDFPROMPT_TEST_NODE ?? "node";
const ELECTRON = process.env.PDFPROMPT_TEST_ELECTRON ?? "";
const LAUNCHER = [NODE, join(ROOT, "scripts", "pdfprompt.mjs"), "doctor", "--json"];
const NOBODY = 65_534;
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];

const isLinux = process.platform === "linux";
/** To become another user, and for that one to be able to run what is here. */
const canBeNobody = isLinux && process.getuid?.() === 0 && works(...AS_NOBODY, "test", "-x", ELECTRON);
/** To be root in a namespace of one's own, and to forbid further ones there. */
const canForbid = canBeNobody && works(...AS_NOBODY, "unshare", "--user", "--map-root-user", "--fork", "true");

let home: string;

beforeEach(() => {
  home = tempFolder();
  chmodSync(home, 0o755);
});

function works(command = "", ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A control group that may use so much memory, in either version of them; undefined where none can be made. */
function memoryGroup(bytes: number): string | undefined {
  for (const [root, file] of [
    ["/sys/fs/cgroup/memory", "memory.limit_in_bytes"],
    ["/sys/fs/cgroup", "memory.max"],
  ] as const) {
    const group = join(root, `pdfprompt-test-${process.pid}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    if (existsSync(join(group, file))) {
      writeFileSync(join(group, file), String(bytes));
      if (works("sh", "-c", `echo $$ > ${join(group, "cgroup.procs")}`)) return group;
    }
    rmdirSync(group);
  }
  return undefined;
}

interface Doctored {
  code: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  report: any;
  problems: string[];
}

/** Runs `doctor` through another command, in the home of the test. */
async function through(command: readonly string[], env: Record<string, string> = {}): Promise<Doctored> {
  const [file = "", ...args] = command;
  const child: ChildProcess = spawn(file, args, { cwd: home, env: userEnvironment({ home, env }) });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (piece) => {
    stdout += piece;
  });
  child.stderr?.on("data", (piece) => {
    stderr += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`doctor printed no JSON, but: ${stdout}${stderr}`);
  const report = JSON.parse(last);
  return { code, report, problems: report.problems.map(({ code }: { code: string }) => code) };
}

const findingOf = ({ report }: Doctored, code: string) =>
  [...report.problems, ...report.warnings].find((finding: { code: string }) => finding.code === code);

/** An Electron of which everything is there, but whose program was changed. */
function changedElectron(change: (program: string) => string): string {
  const folder = join(tempFolder(), "electron");
  const from = dirname(ELECTRON);
  mkdirSync(folder);
  for (const name of readdirSync(from))
    if (name !== basename(ELECTRON)) symlinkSync(join(from, name), join(folder, name));
  const program = join(folder, "electron");
  writeFileSync(program, change(readFileSync(ELECTRON, "latin1")), "latin1");
  chmodSync(program, 0o755);
  return program;
}

describe("doctor", () => {
  it("finds everything well on a machine that is, and tells of all it looked at", async () => {
    const { code, report } = await through(LAUNCHER);
    expect([code, report.ok, report.problems]).toEqual([0, true, []]);
    expect(report).toMatchObject({
      electron: { path: expect.stringContaining("electron"), version: expect.stringMatching(/^\d+\./) },
      sqlite: expect.stringMatching(/^3\./),
      v8: expect.stringMatching(/^\d+\./),
      version: JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version,
      fastLane: { on: true, reason: null },
      queue: join(home, ".config", "PDFPrompt", "queue.db"),
    });
    const looked = report.checks.map(({ check }: { check: string }) => check);
    expect(looked).toEqual(expect.arrayContaining(["output", "queue", "memory", "clock", "database", "one PDF"]));
    // It leaves nothing behind: no queue, no output folder, no probe.
    const left = readdirSync(home, { recursive: true }).map(String);
    expect(left.filter((name) => /queue\.db|^out$|pdfprompt-doctor/.test(name))).toEqual([]);
  });

  it("says the same in words, a line for each check", async () => {
    const { code, stdout } = await runCli(["doctor"], { home });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^PDFPrompt \d.* on .*\nElectron \d/);
    expect(stdout).toContain("✓ one PDF");
    expect(stdout).toContain("Everything works");
  });

  it("names every bad variable, where other commands stop at the first", async () => {
    const result = await through(LAUNCHER, { PDFPROMPT_POLL_MS: "soon", MAX_PDF_CONCURRENCY: "900" });
    expect([result.code, result.problems]).toEqual([1, ["environment-invalid", "environment-invalid"]]);
  });

  it("is what other commands lead to where the database refuses", async () => {
    const file = join(home, "jobs.db");
    new Queue(file).close();
    const db = new Database(file);
    db.exec("BEGIN IMMEDIATE");
    const { code, stderr } = await runCli(["pause", "--queue", file], { home });
    db.close();
    expect(code).toBe(2);
    expect(stderr).toContain("error: The queue's database refuses: database is locked (SQLITE_BUSY).");
    expect(stderr).toContain("pdfprompt doctor");
    expect(stderr).not.toContain("    at ");
  });

  it("finds a damaged queue, and sets it aside when asked to", async () => {
    const file = join(home, "jobs.db");
    writeFileSync(file, "not a database, although it has the name of one ".repeat(50));
    const call = [...LAUNCHER, "--queue", file];
    expect((await through(call)).problems).toEqual(["queue-damaged"]);
    expect((await through([...call, "--repair"])).problems).toEqual([]);
    expect(readdirSync(home).filter((name) => name.startsWith("jobs.db.aside-"))).toHaveLength(1);
  });

  it("puts the newest whole backup in the place of a damaged queue", async () => {
    const file = join(home, "jobs.db");
    const queue = new Queue(file);
    const batch = queue.openBatch({ callKey: "a", label: "a", outDir: "/out", settings: "{}" }).id;
    queue.addJobs(batch, [newJob("a"), newJob("b")]);
    queue.close();
    expect((await runCli(["backup", "--queue", file], { home })).code).toBe(0);
    writeFileSync(file, "torn ".repeat(5000));
    for (const end of ["-wal", "-shm"]) rmSync(file + end, { force: true });
    const { code, stderr } = await runCli(["doctor", "--queue", file, "--repair"], { home });
    expect(stderr).toMatch(/the damaged queue is now .*; .*backups.* has its place/);
    expect(code).toBe(0);
    const { json } = await runCli(["status", "--json", "--queue", file], { home });
    expect(json).toMatchObject({ queued: 2 });
  });

  it("finds that its container may use little memory", async ({ skip }) => {
    const group = memoryGroup(450e6);
    if (group === undefined) return skip("needs a system where groups with a limit can be made");
    try {
      const enter = `echo $$ > ${join(group, "cgroup.procs")}; exec "$@"`;
      const result = await through(["sh", "-c", enter, "sh", ...LAUNCHER]);
      expect(result.problems).toContain("memory-small");
      expect(findingOf(result, "memory-small").what).toContain("449 MB");
    } finally {
      // Processes that have ended are still counted for a moment.
      for (let tries = 0; existsSync(group) && tries < 100; tries += 1) {
        try {
          rmdirSync(group);
        } catch {
          await sleep(50);
        }
      }
    }
  });

  it("refuses a flag that it does not have, as every command does", async () => {
    const { code, stderr } = await runCli(["doctor", "--nosuch"], { home });
    expect([code, stderr]).toEqual([2, expect.stringContaining("unknown option '--nosuch'")]);
    expect((await runCli(["doctor", "--help"], { home })).stdout).toContain("Usage: pdfprompt doctor");
  });
});

describe.skipIf(!isLinux)("doctor, where Electron cannot start", () => {
  it("names a library that is missing, and what Electron said", async () => {
    const electron = changedElectron((program) => program.replaceAll("libgbm.so.1\0", "libgbm.so.9\0"));
    const result = await through(LAUNCHER, { PDFPROMPT_ELECTRON: electron });
    expect(result.code).toBe(1);
    expect(result.report).toMatchObject({ ok: false, missingLibraries: ["libgbm.so.9"], sqlite: null });
    expect(result.problems).toEqual(["electron-cannot-start", "libraries-missing"]);
    expect(findingOf(result, "electron-cannot-start").why).toContain("cannot open shared object file");
  });

  it.skipIf(!canMount)("names the package of a library that is hidden", async () => {
    const [, path = ""] = /libgbm\.so\.1 => (\S+)/.exec(execFileSync("ldd", [ELECTRON], { encoding: "utf8" })) ?? [];
    const folder = dirname(realpathSync(path));
    // Its folder again, without it, for this process and those below alone.
    const hide = [
      "set -e; mount -t tmpfs tmpfs /mnt; mkdir /mnt/up /mnt/work",
      `mount -t overlay overlay -o lowerdir=${folder},upperdir=/mnt/up,workdir=/mnt/work ${folder}`,
      `rm ${join(folder, "libgbm.so.1")}`,
      'exec "$@"',
    ].join("; ");
    const result = await through(["unshare", "--mount", "sh", "-c", hide, "sh", ...LAUNCHER]);
    expect(result.report.missingLibraries).toEqual(["libgbm.so.1"]);
    expect(findingOf(result, "libraries-missing").fix).toMatch(/libgbm/);
  });

  it("says so where there is none", async () => {
    const result = await through(LAUNCHER, { PDFPROMPT_ELECTRON: join(home, "nosuch") });
    expect([result.code, result.problems]).toEqual([1, ["setup-failed"]]);
    expect(findingOf(result, "setup-failed").what).toContain("does not exist");
  });

  it("says what failed of the set-up, also before anything was built", async () => {
    const checkout = join(home, "checkout");
    mkdirSync(checkout);
    for (const name of ["scripts", "package.json", "package-lock.json"]) {
      cpSync(join(ROOT, name), join(checkout, name), { recursive: true, preserveTimestamps: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(checkout, "node_modules"));
    const launcher = [NODE, join(checkout, "scripts", "pdfprompt.mjs"), "doctor", "--json"];
    const result = await through(launcher, { PDFPROMPT_ELECTRON: join(home, "nosuch") });
    expect([result.code, result.problems, result.report.ok]).toEqual([1, ["setup-failed"], false]);
    expect(findingOf(result, "setup-failed").what).toContain("which does not exist");
  });

  it("names the limit on open files that it ran into", async () => {
    const result = await through(["sh", "-c", 'ulimit -n 64; exec "$@"', "sh", ...LAUNCHER]);
    expect(result.code).toBe(1);
    expect(result.problems).toContain("open-files-few");
  });

  it.skipIf(!canForbid)("names a sandbox that cannot be put on", async () => {
    chownSync(home, NOBODY, NOBODY);
    // An ordinary user in a namespace that allows no further ones, and in which the helper is not root's.
    const forbid =
      'echo 1 > /proc/sys/user/max_user_namespaces; exec unshare --user --map-user=1000 --map-group=1000 "$@"';
    const namespace = ["unshare", "--user", "--map-root-user", "--fork", "sh", "-c", forbid, "sh"];
    const result = await through([...AS_NOBODY, ...namespace, ...LAUNCHER]);
    expect(result.problems).toEqual(["electron-cannot-start", "sandbox-unavailable"]);
    expect(findingOf(result, "sandbox-unavailable").fix).toContain("sudo chmod 4755");
    expect(result.report.sandbox).toBe(false);
  });
});

describe.skipIf(!canBeNobody)("doctor, for an ordinary user", () => {
  it("finds folders that are read-only, and the files of a queue that are root's", async () => {
    const mine = join(home, "mine");
    mkdirSync(mine);
    new Queue(join(mine, "jobs.db")).close();
    chownSync(mine, NOBODY, NOBODY);
    const shut = join(home, "shut");
    mkdirSync(shut, { mode: 0o555 });
    const call = [...AS_NOBODY, ...LAUNCHER, "--out", join(shut, "out"), "--queue", join(mine, "jobs.db")];
    const result = await through(call, { HOME: mine, XDG_CONFIG_HOME: join(mine, ".config") });
    expect(result.code).toBe(1);
    expect(result.problems).toEqual(expect.arrayContaining(["folder-unwritable", "queue-not-yours"]));
    expect(findingOf(result, "folder-unwritable").what).toContain(`${shut}, cannot be written to (EACCES`);
    // Never more than that folder: what lies above it is not this user's to have.
    expect(findingOf(result, "folder-unwritable").fix).toMatch(
      new RegExp(`^Run: sudo mkdir -p ${join(shut, "out")} && sudo chown \\w+ ${join(shut, "out")}\n`),
    );
    expect(findingOf(result, "queue-not-yours").fix).toContain(join(mine, "jobs.db"));
    expect(statSync(join(mine, "jobs.db")).uid).toBe(0);
    // The sandbox is on, which a user who is not root sees.
    expect(result.report.sandbox).toBe(true);
    expect(findingOf(result, "sandbox-off")).toBeUndefined();
  });

  it("finds a folder for temporary files that cannot be written, without which nothing starts", async () => {
    chownSync(home, NOBODY, NOBODY);
    const shut = join(tempFolder(), "shut");
    chmodSync(dirname(shut), 0o755);
    mkdirSync(shut, { mode: 0o555 });
    const result = await through([...AS_NOBODY, ...LAUNCHER], { TMPDIR: shut });
    expect(result.code).toBe(1);
    expect(result.problems).toContain("folder-unwritable");
  });
});
