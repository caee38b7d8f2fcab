import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { findOnPath, isExecutable } from "../find";

/** Names that Chromium has on the systems there are. */
const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/** Puppeteer without its own browser comes first: the system's Chromium is used anyway. */
const PUPPETEER_NAMES = ["puppeteer-core", "puppeteer"];
const CLUSTER_NAMES = ["puppeteer-cluster"];

/** What is there to compare with. `null` with the reason why something is not. */
export interface FoundPeers {
  puppeteer: FoundPackage | Missing;
  cluster: FoundPackage | Missing;
  chromium: string | Missing;
  node: string | Missing;
}

export interface FoundPackage {
  /** Absolute path of the file to `require`. */
  file: string;
  /** Name and version, such as `puppeteer-core 24.0.0`. */
  version: string;
}

export interface Missing {
  missing: string;
}

export function isMissing(value: string | FoundPackage | Missing): value is Missing {
  return typeof value === "object" && "missing" in value;
}

/**
 * Looks for the peers, which are no dependencies: in the folder named, in the project, and in the global packages.
 * @param peersFrom folder whose `node_modules` is looked into first, as the user wrote it
 * @param chromium path of Chromium, as the user wrote it; else it is looked for on the path
 */
export function findPeers(options: {
  peersFrom?: string | undefined;
  chromium?: string | undefined;
  cwd: string;
  appFolder: string;
}): FoundPeers {
  const { peersFrom, chromium, cwd, appFolder } = options;
  const node = findOnPath(["node"]);
  const folders = [
    ...(peersFrom === undefined ? [] : [resolve(cwd, peersFrom)]),
    appFolder,
    // Where `npm install --global` puts packages, beside the Node that is used.
    ...(node === undefined ? [] : [join(dirname(dirname(node)), "lib")]),
  ];
  const install = (name: string) =>
    `${name} was not found in ${folders.join(", ")}: run "npm install ${name}" in a folder of its own and name that folder with --peers-from.`;
  return {
    puppeteer: findPackage(PUPPETEER_NAMES, folders) ?? { missing: install("puppeteer-core") },
    cluster: findPackage(CLUSTER_NAMES, folders) ?? { missing: install("puppeteer-cluster") },
    chromium: findChromium(chromium, cwd),
    node: node ?? { missing: "node was not found on the path: the peers run in it." },
  };
}

function findChromium(named: string | undefined, cwd: string): string | Missing {
  if (named !== undefined) {
    const path = isAbsolute(named) ? named : resolve(cwd, named);
    return isExecutable(path) ? path : { missing: `--chromium names ${path}, which is no program.` };
  }
  const found = findOnPath(CHROMIUM_NAMES);
  if (found !== undefined) return found;
  return {
    missing: `Chromium was not found on the path (${CHROMIUM_NAMES.join(", ")}): install it ("apt-get install chromium" on Debian), or name it with --chromium.`,
  };
}

function findPackage(names: readonly string[], folders: readonly string[]): FoundPackage | undefined {
  for (const folder of folders) {
    for (const name of names) {
      // Not looked for further up, as Node would: what is compared with is only what was meant.
      const root = join(folder, "node_modules", name);
      if (!existsSync(join(root, "package.json"))) continue;
      const load = createRequire(join(folder, "node_modules", "noop.js"));
      const { version } = load(join(root, "package.json")) as { version: string };
      return { file: load.resolve(name), version: `${name} ${version}` };
    }
  }
  return undefined;
}
