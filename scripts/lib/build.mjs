import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT, runOrFail, say } from "./common.mjs";

const INPUTS = ["main", "renderer", "shared", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json"];
const STAMP = join(ROOT, "dist", ".inputs");

function* files(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) return yield path;
  for (const name of readdirSync(path).sort()) yield* files(join(path, name));
}

/** A digest that changes whenever a source file does: names, sizes and modification times. */
function digestOfInputs() {
  const hash = createHash("sha256");
  for (const input of INPUTS) {
    for (const file of files(join(ROOT, input))) {
      const { mtimeMs, size } = statSync(file);
      hash.update(`${relative(ROOT, file)}\0${mtimeMs}\0${size}\n`);
    }
  }
  return hash.digest("hex");
}

/** Builds `dist/` when a source changed since the last build, or when `force` is set. */
export async function ensureBuild({ force = false } = {}) {
  const digest = digestOfInputs();
  const isCurrent = existsSync(STAMP) && readFileSync(STAMP, "utf8") === digest;
  if (isCurrent && !force) return;
  say("building …");
  const startedMs = Date.now();
  const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
  await runOrFail("Building", process.execPath, [vite, "build", "--app", "--logLevel=warn"]);
  writeFileSync(STAMP, digest);
  say(`built in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
}
