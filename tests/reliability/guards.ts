import type { Guard } from "./support/mutate";

/** Protections of the queue, the worker and the publishing. Each, taken out, must be missed by a test. */
export const GUARDS = {
  sweep: {
    name: "clears what a dead attempt left behind",
    file: "main/worker/worker.ts",
    find: "publisher.sweep(attempt.outDir, attempt.output, attemptToken(attempt));",
    replace: "Promise.resolve();",
  },
  settleAfterCrash: {
    name: "drops the proof of a job that was committed just before a crash",
    file: "main/worker/worker.ts",
    find: "justDone.map(",
    replace: "([] as typeof justDone).map(",
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
  askAlive: {
    name: "asks whether a worker's process still runs before its jobs are given to others",
    file: "main/queue/process-identity.ts",
    find: 'return start === "" || now.start === "" || now.start === start;',
    replace: "return false;",
  },
  fence: {
    name: "refuses what is written by an attempt that does not hold the job any more",
    file: "main/queue/statements.ts",
    find: "id = @id AND attempt = @attempt AND worker_id = @workerId AND state = 'claimed'",
    replace: "id = @id",
  },
  retract: {
    name: "takes the file of a refused attempt back",
    file: "main/worker/worker.ts",
    find: "this.#untilDone(publisher.retract(outDir, published));",
    replace: "this.#untilDone(Promise.resolve(void outDir));",
  },
  noticeCrash: {
    name: "notices that a renderer is gone",
    file: "main/render/lane-window.ts",
    find: 'contents.on("render-process-gone", (_event, details) => {',
    replace: 'contents.on("render-process-gone", (_event, details) => {\n      if (details) return;',
  },
  noticeCrashWhileOpening: {
    name: "notices that a renderer is gone while its window opens",
    file: "main/render/lane-window.ts",
    find: "await this.#unlessCrashed(this.#prepared);",
    replace: "await this.#prepared;",
  },
  noticeNetwork: {
    name: "notices that the network process is gone",
    file: "main/render/network-watch.ts",
    find: "if (serviceName === NETWORK_SERVICE)",
    replace: 'if (serviceName === "")',
  },
  deadline: {
    name: "ends a document at its deadline",
    file: "main/render/deadline.ts",
    find: "const timer = setTimeout(expire, timeoutMs);",
    replace: "const timer = setTimeout(() => undefined, timeoutMs);",
  },
  collect: {
    name: "collects Blink's heap",
    file: "main/render/lane-window.ts",
    find: "if (this.#documents % DOCUMENTS_PER_COLLECTION === 0)",
    replace: "if (this.#documents < 0)",
  },
} as const satisfies Record<string, Guard>;
