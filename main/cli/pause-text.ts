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

/** `512 bytes`, `13 KB`, `1.5 MB`, rounded up: it is about how much is missing. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 1024)} KB`;
  const megabytes = bytes / 2 ** 20;
  return megabytes < 1024 ? `${(Math.ceil(megabytes * 10) / 10).toFixed(1)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}
