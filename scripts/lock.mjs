#!/usr/bin/env node
// Writes package-lock.json anew after a change of dependencies: `node scripts/lock.mjs`.
//
// Some registries serve only part of a tool's platform packages (`@biomejs/cli-darwin-arm64`, …). npm then leaves
// the missing ones out of the lock file, and `npm ci` refuses the file everywhere. They are optional and skipped on
// every platform but their own, so an entry with name, version and platform is enough; npm fetches it where it fits.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = `${root}package-lock.json`;
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPUS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

/** The `os`, `cpu` and `libc` fields of a platform package, read from its name. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const libc = words.includes("musl") || words.includes("musleabihf") ? "musl" : "glibc";
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = CPUS.find((candidate) => words.includes(candidate));
  if (!os || !cpu) throw new Error(`cannot tell the platform of ${name}: add it to scripts/lock.mjs`);
  return { cpu: [cpu], os: [os], ...(os === "linux" ? { libc: [libc] } : {}) };
}

execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts", "--loglevel=error"], {
  cwd: root,
  stdio: "inherit",
});
const lock = JSON.parse(readFileSync(file, "utf8"));
let added = 0;
for (const entry of Object.values({ ...lock.packages })) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const isExactVersion = /^\d/.test(version);
    if (lock.packages[`node_modules/${name}`] || !isExactVersion) continue;
    lock.packages[`node_modules/${name}`] = { version, dev: true, optional: true, ...platformOf(name) };
    added += 1;
  }
}
const sorted = Object.keys(lock.packages).sort((a, b) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(sorted.map((key) => [key, lock.packages[key]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json written, ${added} platform packages added that this registry does not serve`);
