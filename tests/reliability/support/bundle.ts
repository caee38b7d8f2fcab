import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { build } from "vite";
import { afterAll } from "vitest";
import { ROOT } from "../../support/cli";
import { type Guard, removeGuard } from "./mutate";

/** Below node_modules, so that what stays outside the bundles is found from them. */
const CACHE = join(ROOT, "node_modules", ".cache", "reliability");
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/**
 * Bundles a scenario with the product's source into a folder that is removed after the tests of the file.
 * @param name file in `scenarios/`, without its extension
 * @param without protections to leave out
 * @param isElectron whether it runs in the app's own runtime with windows; otherwise there is no `electron` to import
 * @param folder of tests whose `scenarios/` holds it
 * @returns the folder; it holds `scenario.cjs`, `publish-worker.cjs`, and a manifest with which Electron can start it
 */
export async function bundleScenario(
  name: string,
  without: Guard | readonly Guard[] = [],
  isElectron = false,
  folder = "reliability",
): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const outDir = mkdtempSync(join(CACHE, `${name}-`));
  folders.push(outDir);
  await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    publicDir: false,
    ...(isElectron ? {} : { resolve: { alias: { electron: join(ROOT, "tests", "support", "no-electron.ts") } } }),
    plugins: [
      ...[without].flat().map(removeGuard),
      {
        name: "manifest",
        generateBundle() {
          const source = JSON.stringify({ name: "pdfprompt-scenario", version: "0.0.0", main: "scenario.cjs" });
          this.emitFile({ type: "asset", fileName: "package.json", source });
        },
      },
    ],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      minify: false,
      target: "node20",
      rolldownOptions: {
        input: {
          scenario: join(ROOT, "tests", folder, "scenarios", `${name}.ts`),
          "publish-worker": join(ROOT, "main", "publish", "publish-worker.ts"),
        },
        external: [...(isElectron ? ["electron"] : []), "better-sqlite3", "piscina", ...builtinModules, /^node:/],
        platform: "node",
        output: { format: "cjs", entryFileNames: "[name].cjs", chunkFileNames: "[name]-[hash].cjs" },
      },
    },
  });
  return outDir;
}
