import { readdir, readFile, readlink } from "node:fs/promises";

/** The bits of a file's flags that say how it was opened; 0 is reading alone. */
const ACCESS_MODE = 0o3;

/**
 * Which of these files a process of this machine holds open for writing, as far as the system tells: on Linux, and of
 * other users' processes only to root. Elsewhere none.
 * @param paths absolute, without symbolic links
 */
export async function openForWriting(paths: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>();
  if (paths.size === 0) return found;
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    const folder = `/proc/${pid}/fd`;
    const descriptors = await readdir(folder).catch(() => []);
    const look = async (descriptor: string) => {
      const target = await readlink(`${folder}/${descriptor}`).catch(() => "");
      if (paths.has(target) && (await isForWriting(pid, descriptor))) found.add(target);
    };
    await Promise.all(descriptors.map(look));
  }
  return found;
}

async function isForWriting(pid: string, descriptor: string): Promise<boolean> {
  const info = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, "utf8").catch(() => "");
  const flags = /^flags:\s*([0-7]+)/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & ACCESS_MODE) !== 0;
}
