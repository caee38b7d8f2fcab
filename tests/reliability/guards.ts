import type { Guard } from "./support/mutate";

/** Protections of the queue, the worker and the publishing. Each, taken out, must be missed by a test. */
export const GUARDS = {
  sweep: {
    name: "clears what a dead attempt left behind",
    file: "main/worker/worker.ts",
    find: "await publisher.sweep(attempt.outDir, attempt.output, attemptToken(attempt));",
    replace: ";",
  },
  settleAfterCrash: {
    name: "drops the proof of a job that was committed just before a crash",
    file: "main/worker/worker.ts",
    find: "of justDone) {",
    replace: "of [] as typeof justDone) {",
  },
  syncFile: {
    name: "syncs a file before it gets its name",
    file: "main/publish/publish.ts",
    find: "fsyncSync(file);",
    replace: "",
  },
  syncFolder: {
    name: "syncs the folder after a file got its name",
    file: "main/publish/publish.ts",
    find: "fsyncSync(folder);",
    replace: "",
  },
  syncNewFolder: {
    name: "syncs the folder above a new folder",
    file: "main/publish/publish.ts",
    find: "made = dirname(made)) syncFolder(dirname(made));",
    replace: "made = dirname(made));",
  },
  keepProof: {
    name: "keeps the temporary name until the commit",
    file: "main/publish/publish.ts",
    find: "return { proof: temporary };",
    replace: "unlinkSync(temporary); return { proof: undefined };",
  },
  hashProof: {
    name: "writes the hash down where a file can have one name only",
    file: "main/publish/publish.ts",
    find: "writeDurably(proof, Buffer.from(sha256));",
    replace: "",
  },
} as const satisfies Record<string, Guard>;
