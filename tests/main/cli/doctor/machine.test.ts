import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkClock } from "../../../../main/cli/doctor/clock";
import { checkDisplay } from "../../../../main/cli/doctor/display";
import { checkEnvironment } from "../../../../main/cli/doctor/environment";
import type { CheckResult } from "../../../../main/cli/doctor/finding";
import { checkBuiltInFonts, checkSystemFonts } from "../../../../main/cli/doctor/fonts";
import { checkLibraries, installCommand, missingLibraries, readSystem } from "../../../../main/cli/doctor/libraries";
import { checkLimits } from "../../../../main/cli/doctor/limits";
import { cgroupLimit, checkMemory } from "../../../../main/cli/doctor/memory";
import { checkSandbox } from "../../../../main/cli/doctor/sandbox";
import { checkSharedMemory } from "../../../../main/cli/doctor/shared-memory";
import { checkPlace, fileSystemOf, readMounts } from "../../../../main/cli/doctor/storage";
import { canMount, mountInMemory } from "../../../support/mounts";
import { tempFolder } from "../../../support/temp";

/** `!code` for a problem, `code` for a warning. */
const codesOf = ({ problems, warnings }: CheckResult) => [
  ...problems.map(({ code }) => `!${code}`),
  ...warnings.map(({ code }) => code),
];
const fixOf = ({ problems, warnings }: CheckResult) => [...problems, ...warnings][0]?.fix;

const DEBIAN = readSystem('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n');

describe("libraries", () => {
  /** A program that is linked with a library that no system has, made of one that works. */
  function broken(): string {
    const file = join(tempFolder(), "program");
    const bytes = readFileSync("/bin/true").toString("latin1").replaceAll("libc.so.6\0", "libq.so.6\0");
    writeFileSync(file, bytes, "latin1");
    chmodSync(file, 0o755);
    return file;
  }

  it("that a program lacks are found, and only those", async () => {
    expect(await missingLibraries(broken())).toEqual(["libq.so.6"]);
    expect(await missingLibraries("/bin/true")).toEqual([]);
    const result = await checkLibraries(broken(), DEBIAN);
    expect(codesOf(result)).toEqual(["!libraries-missing"]);
    expect(fixOf(result)).toBe("Install the packages of this system that hold libq.so.6.");
    expect(codesOf(await checkLibraries("/bin/true", DEBIAN))).toEqual([]);
  });

  it("are not said to be there where that cannot be told", async () => {
    expect(await missingLibraries(join(tempFolder(), "nosuch"))).toBeUndefined();
  });

  it.each([
    ["ID=debian\nVERSION_ID=12", "Run: sudo apt-get install -y libgbm1 libasound2"],
    ["ID=debian\nVERSION_ID=13", "Run: sudo apt-get install -y libgbm1 libasound2t64"],
    ["ID=debian", "Run: sudo apt-get install -y libgbm1 libasound2t64"],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"', "Run: sudo apt-get install -y libgbm1 libasound2"],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"', "Run: sudo apt-get install -y libgbm1 libasound2t64"],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID=21', "Run: sudo apt-get install -y libgbm1 libasound2"],
    ["ID=fedora\nVERSION_ID=41", "Run: sudo dnf install -y mesa-libgbm alsa-lib"],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"', "Run: sudo dnf install -y mesa-libgbm alsa-lib"],
    ["ID=arch", "Install the packages of this system that hold libgbm.so.1, libasound.so.2."],
    ["", "Install the packages of this system that hold libgbm.so.1, libasound.so.2."],
  ])("are called by the packages of the system: %j", (osRelease, command) => {
    expect(installCommand(["libgbm.so.1", "libasound.so.2"], readSystem(osRelease))).toBe(command);
  });

  it("that no package is known for are named besides, and each package once", () => {
    expect(installCommand(["libnss3.so", "libsmime3.so", "libodd.so.1"], DEBIAN)).toBe(
      "Run: sudo apt-get install -y libnss3\nInstall the packages that hold libodd.so.1.",
    );
  });
});

describe("the display", () => {
  it("is asked for by the window alone: none is nothing bad", async () => {
    expect(await checkDisplay({})).toMatchObject({ display: null, problems: [], warnings: [] });
  });

  it.skipIf(process.platform !== "linux")("is there when a server answers, as that of this test run does", async () => {
    const { DISPLAY } = process.env;
    expect(DISPLAY).toMatch(/^:\d+$/);
    expect(await checkDisplay({ DISPLAY })).toMatchObject({ display: DISPLAY, warnings: [] });
  });

  it("is missed where a variable names one that is not there", async () => {
    expect(codesOf(await checkDisplay({ DISPLAY: ":7777" }))).toEqual(["display-unreachable"]);
    const wayland = { WAYLAND_DISPLAY: "wayland-0", XDG_RUNTIME_DIR: tempFolder() };
    expect(codesOf(await checkDisplay(wayland))).toEqual(["display-unreachable"]);
  });
});

describe("the sandbox", () => {
  const executable = "/opt/app/electron";

  it("is off for root, which is a warning, and on where Electron runs with it", async () => {
    const root = await checkSandbox({ executable, isRoot: true, isRunning: true });
    expect([root.isOn, codesOf(root)]).toEqual([false, ["sandbox-off"]]);
    const user = await checkSandbox({ executable, isRoot: false, isRunning: true });
    expect([user.isOn, codesOf(user)]).toEqual([true, []]);
  });
});

describe("shared memory", () => {
  it.skipIf(!canMount)("is told to be small, or of no use, by what is free in it", () => {
    const roomy = mountInMemory("size=256m");
    expect(codesOf(checkSharedMemory(roomy))).toEqual([]);
    expect(codesOf(checkSharedMemory(mountInMemory("size=64m")))).toEqual(["shared-memory-small"]);
    expect(codesOf(checkSharedMemory(mountInMemory("size=8m")))).toEqual(["!shared-memory-unusable"]);
    writeFileSync(join(roomy, "taken"), Buffer.alloc(200e6));
    expect(codesOf(checkSharedMemory(roomy))).toEqual(["shared-memory-small"]);
  });

  it("is missed where there is none", () => {
    expect(codesOf(checkSharedMemory(join(tempFolder(), "nosuch")))).toEqual(["!shared-memory-unusable"]);
  });
});

describe("fonts", () => {
  function fontFolder(): string {
    const folder = tempFolder();
    const index: Record<string, string> = {};
    for (const name of ["a.woff2", "b.woff2"]) {
      writeFileSync(join(folder, name), `font ${name}`);
      index[name] = createHash("sha256").update(`font ${name}`).digest("hex");
    }
    writeFileSync(join(folder, "index.json"), JSON.stringify(index));
    return folder;
  }

  it("that are built in are whole, or named", () => {
    const folder = fontFolder();
    expect(checkBuiltInFonts(folder)).toMatchObject({ found: "2 of 2 whole", problems: [] });
    truncateSync(join(folder, "b.woff2"), 3);
    const result = checkBuiltInFonts(folder);
    expect(codesOf(result)).toEqual(["!fonts-damaged"]);
    expect(result.problems[0]?.what).toContain("b.woff2");
    expect(result.problems[0]?.what).not.toContain("a.woff2");
  });

  it("that are built in are not whole where nothing says what they are", () => {
    expect(codesOf(checkBuiltInFonts(tempFolder()))).toEqual(["!fonts-damaged"]);
  });

  it("of the machine are counted, and missed", () => {
    const folder = tempFolder();
    const settings = join(folder, "fonts.conf");
    const places = { settings, folders: [join(folder, "fonts"), join(folder, "nosuch")] };
    expect(codesOf(checkSystemFonts("/", places))).toEqual(["fontconfig-missing"]);
    writeFileSync(settings, "");
    expect(codesOf(checkSystemFonts("/", places))).toEqual(["fonts-none"]);
    mkdirSync(join(folder, "fonts", "below"), { recursive: true });
    writeFileSync(join(folder, "fonts", "below", "A.TTF"), "");
    expect(checkSystemFonts("/", places)).toMatchObject({ found: "1", warnings: [] });
  });
});

describe("a place for files", () => {
  const place = (folder: string, check: "output" | "queue" = "output") => ({
    check,
    called: "The output folder",
    folder,
    otherwise: "render elsewhere: --out FOLDER",
  });

  it("is tried where its nearest folder is, and left as it was", () => {
    const folder = tempFolder();
    expect(codesOf(checkPlace(place(join(folder, "not", "yet"))))).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!canMount)("is read-only where its file system is, also for root", () => {
    const folder = mountInMemory("size=600m,ro");
    const result = checkPlace(place(join(folder, "out")));
    expect(codesOf(result)).toEqual(["!folder-read-only"]);
    expect(fixOf(result)).toContain(`sudo mount -o remount,rw ${folder}`);
  });

  it.skipIf(!canMount)("is full, or nearly", () => {
    expect(codesOf(checkPlace(place(mountInMemory("size=600m"))))).toEqual([]);
    expect(codesOf(checkPlace(place(mountInMemory("size=100m"))))).toEqual(["disk-nearly-full"]);
    expect(codesOf(checkPlace(place(mountInMemory("size=8m"))))).toEqual(["!disk-full"]);
    const full = mountInMemory("size=1m");
    try {
      writeFileSync(join(full, "taken"), Buffer.alloc(2e6));
    } catch {
      // As much as fits is there.
    }
    expect(codesOf(checkPlace(place(full)))).toEqual(["!disk-full"]);
  });

  it.skipIf(!canMount)("is full where no more files may be made, whatever room there is", () => {
    const folder = mountInMemory("size=600m,nr_inodes=2");
    writeFileSync(join(folder, "last"), "");
    expect(codesOf(checkPlace(place(folder)))).toEqual(["!disk-full"]);
  });

  it.skipIf(!canMount)("is told to be in memory where that would lose the queue", () => {
    const folder = mountInMemory("size=600m");
    expect(codesOf(checkPlace(place(folder, "queue")))).toEqual(["queue-in-memory"]);
    expect(fileSystemOf(folder, readMounts())).toEqual({ mountPoint: folder, type: "tmpfs", isReadOnly: false });
  });

  it.each([
    ["nfs4", "server:/export"],
    ["cifs", "//server/share"],
    ["9p", "drvfs"],
    ["fuse.sshfs", "me@host:"],
  ])("on %s is no place for a queue, and a slow one for PDFs", (type, device) => {
    const folder = tempFolder();
    const mounts = `21 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 21 0:40 / ${folder} rw,relatime shared:1 - ${type} ${device} rw\n`;
    expect(codesOf(checkPlace(place(join(folder, "x"), "queue"), mounts))).toEqual(["!queue-on-network"]);
    expect(codesOf(checkPlace(place(join(folder, "x")), mounts))).toEqual(["output-on-network"]);
  });

  it("is on the mount that is nearest above it, and the last one there", () => {
    const mounts = [
      "21 1 8:1 / / rw - ext4 /dev/sda1 rw",
      "30 21 0:30 / /data rw - nfs4 a:/ rw",
      "31 30 0:31 / /data/my\\040files rw - xfs /dev/sdb ro",
      "32 30 0:32 / /data rw - ext4 /dev/sdc rw",
    ].join("\n");
    const at = (path: string) => fileSystemOf(path, mounts);
    expect(at("/data/my files/a")).toEqual({ mountPoint: "/data/my files", type: "xfs", isReadOnly: true });
    expect(at("/data/my filesystem")).toMatchObject({ type: "ext4", mountPoint: "/data" });
    expect(at("/database")).toMatchObject({ mountPoint: "/" });
    expect(fileSystemOf("/data", "")).toBeUndefined();
  });
});

describe.skipIf(process.platform !== "linux")("limits", () => {
  /** What the kernel says of a process with this limit. */
  const limitedTo = (files: number) =>
    execFileSync("sh", ["-c", `ulimit -n ${files}; cat /proc/self/limits`], { encoding: "utf8" });

  it("of open files are told when they are few", () => {
    const of = (files: number) => codesOf(checkLimits({ limits: limitedTo(files), isRoot: true }));
    expect(of(64)).toEqual(["!open-files-few"]);
    expect(of(256)).toEqual(["open-files-few"]);
    expect(of(1024)).toEqual([]);
  });

  it("of processes are told by what is left of them, and do not hold root", () => {
    const limits = "Max processes             1000                 1000                 processes\n";
    const of = (threads: number, isRoot = false) => codesOf(checkLimits({ limits, isRoot, threads }));
    expect([of(100), of(600), of(950), of(950, true)]).toEqual([[], ["processes-few"], ["!processes-few"], []]);
  });

  it("count the processes and threads of the user that are there", () => {
    const limits = "Max processes             300                  300                  processes\n";
    const [found] = [checkLimits({ limits, isRoot: false })].flatMap(({ problems, warnings }) => [
      ...problems,
      ...warnings,
    ]);
    const inUse = Number(/of which (\d+) are in use/.exec(found?.what ?? "")?.[1]);
    // This process alone has several threads.
    expect(inUse).toBeGreaterThan(2);
  });
});

describe("memory", () => {
  const memInfo = "MemTotal:  16000000 kB\nMemAvailable:  8000000 kB\n";

  function cgroupFolder(files: Record<string, string>): string {
    const folder = tempFolder();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  it("is what the least of all groups above allows, in both versions of cgroups", () => {
    const two = { "memory.max": "max\n", "a/memory.max": "700000000\n", "a/b/memory.max": "900000000\n" };
    expect(cgroupLimit({ cgroups: "0::/a/b\n", cgroupFolder: cgroupFolder(two) })).toBe(700_000_000);
    const one = {
      "memory/memory.limit_in_bytes": "9223372036854771712",
      "memory/x/memory.limit_in_bytes": "300000000",
    };
    const cgroups = "5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n";
    expect(cgroupLimit({ cgroups, cgroupFolder: cgroupFolder(one) })).toBe(300_000_000);
    expect(cgroupLimit({ cgroups: "4:memory:/\n", cgroupFolder: cgroupFolder(one) })).toBeUndefined();
  });

  it("is told when it is small, with the remedy for what makes it so", () => {
    const limited = (bytes: number) =>
      checkMemory({ memInfo, cgroups: "0::/", cgroupFolder: cgroupFolder({ "memory.max": String(bytes) }) });
    expect(codesOf(limited(4e9))).toEqual([]);
    expect(codesOf(limited(800e6))).toEqual(["memory-small"]);
    expect(codesOf(limited(300e6))).toEqual(["!memory-small"]);
    expect(fixOf(limited(300e6))).toContain("docker run --memory");
    const short = checkMemory({ memInfo: "MemAvailable:  300000 kB\n", cgroups: "", cgroupFolder: "/nosuch" });
    expect([codesOf(short), fixOf(short)]).toEqual([["!memory-small"], expect.stringContaining("End other programs")]);
  });
});

describe("the clock", () => {
  it("is doubted where it is before this program, or before what the queue has seen", () => {
    const nowMs = Date.UTC(2026, 5, 1);
    expect(codesOf(checkClock({ nowMs }))).toEqual([]);
    expect(codesOf(checkClock({ nowMs: Date.UTC(1970, 0, 1) }))).toEqual(["clock-wrong"]);
    expect(codesOf(checkClock({ nowMs, newestMs: nowMs + 60_000 }))).toEqual([]);
    expect(codesOf(checkClock({ nowMs, newestMs: nowMs + 3_600_000 }))).toEqual(["clock-wrong"]);
  });
});

describe("the environment", () => {
  it("is looked through whole: each bad value is named", () => {
    const result = checkEnvironment({
      PDFPROMPT_POLL_MS: "soon",
      MAX_PDF_CONCURRENCY: "900",
      PDFPROMPT_WORKER_CONCURRENCY: "lots",
      SOURCE_DATE_EPOCH: "yesterday",
      PDFPROMPT_BATCH_SIZE: "5",
      PDFPROMPT_LOG_LEVEL: "loud",
      PDFPROMPT_API_TOKEN: "short secret",
    });
    expect(JSON.stringify(result)).not.toContain("short secret");
    expect(codesOf(result)).toEqual([
      "!environment-invalid",
      "!environment-invalid",
      "!environment-invalid",
      "!environment-invalid",
      "environment-invalid",
      "environment-invalid",
    ]);
    const named = [...result.problems, ...result.warnings].map(({ fix }) => fix.replace("Run: unset ", ""));
    expect(named.sort()).toEqual([
      "MAX_PDF_CONCURRENCY",
      "PDFPROMPT_API_TOKEN",
      "PDFPROMPT_LOG_LEVEL",
      "PDFPROMPT_POLL_MS",
      "PDFPROMPT_WORKER_CONCURRENCY",
      "SOURCE_DATE_EPOCH",
    ]);
  });

  it("has names that are nearly right, which nobody reads", () => {
    const others = { PDFPROMPT_SOMETHING_ELSE: "1", PDFPROMPT_LOG: "1", PDFPROMPT_TEST_NODE: "node", PATH: "/bin" };
    const result = checkEnvironment({ PDFPROMPT_BATCHSIZE: "5", ...others });
    expect(codesOf(result)).toEqual(["environment-unknown"]);
    expect(fixOf(result)).toContain('export PDFPROMPT_BATCH_SIZE="$PDFPROMPT_BATCHSIZE"');
    const two = checkEnvironment({ PDFPROMPT_WORKER_CONCURENCY: "5", MAX_PDF_CONCURENCY: "5" });
    expect(two.warnings.map(({ why }) => /as if (\w+) was/.exec(why)?.[1])).toEqual([
      "PDFPROMPT_WORKER_CONCURRENCY",
      "MAX_PDF_CONCURRENCY",
    ]);
  });

  it("is right as it stands in the README", () => {
    expect(codesOf(checkEnvironment({ MAX_PDF_CONCURRENCY: "4", PDFPROMPT_WORKER_CONCURRENCY: "auto" }))).toEqual([]);
  });
});

it("explains every finding in docs/doctor.md", async () => {
  const { FINDING_CODES } = await import("../../../../main/cli/doctor/finding");
  const page = new URL("../../../../docs/doctor.md", import.meta.url);
  expect(existsSync(page)).toBe(true);
  const rows = [...readFileSync(page, "utf8").matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(rows.sort()).toEqual([...FINDING_CODES].sort());
});
