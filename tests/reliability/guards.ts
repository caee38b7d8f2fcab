import type { Guard } from "./support/mutate";

/** Protections of the queue, the worker and the publishing. Each, taken out, must be missed by a test. */
export const GUARDS = {
  sweep: {
    name: "clears what a dead attempt left behind",
    file: "main/worker/worker.ts",
    find: "await publisher.sweep(attempt.outDir, attempt.output, attemptToken(attempt));",
    replace: ";",
  },
} as const satisfies Record<string, Guard>;
