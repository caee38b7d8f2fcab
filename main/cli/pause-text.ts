import type { PauseState } from "../../shared/job";

/** Why nothing is started, and what ends it, in a few words. */
export function describePause(pause: PauseState): string {
  switch (pause.kind) {
    case "finish":
      return "paused: nothing new is started (go on with: pdfprompt resume)";
    case "now":
      return "paused: what ran is back in the queue (go on with: pdfprompt resume)";
    case "disk-full":
      return `paused: no room for ${formatBytes(pause.needBytes)} in ${pause.folder} (goes on by itself when there is)`;
  }
}

const KB = 1000;
const MB = 1000 * KB;
const GB = 1000 * MB;

/** `512 bytes`, `13 kB`, `1.5 MB`, never less than it is: so much must be free. */
function formatBytes(bytes: number): string {
  if (bytes < KB) return `${bytes} bytes`;
  if (bytes < MB) return `${Math.ceil(bytes / KB)} kB`;
  const [unit, name] = bytes < GB ? [MB, "MB"] : [GB, "GB"];
  return `${(Math.ceil((bytes / unit) * 10) / 10).toFixed(1)} ${name}`;
}
