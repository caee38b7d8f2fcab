import { execFileSync } from "node:child_process";
import { afterEach } from "vitest";
import { tempFolder } from "./temp";

const mounted: string[] = [];

// Before the folders themselves are removed.
afterEach(() => {
  for (const folder of mounted.splice(0).reverse()) execFileSync("umount", [folder]);
});

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Whether file systems can be mounted here. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0 && works("unshare", "--mount", "true");

/** A file system in memory of its own, which goes after the test. Its type, `tmpfs`, is what the system says of it. */
export function mountInMemory(options: string): string {
  const folder = tempFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  mounted.push(folder);
  return folder;
}
