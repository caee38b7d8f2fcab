import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const CONFIGURATION = "/etc/resolv.conf";
/** Shows a file in the place of another to one command and its children alone. */
const SCRIPT = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';

/** A process can be given a name server of its own where it may have mounts of its own: on Linux, as root. */
export const nameServer = {
  isPossible: isPossible(),

  /** The command that starts another one so that it asks the server at `address`. */
  within(folder: string, address: string): string[] {
    const file = join(folder, "resolv.conf");
    writeFileSync(file, `nameserver ${address}\noptions timeout:1 attempts:1\n`);
    return ["unshare", "--mount", "sh", "-c", SCRIPT, "sh", file, CONFIGURATION];
  },
};

function isPossible(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("unshare", ["--mount", "sh", "-c", SCRIPT, "sh", CONFIGURATION, CONFIGURATION, "true"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}
