#!/usr/bin/env node
// The command `pdfprompt` in a checkout: set-up, then the app. Without arguments it opens the window.
import { spawn } from "node:child_process";
import { fail, ROOT } from "./lib/common.mjs";
import { doctor } from "./lib/doctor.mjs";
import { runtimeEnvironment } from "./lib/electron-runtime.mjs";
import { setup } from "./setup.mjs";

const WINDOW_NEEDS_DISPLAY = `[pdfprompt] There is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set).
  With a desktop:    run this from a terminal inside it.
  Over ssh:          ssh -X, or set DISPLAY.
  Without a display: npm run render -- <files or folders> --out out
  For a try-out:     xvfb-run npm start
`;

/** What somebody ends a command with; until the app has begun, Electron ends by them itself. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"];

const args = process.argv.slice(2);
const isWindow = args.length === 0 || args[0] === "window";

/** Chromium's own switches. They stand before the app's folder; the app's arguments follow after `--`. */
function switches() {
  const list = [];
  // Offscreen windows render without a display server; the window itself needs one.
  if (!isWindow && process.platform === "linux") list.push("--ozone-platform=headless");
  if (process.getuid?.() === 0) list.push("--no-sandbox");
  // Chromium tells of missing desktop services (D-Bus, GPU) that a batch renderer does not use.
  if (!process.env.PDFPROMPT_CHROMIUM_LOG) list.push("--log-level=3");
  return list;
}

/** How the app is started. It watches the fourth stream: when this process is gone, however it went, it stops. */
function callOf(runtime) {
  const env = { ...process.env, ...runtimeEnvironment(runtime), PDFPROMPT_PARENT_FD: "3" };
  delete env.ELECTRON_RUN_AS_NODE;
  return { args: [...switches(), ROOT, "--", ...args], env };
}

function start(runtime) {
  const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (isWindow && !hasDisplay) {
    process.stderr.write(WINDOW_NEEDS_DISPLAY);
    process.exit(2);
  }
  if (process.getuid?.() === 0) {
    process.stderr.write("[pdfprompt] running as root: Chromium's sandbox is off (--no-sandbox)\n");
  }
  const call = callOf(runtime);
  const child = spawn(runtime.path, call.args, { stdio: ["inherit", "inherit", "inherit", "pipe"], env: call.env });
  // A terminal, or a service manager, sends its signals to both, and Electron dies at once of a second one. So a command is
  // told by the stream that it watches. The window does not: it gets what is meant for this process alone, but for Ctrl-C.
  const stop = (signal) => {
    if (!isWindow) child.stdio[3].destroy();
    else if (signal !== "SIGINT") child.kill(signal);
  };
  for (const signal of INTERRUPTS) process.on(signal, stop);
  child.on("error", fail);
  child.on("exit", (code, signal) => {
    if (signal) process.stderr.write(`[pdfprompt] Electron was ended by ${signal}; run the same command to resume\n`);
    process.exit(code ?? (INTERRUPTS.includes(signal) ? 130 : 1));
  });
}

if (args[0] === "doctor") {
  doctor(args, callOf).then((code) => {
    process.exitCode = code;
  }, fail);
} else setup().then(start, fail);
