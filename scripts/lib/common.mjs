import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The project's folder, absolute, without a slash at its end. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Writes one line about the set-up. To stderr: stdout belongs to results. */
export function say(line) {
  process.stderr.write(`[setup] ${line}\n`);
}

/** An error whose message is all a user needs: it is printed without a stack. */
export class SetupError extends Error {}

/** Ends the process with the message alone for a {@link SetupError}, with the stack for anything unforeseen. */
export function fail(error) {
  process.stderr.write(`${error instanceof SetupError ? `[setup] ${error.message}` : error?.stack}\n`);
  process.exit(2);
}

/**
 * Runs a command and collects what it prints.
 * @returns {Promise<{code: number, output: string}>} `code` is -1 when it could not start or was stopped.
 */
export function run(command, args, { timeoutMs = 15 * 60_000, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], ...options });
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: -1, output: error.message });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, output });
    });
  });
}

/** Like {@link run}, but a failure is a {@link SetupError} that begins with `what` and ends with the output. */
export async function runOrFail(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new SetupError(`${what} failed (${command} ${args.join(" ")}):\n${output.slice(-4000)}`);
  return output;
}

/** npm as a command and its first arguments, for every platform. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return { command: process.execPath, prefix: [script] };
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", prefix: [] };
}
