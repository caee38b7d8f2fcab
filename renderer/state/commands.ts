import { COMMANDS, type Command } from "../../shared/commands";
import type { QueueStats } from "../../shared/job";
import type { TextKey } from "../../shared/texts";

/** The commands as the palette shows them, those that belong together in one group. */
export const COMMAND_GROUPS = {
  add: ["addFiles", "addFolder", "paste", "addSamples"],
  queue: ["pause", "pauseNow", "retryFailed", "cancelQueued", "undoRemoval"],
  view: [
    "search",
    "showAll",
    "showQueued",
    "showRunning",
    "showDone",
    "showFailed",
    "showCancelled",
    "showBatches",
    "showTemplates",
    "throughput",
    "inspector",
    "nextPane",
  ],
  output: ["openOutputFolder", "changeOutputFolder"],
  app: ["settings", "shortcuts"],
} as const satisfies Record<string, readonly Command[]>;

type Asked = Pick<QueueStats, "queued" | "claimed" | "failed" | "paused" | "pause">;

/** Whether there is anything for a command to do now. `removals` are those that can still be undone. */
export function isOffered(
  command: Command,
  { queued, claimed, failed, pause, removals }: Asked & { removals: number },
): boolean {
  switch (command) {
    case "pauseNow":
      return pause === null || (pause.kind === "finish" && claimed > 0);
    case "retryFailed":
      return failed > 0;
    case "cancelQueued":
      return queued > 0;
    case "undoRemoval":
      return removals > 0;
    default:
      return true;
  }
}

/** What a command is called where it is chosen: what it would do now, not what it can do at all. */
export function labelOf(command: Command, { paused }: Asked): TextKey {
  if (command === "pause") return paused ? "toolbar.resume" : "toolbar.pauseFinish";
  return COMMANDS[command].label;
}
