import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { ROOT, run, runOrFail, SetupError, say } from "./common.mjs";

/** Debian packages that Electron needs on a bare system. */
const ELECTRON_PACKAGES = [
  "libgtk-3-0",
  "libnss3",
  "libasound2",
  "libgbm1",
  "libxss1",
  "libatk-bridge2.0-0",
  "libdrm2",
  "libxtst6",
  "libnotify4",
  "xdg-utils",
  "fonts-liberation",
];

/** Commands the tests use, and the Debian packages they come in. */
const TEST_COMMANDS = {
  Xvfb: "xvfb",
  xauth: "xauth",
  pdfinfo: "poppler-utils",
  pdftotext: "poppler-utils",
  pdftoppm: "poppler-utils",
  strace: "strace",
  ps: "procps",
};

function isOnPath(command) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, command)));
}

function hasFonts() {
  const folders = ["/usr/share/fonts", "/usr/local/share/fonts", join(process.env.HOME ?? "/root", ".fonts")];
  return folders.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

/** Names of shared libraries that the executable wants and the system lacks. Linux only. */
export async function missingLibraries(executable) {
  const { output } = await run("ldd", [executable]);
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

async function install(packages, why) {
  const isDebianRoot = process.getuid?.() === 0 && isOnPath("apt-get");
  if (!isDebianRoot) {
    throw new SetupError(
      `${why}. On Debian or Ubuntu, install what is missing with:\n  sudo apt-get install -y ${packages.join(" ")}\n` +
        "Elsewhere, npx pdfprompt doctor names what is missing.",
    );
  }
  say(`installing system packages: ${packages.join(" ")} (${why}) …`);
  const environment = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  await runOrFail("Refreshing the package lists", "apt-get", ["update", "-q"], environment);
  const names = await Promise.all(
    packages.map(async (name) => {
      // Newer Debian and Ubuntu renamed some libraries when time_t grew to 64 bits.
      const { output } = await run("apt-cache", ["policy", name]);
      return /Candidate: (?!\(none\))/.test(output) ? name : `${name}t64`;
    }),
  );
  const args = ["install", "-y", "-q", "--no-install-recommends", ...names];
  await runOrFail("Installing system packages", "apt-get", args, environment);
}

/** Makes sure that Electron's shared libraries and at least one font are there. */
export async function ensureElectronLibraries(executable) {
  if (process.platform !== "linux") return;
  const stamp = join(ROOT, ".runtime", "libraries-ok");
  if (existsSync(stamp)) return;
  const missing = await missingLibraries(executable);
  if (missing.length > 0 || !hasFonts()) {
    const why = missing.length > 0 ? `Electron lacks ${missing.slice(0, 3).join(", ")}` : "there are no fonts";
    await install(ELECTRON_PACKAGES, missing.length > 3 ? `${why} and ${missing.length - 3} more` : why);
    const still = await missingLibraries(executable);
    if (still.length > 0) throw new SetupError(`Electron still lacks these system libraries: ${still.join(", ")}`);
  }
  await writeFile(stamp, "").catch(() => undefined);
}

/** Makes sure that the programs used by the tests are there. */
export async function ensureTestPrograms() {
  const missing = Object.entries(TEST_COMMANDS).filter(([command]) => !isOnPath(command));
  if (missing.length === 0 || process.platform !== "linux") return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  await install(packages, `the tests use ${missing.map(([command]) => command).join(", ")}`);
}
