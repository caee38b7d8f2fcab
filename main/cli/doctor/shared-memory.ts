import { statfsSync } from "node:fs";
import { type CheckResult, looked, size } from "./finding";

/** What Docker gives a container; a renderer that draws large pictures needs more. */
const SMALL_BYTES = 128e6;
const UNUSABLE_BYTES = 16e6;
const REMEDY = "In Docker: docker run --shm-size=1g …\nElsewhere: sudo mount -o remount,size=1G /dev/shm";

/** Is there room in the memory that Chromium's processes share? Linux only. */
export function checkSharedMemory(folder = "/dev/shm"): CheckResult {
  try {
    const { blocks, bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const result = looked("shared memory", `${size(free)} of ${size(blocks * bsize)} free in ${folder}`);
    const why = "Chromium's processes hand pages over in it: a renderer ends where it finds no room.";
    const what = `${folder} has ${size(free)} left.`;
    if (free < UNUSABLE_BYTES) result.problems.push({ code: "shared-memory-unusable", what, why, fix: REMEDY });
    else if (free < SMALL_BYTES) result.warnings.push({ code: "shared-memory-small", what, why, fix: REMEDY });
    return result;
  } catch (error) {
    const result = looked("shared memory", `${folder} cannot be used`);
    result.problems.push({
      code: "shared-memory-unusable",
      what: `There is no usable ${folder} (${(error as NodeJS.ErrnoException).code ?? error}).`,
      why: "Chromium's processes hand pages over in it, and do not start without.",
      fix: "Run: sudo mkdir -p /dev/shm && sudo mount -t tmpfs -o size=1G,mode=1777 tmpfs /dev/shm",
    });
    return result;
  }
}
