// `pdfprompt doctor` must say what is wrong also where Electron cannot start, or is not there at all.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ensureBuild } from "./build.mjs";
import { ROOT } from "./common.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureElectron } from "./electron-runtime.mjs";

const MAIN_FOLDER = join(ROOT, "dist", "main");
/** The part of the app that looks at the machine without Electron, as it was built last. */
const WITHOUT_ELECTRON = join(MAIN_FOLDER, "doctor-without-electron.cjs");
/** A healthy machine takes two seconds; what takes so long hangs. */
const PATIENCE_MS = 120_000;

/**
 * Runs the app's own `doctor`; where that is not possible, tells why not, and what of the machine can be seen without it.
 * @param {readonly string[]} args of the command line, from `doctor` on
 * @param {(runtime: import("./electron-runtime.mjs").Runtime) => {args: string[], env: NodeJS.ProcessEnv}} callOf how the app is started
 * @returns {Promise<number>} exit code
 */
export async function doctor(args, callOf) {
  let runtime;
  try {
    await ensureDependencies();
    runtime = await ensureElectron();
    await ensureBuild();
  } catch (error) {
    return tellWithout(args, {
      code: "setup-failed",
      executable: runtime?.path ?? "",
      version: runtime?.version ?? null,
      source: runtime?.source ?? "none",
      what: `The set-up failed: ${error.message.trim().split("\n")[0]}`,
      output: error.message,
    });
  }
  const end = await runApp(runtime.path, callOf(runtime));
  // It came to its end, or refused the call; everything else is an Electron that did not get as far as our code.
  const isTold = end.stdout.trim() !== "" && (end.code === 0 || end.code === 1);
  const isRefused = end.code === 2 && /^error: /m.test(end.stderr);
  if (isTold || isRefused || end.code === 130) {
    process.stderr.write(end.stderr);
    process.stdout.write(end.stdout);
    return end.code;
  }
  const { path: executable, version, source } = runtime;
  const what = `Electron does not start: ${end.how}.`;
  const output = `${end.stderr}${end.stdout}`;
  return tellWithout(args, { code: "electron-cannot-start", executable, version, source, what, output });
}

/** @returns {Promise<{code: number, how: string, stdout: string, stderr: string}>} */
function runApp(executable, { args, env }) {
  return new Promise((resolve) => {
    const child = spawn(executable, args, { stdio: ["ignore", "pipe", "pipe", "pipe"], env });
    const text = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) {
      child[stream].on("data", (piece) => {
        text[stream] += piece;
      });
    }
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, PATIENCE_MS);
    process.on("SIGINT", () => undefined);
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    const ended = (code, how) => {
      clearTimeout(timer);
      resolve({ code, how, ...text });
    };
    child.on("error", (error) => ended(-1, error.message));
    child.on("close", (code, signal) => {
      const how = isLate
        ? `it did not come to an end within ${PATIENCE_MS / 1000} s`
        : signal
          ? `it was ended by ${signal}`
          : `it ended with ${code}`;
      ended(code ?? -1, how);
    });
  });
}

async function tellWithout(args, failure) {
  if (existsSync(WITHOUT_ELECTRON)) {
    const { doctorWithoutElectron } = createRequire(import.meta.url)(WITHOUT_ELECTRON);
    const { text, code } = await doctorWithoutElectron(args, MAIN_FOLDER, failure);
    process.stdout.write(`${text}\n`);
    return code;
  }
  tellSetup(args, failure);
  return 1;
}

/** Before the first build nothing more can be said. */
function tellSetup(args, { code, executable, version, source, what, output }) {
  const problem = {
    code,
    what,
    why: `Without it there is no app to run. ${output}`.trim(),
    fix: "Mend what is said above, then run: npm run setup",
  };
  const report = {
    ok: false,
    electron: { path: executable, version, chromium: null, source },
    node: process.versions.node,
    sqlite: null,
    display: process.env.WAYLAND_DISPLAY ?? process.env.DISPLAY ?? null,
    sandbox: process.getuid?.() !== 0,
    missingLibraries: [],
    problems: [problem],
    warnings: [],
  };
  const text = [what, problem.why, `→ ${problem.fix}`].join("\n");
  process.stdout.write(`${args.includes("--json") ? JSON.stringify(report) : text}\n`);
}
