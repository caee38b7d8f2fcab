import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { BUILTIN_FONTS } from "./main/compose/fonts.ts";
import { slicedFonts } from "./main/compose/wide-fonts.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** What stays outside the bundles: the runtime's own modules, and packages that carry native code or worker files. */
const external = ["electron", "better-sqlite3", "piscina", ...builtinModules, /^node:/];

const TESTS = ["tests/**/*.test.ts"];
/** What counts how often renderers had to be started: beside other tests, one more of them is late now and then. */
const ALONE = ["tests/reliability/lanes.test.ts"];
/**
 * Tests wait for programs that they have started much of the time. Each worker has a display of its own, see xvfb.ts. Those
 * of a full run measure, and would measure each other.
 */
const WORKERS = process.env.PDFPROMPT_RELIABILITY === "full" ? 1 : Math.min(4, availableParallelism());

/** Electron's Node of the pinned release; the registry runtime understands the same syntax. */
const NODE_TARGET = "node20";

/** Puts the fonts of the built-in templates where the lanes serve them from, with the licences they come under. */
function copyFonts(): Plugin {
  return {
    name: "copy-fonts",
    applyToEnvironment: (environment) => environment.name === "main",
    async writeBundle() {
      const folder = path("dist/main/fonts");
      mkdirSync(folder, { recursive: true });
      const packages = new Set<string>();
      const hashes: Record<string, string> = {};
      for (const { file, from } of [...BUILTIN_FONTS, ...(await slicedFonts())]) {
        cpSync(path(`node_modules/${from}`), `${folder}/${file}`);
        hashes[file] = createHash("sha256")
          .update(readFileSync(`${folder}/${file}`))
          .digest("hex");
        packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? "");
      }
      for (const id of packages) {
        cpSync(path(`node_modules/${id}/LICENSE`), `${folder}/${id.replace(/^.*\//, "")}.LICENSE.txt`);
      }
      // For `doctor`, which looks whether all of them are still whole.
      writeFileSync(`${folder}/index.json`, JSON.stringify(hashes));
    },
  };
}

/**
 * markdown-it is published with the properties of its classes set by a helper that asks for each whether it is there, which
 * took a seventh of the time of composing. They never are: the classes extend nothing and have no setters.
 */
function plainProperties(): Plugin {
  const CALL = /_defineProperty\(\s*this,\s*(?:\/\*(?:[^*]|\*(?!\/))*\*\/\s*)?"(\w+)",\s*([\s\S]*?)\s*\);/g;
  return {
    name: "plain-properties",
    transform: {
      filter: { id: /markdown-it\/dist\/markdown-it\.mjs$/ },
      handler(code) {
        const plain = code.replace(CALL, "this.$1 = $2;");
        if (plain === code) throw new Error("markdown-it has no _defineProperty any more: take this plugin out");
        return { code: plain, map: null };
      },
    },
  };
}

function nodeBundle(input: Record<string, string>, outDir: string) {
  return {
    consumer: "server" as const,
    resolve: { noExternal: true as const, external: [] },
    build: {
      target: NODE_TARGET,
      outDir: path(outDir),
      emptyOutDir: true,
      sourcemap: true,
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        input,
        external,
        platform: "node" as const,
        output: {
          format: "cjs" as const,
          entryFileNames: "[name].cjs",
          chunkFileNames: "chunks/[name]-[hash].cjs",
        },
      },
    },
  };
}

/** One build for the three kinds of process: `dist/main`, `dist/preload`, `dist/renderer`. */
export default defineConfig({
  root: path("renderer"),
  base: "./",
  publicDir: false,
  plugins: [react(), copyFonts(), plainProperties()],
  builder: {
    buildApp: async (builder) => {
      await Promise.all(Object.values(builder.environments).map((environment) => builder.build(environment)));
    },
  },
  environments: {
    client: { build: { outDir: path("dist/renderer"), emptyOutDir: true, target: "chrome130" } },
    main: nodeBundle(
      {
        index: path("main/index.ts"),
        "compose-worker": path("main/compose/compose-worker.ts"),
        "combine-worker": path("main/publish/combined/combine-worker.ts"),
        "publish-worker": path("main/publish/publish-worker.ts"),
        "listing-worker": path("main/queue/listing-worker.ts"),
        "peer-process": path("main/bench/peers/peer-process.ts"),
        "doctor-without-electron": path("main/cli/doctor/without-electron.ts"),
      },
      "dist/main",
    ),
    preload: nodeBundle({ index: path("main/preload/index.ts") }, "dist/preload"),
  },
  test: {
    root: path("."),
    projects: process.env.PDFPROMPT_PICTURES
      ? [{ extends: true, test: { include: ["tests/e2e/pictures.ts"] } }]
      : [
          {
            extends: true,
            test: { name: "together", include: TESTS, exclude: [...ALONE], sequence: { groupOrder: 0 } },
          },
          { extends: true, test: { name: "alone", include: [...ALONE], maxWorkers: 1, sequence: { groupOrder: 1 } } },
        ],
    environment: "node",
    // Stylesheets that are read as text are empty else.
    css: true,
    globalSetup: ["tests/support/xvfb.ts"],
    setupFiles: ["tests/support/display.ts"],
    maxWorkers: WORKERS,
    // A command or a window is started in most: on a busy machine that takes a while. No limit says how long is good.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    retry: Number(process.env.PDFPROMPT_TEST_RETRIES ?? 0),
    alias: {
      electron: path("tests/support/no-electron.ts"),
      // The runtime may bring a better-sqlite3 of its own, see scripts/registry-runtime.
      ...(process.env.PDFPROMPT_TEST_SQLITE ? { "better-sqlite3": process.env.PDFPROMPT_TEST_SQLITE } : {}),
    },
  },
});
