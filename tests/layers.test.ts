import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const DOORS_MAY = ["main/worker", "main/queue", "main/intake", "main/log", "shared"];
const NODE = "node";

/** Rooms, most specific first, and what their files may import: other rooms, `node`, and packages kept to some rooms. */
const ROOMS: readonly { room: string; may: readonly string[] }[] = [
  { room: "shared", may: [] },
  { room: "main/queue", may: ["shared", NODE] },
  { room: "main/intake", may: ["shared", NODE] },
  { room: "main/compose", may: ["shared", NODE] },
  { room: "main/render", may: ["shared", NODE, "electron"] },
  { room: "main/publish", may: ["shared", NODE] },
  { room: "main/log", may: ["shared", NODE] },
  { room: "main/worker", may: ["main/queue", "main/compose", "main/render", "main/publish", "shared", NODE] },
  { room: "main/api", may: [...DOORS_MAY, NODE] },
  { room: "main/watch", may: [...DOORS_MAY, NODE] },
  // The window and the command line open the other doors.
  { room: "main/desktop", may: [...DOORS_MAY, "main/api", "main/watch", NODE, "electron"] },
  { room: "main/cli", may: [...DOORS_MAY, "main/api", "main/watch", "main/bench", NODE, "electron"] },
  // Measures the stages one by one and together, so it sees all of them.
  {
    room: "main/bench",
    may: ["main/compose", "main/render", "main/publish", "main/queue", "main/worker", "shared", NODE, "electron"],
  },
  { room: "main/preload", may: ["shared", "electron"] },
  { room: "main/index.ts", may: ["main/bench", "main/cli", "main/desktop", "main/render", NODE, "electron"] },
  { room: "renderer", may: ["shared", "react"] },
];

/** Packages that only these rooms may use. Every other package is free. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  "better-sqlite3": ["main/queue"],
  electron: ROOMS.filter(({ may }) => may.includes("electron")).map(({ room }) => room),
  react: ["renderer"],
};

/** What is in no room and may be read by one file: the version stands in one place. */
const OUTSIDE: Readonly<Record<string, string>> = { "package.json": "shared/version.ts" };

function* sources(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

function roomOf(path: string): string | undefined {
  return ROOMS.find(({ room }) => path === room || path.startsWith(`${room}/`))?.room;
}

/** What is wrong with one import, or undefined. `file` and the answer are relative to the project. */
function violation(file: string, specifier: string): string | undefined {
  const room = roomOf(file);
  if (!room) return `${file} is in no room`;
  const may = ROOMS.find((candidate) => candidate.room === room)?.may ?? [];
  if (specifier.startsWith(".")) {
    const path = join(dirname(file), specifier).replaceAll("\\", "/");
    if (OUTSIDE[path] === file) return undefined;
    const target = roomOf(path);
    if (target === undefined) return `${file} imports ${specifier}, which is in no room`;
    return target === room || may.includes(target) ? undefined : `${file} (${room}) imports ${target}`;
  }
  if (specifier.startsWith("node:")) return may.includes(NODE) ? undefined : `${file} (${room}) imports ${specifier}`;
  const name = specifier.split("/")[0] ?? specifier;
  return KEPT[name] && !KEPT[name].includes(room) ? `${file} (${room}) imports ${specifier}` : undefined;
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"|(?:^|\n)import\s+"([^"]+)"/g,
    ),
  ].flatMap(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? []);
}

describe("layers", () => {
  it("lets a file import only what its room may", () => {
    const files = ["main", "renderer", "shared"].flatMap((folder) => [...sources(join(root, folder))]);
    expect(files.length).toBeGreaterThan(50);
    const violations = files.flatMap((path) =>
      importsOf(path).flatMap((specifier) => violation(relative(root, path).replaceAll("\\", "/"), specifier) ?? []),
    );
    expect(violations).toEqual([]);
  });

  it.each([
    ["main/queue/queue.ts", "../render"],
    ["main/intake/index.ts", "../queue"],
    ["main/compose/index.ts", "electron"],
    ["main/publish/publish.ts", "better-sqlite3"],
    ["shared/job.ts", "node:fs"],
    ["shared/job.ts", "../main/queue"],
    ["renderer/app.tsx", "../main/worker"],
    ["renderer/app.tsx", "node:fs"],
    ["main/cli/render.ts", "../render"],
    ["main/api/server.ts", "../render"],
    ["main/api/server.ts", "electron"],
    ["main/watch/service.ts", "../publish"],
    ["main/preload/index.ts", "node:fs"],
  ])("forbids %s to import %s", (file, specifier) => {
    expect(violation(file, specifier)).toBeDefined();
  });

  it("touches the bridge in renderer/api.ts only", () => {
    const users = [...sources(join(root, "renderer"))].filter((path) =>
      /\bwindow\.pdfprompt\b/.test(readFileSync(path, "utf8")),
    );
    expect(users.map((path) => relative(root, path))).toEqual(["renderer/api.ts"]);
  });
});
