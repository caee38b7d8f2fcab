import { existsSync } from "node:fs";
import os from "node:os";
import { dirname, join } from "node:path";
import { checkClock } from "./clock";
import { checkDisplay } from "./display";
import { checkEnvironment } from "./environment";
import type { CheckResult } from "./finding";
import { checkBuiltInFonts, checkSystemFonts } from "./fonts";
import { checkLibraries, thisSystem } from "./libraries";
import { checkLimits } from "./limits";
import { checkMemory } from "./memory";
import { checkOwnership } from "./queue";
import { checkSandbox } from "./sandbox";
import { checkSharedMemory } from "./shared-memory";
import { checkPlace } from "./storage";

export interface MachineInputs {
  /** Absolute path of Electron. */
  executable: string;
  /** Whether Electron runs: then what it needs to start is there. */
  isRunning: boolean;
  isRoot: boolean;
  environment: NodeJS.ProcessEnv;
  home: string;
  /** Folder of the built main process. */
  mainFolder: string;
  /** Absolute. */
  queueFile: string;
  outDir: string;
  tempDir: string;
  /** When the newest entry of the queue was made, where that is known. */
  newestMs?: number | undefined;
}

/** What the machine is like. */
export interface Machine {
  /** In the order in which they are told. */
  results: CheckResult[];
  display: string | null;
  sandbox: boolean;
  missingLibraries: string[];
  /** The operating system in a few words. */
  system: string;
}

/** Looks at everything that can be seen without Electron and without opening the queue. */
export async function inspectMachine(inputs: MachineInputs): Promise<Machine> {
  const { executable, isRunning, isRoot, environment, home, mainFolder, queueFile, outDir, tempDir, newestMs } = inputs;
  const isLinux = process.platform === "linux";
  const system = thisSystem();
  // What a missing Electron is linked with cannot be told.
  const libraries = isLinux && existsSync(executable) ? await checkLibraries(executable, system) : undefined;
  const display = isLinux ? await checkDisplay(environment) : undefined;
  const sandbox = isLinux ? await checkSandbox({ executable, isRoot, isRunning }) : undefined;
  const results: (CheckResult | undefined)[] = [
    libraries,
    display,
    sandbox,
    ...(isLinux ? [checkSharedMemory()] : []),
    checkBuiltInFonts(join(mainFolder, "fonts")),
    ...(isLinux ? [checkSystemFonts(home)] : []),
    checkPlace({
      check: "output",
      called: "The output folder",
      folder: outDir,
      otherwise: "render elsewhere: --out FOLDER",
    }),
    checkPlace({
      check: "queue",
      called: "The queue's folder",
      folder: dirname(queueFile),
      otherwise: "use another queue: --queue FILE",
    }),
    checkPlace({
      check: "temporary",
      called: "The folder for temporary files",
      folder: tempDir,
      otherwise: "name another one: export TMPDIR=FOLDER",
    }),
    checkOwnership(queueFile),
    ...(isLinux ? [checkLimits({ isRoot })] : []),
    checkMemory(),
    checkClock({ newestMs }),
    checkEnvironment(environment),
  ];
  return {
    results: results.filter((result) => result !== undefined),
    display: display?.display ?? null,
    sandbox: sandbox?.isOn ?? !isRoot,
    missingLibraries: libraries?.missing ?? [],
    system: [isLinux ? system.name : os.type(), os.release(), os.arch()].join(" "),
  };
}
