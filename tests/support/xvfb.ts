import { type ChildProcess, spawn } from "node:child_process";

const SCREEN = "1400x1000x24";

/** Gives the tests a display of their own, so that no window appears on the user's. Linux only. */
export default async function startDisplay(): Promise<() => void> {
  if (process.platform !== "linux") return () => undefined;
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  process.env.DISPLAY = `:${await displayNumber(server)}`;
  delete process.env.WAYLAND_DISPLAY;
  return () => {
    server.kill();
  };
}

function displayNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3]?.on("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
}
