import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { tempFolder } from "./temp";
import { type OpenWindow, openWindow } from "./window";

/** What every test with a window begins with: a user's home, a folder of prompts in it, and no window yet. */
export interface WindowSuite {
  readonly home: string;
  /** The folder of prompts. */
  readonly inDir: string;
  /** Starts the window as that user would. It is closed after the test. */
  open(env?: Record<string, string>, args?: readonly string[]): Promise<OpenWindow>;
  /** Writes a prompt into the folder. @returns its path */
  write(name: string, text: string): string;
  /** Writes `p1.md`, `p2.md`, … */
  writePrompts(count: number): void;
}

/** Called once in a test file: each of its tests gets a home of its own. */
export function windowSuite(): WindowSuite {
  let home = "";
  let window: OpenWindow | undefined;
  const inDir = () => join(home, "prompts");
  beforeEach(() => {
    home = tempFolder();
    mkdirSync(inDir());
  });
  afterEach(async () => {
    // It may have ended by itself, or been ended.
    await window?.app.close().catch(() => undefined);
    window = undefined;
  });
  const write = (name: string, text: string) => {
    const path = join(inDir(), name);
    writeFileSync(path, text);
    return path;
  };
  return {
    get home() {
      return home;
    },
    get inDir() {
      return inDir();
    },
    async open(env, args) {
      window = await openWindow(home, env, args);
      return window;
    },
    write,
    writePrompts(count) {
      for (let number = 1; number <= count; number += 1)
        write(`p${number}.md`, `# Prompt ${number}\n\nA short text.\n`);
    },
  };
}

/** Names of the PDFs in a folder. */
export function pdfsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".pdf"));
}
