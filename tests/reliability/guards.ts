import type { Guard } from "./support/mutate";

/** Protections of the queue, the worker and the publishing. Each, taken out, must be missed by a test. */
export const GUARDS = {
  sweep: {
    name: "clears what earlier attempts left behind",
    file: "main/worker/run-job.ts",
    find: "if (job.attempt > 1) await stages.publisher.sweep(job.outDir, job.output, earlierTokens(job));",
    replace: "",
  },
} as const satisfies Record<string, Guard>;
