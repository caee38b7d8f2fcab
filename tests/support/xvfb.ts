import { type ChildProcess, spawn } from "node:child_process";
import type { TestProject } from "vitest/node";

const SCREEN = "1400x1000x24";

/**
 * Gives each worker of the tests a display of its own, so that no window appears on the user's, and none takes the focus
 * from another's. Linux only.
 */
export default async function startDisplays({ config }: TestProject): Promise<() => void> {
  if (process.platform !== "linux") return () => undefined;
  const servers = Array.from({ length: config.maxWorkers }, () =>
    spawn("Xvfb", ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    }),
  );
  process.env.PDFPROMPT_TEST_DISPLAYS = (await Promise.all(servers.map(displayNumber))).join();
  return () => {
    for (const server of servers) server.kill();
  };
}

function displayNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    server.stdio[3]?.on("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
}
