import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { type CheckResult, looked } from "./finding";

/** Which packages of two families of systems hold what Electron is linked with. */
const PACKAGES: Record<string, readonly [debian: string, fedora: string]> = {
  "libX11.so.6": ["libx11-6", "libX11"],
  "libXcomposite.so.1": ["libxcomposite1", "libXcomposite"],
  "libXdamage.so.1": ["libxdamage1", "libXdamage"],
  "libXext.so.6": ["libxext6", "libXext"],
  "libXfixes.so.3": ["libxfixes3", "libXfixes"],
  "libXrandr.so.2": ["libxrandr2", "libXrandr"],
  "libXss.so.1": ["libxss1", "libXScrnSaver"],
  "libXtst.so.6": ["libxtst6", "libXtst"],
  "libasound.so.2": ["libasound2", "alsa-lib"],
  "libatk-1.0.so.0": ["libatk1.0-0", "atk"],
  "libatk-bridge-2.0.so.0": ["libatk-bridge2.0-0", "at-spi2-atk"],
  "libatspi.so.0": ["libatspi2.0-0", "at-spi2-core"],
  "libcairo.so.2": ["libcairo2", "cairo"],
  "libcups.so.2": ["libcups2", "cups-libs"],
  "libdbus-1.so.3": ["libdbus-1-3", "dbus-libs"],
  "libdrm.so.2": ["libdrm2", "libdrm"],
  "libexpat.so.1": ["libexpat1", "expat"],
  "libgbm.so.1": ["libgbm1", "mesa-libgbm"],
  "libgcc_s.so.1": ["libgcc-s1", "libgcc"],
  "libgio-2.0.so.0": ["libglib2.0-0", "glib2"],
  "libglib-2.0.so.0": ["libglib2.0-0", "glib2"],
  "libgobject-2.0.so.0": ["libglib2.0-0", "glib2"],
  "libgtk-3.so.0": ["libgtk-3-0", "gtk3"],
  "libnotify.so.4": ["libnotify4", "libnotify"],
  "libnspr4.so": ["libnspr4", "nspr"],
  "libnss3.so": ["libnss3", "nss"],
  "libnssutil3.so": ["libnss3", "nss-util"],
  "libpango-1.0.so.0": ["libpango-1.0-0", "pango"],
  "libsmime3.so": ["libnss3", "nss"],
  "libudev.so.1": ["libudev1", "systemd-libs"],
  "libxcb.so.1": ["libxcb1", "libxcb"],
  "libxkbcommon.so.0": ["libxkbcommon0", "libxkbcommon"],
};

/** Debian packages that were renamed when time_t grew to 64 bits, and the releases from which on. */
const RENAMED: ReadonlySet<string> = new Set([
  "libasound2",
  "libatk1.0-0",
  "libatk-bridge2.0-0",
  "libatspi2.0-0",
  "libcups2",
  "libglib2.0-0",
  "libgtk-3-0",
]);
const RENAMED_FROM: Record<string, number> = { debian: 13, ubuntu: 24.04 };

export interface LinuxSystem {
  family: "debian" | "fedora" | "other";
  /** As the system calls itself. */
  name: string;
  isRenamed: boolean;
}

/** What kind of Linux this is, from the text of /etc/os-release. */
export function readSystem(osRelease: string): LinuxSystem {
  const field = (name: string) => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(osRelease)?.[1] ?? "";
  const ids = [field("ID"), ...field("ID_LIKE").split(/\s+/)];
  const isOne = (...names: string[]) => ids.some((id) => names.includes(id));
  const family = isOne("debian", "ubuntu") ? "debian" : isOne("fedora", "rhel", "centos") ? "fedora" : "other";
  // A release without a number is the one that is being made.
  const version = Number(field("VERSION_ID") || Number.POSITIVE_INFINITY);
  const from = RENAMED_FROM[field("ID")] ?? Number.POSITIVE_INFINITY;
  return { family, name: field("PRETTY_NAME") || "Linux", isRenamed: version >= from };
}

/** The system this runs on. */
export function thisSystem(file = "/etc/os-release"): LinuxSystem {
  try {
    return readSystem(readFileSync(file, "utf8"));
  } catch {
    return readSystem("");
  }
}

/** The command that installs what holds these libraries, or where no package is known, words. */
export function installCommand(libraries: readonly string[], { family, isRenamed }: LinuxSystem): string {
  const known = libraries.flatMap((library) => PACKAGES[library] ?? []);
  const unknown = libraries.filter((library) => PACKAGES[library] === undefined);
  const column = family === "fedora" ? 1 : 0;
  const names = [
    ...new Set(
      libraries.flatMap((library) => {
        const name = PACKAGES[library]?.[column];
        return name === undefined ? [] : [isRenamed && RENAMED.has(name) ? `${name}t64` : name];
      }),
    ),
  ];
  const others = unknown.length > 0 ? `Install the packages that hold ${unknown.join(", ")}.` : "";
  if (family === "other" || known.length === 0)
    return `Install the packages of this system that hold ${libraries.join(", ")}.`;
  const command = family === "debian" ? "sudo apt-get install -y" : "sudo dnf install -y";
  return [`Run: ${command} ${names.join(" ")}`, others].filter(Boolean).join("\n");
}

/** Names of shared libraries that an executable wants and the system lacks; undefined where that cannot be told. */
export async function missingLibraries(executable: string): Promise<string[] | undefined> {
  // A missing one ends `ldd` with 1 on some systems: what it printed counts.
  const printed = await promisify(execFile)("ldd", [executable]).catch((error: { stdout?: string }) => error);
  if (!printed.stdout) return undefined;
  return [...printed.stdout.matchAll(/^\s*(\S+) => not found/gm)].flatMap(([, name]) => name ?? []);
}

/** Are the shared libraries there that Electron is linked with? Linux only. */
export async function checkLibraries(
  executable: string,
  system: LinuxSystem,
): Promise<CheckResult & { missing: string[] }> {
  const missing = await missingLibraries(executable);
  if (missing === undefined) return { ...looked("libraries", "not looked at, as ldd tells nothing"), missing: [] };
  const result = looked("libraries", missing.length === 0 ? "all there" : `${missing.length} missing`);
  if (missing.length > 0) {
    result.problems.push({
      code: "libraries-missing",
      what: `System libraries are missing: ${missing.join(", ")}.`,
      why: "Electron is linked with them and does not start without.",
      fix: installCommand(missing, system),
    });
  }
  return { ...result, missing };
}
