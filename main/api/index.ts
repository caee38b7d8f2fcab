import type { BatchSettings } from "../../shared/batch";
import type { Queue } from "../queue";
import { Admission } from "./admission";
import type { ApiPlugin } from "./app";
import { type ApiLimits, DEFAULT_LIMITS } from "./limits";
import { Streams } from "./streams";
import { Submissions } from "./submissions";
import { TokenCheck } from "./token";

export type { ApiPlugin } from "./app";
export { type ApiLimits, DEFAULT_LIMITS } from "./limits";
export { newToken, tokenFromFile, tokenProblem } from "./token";

/** The port where nobody says another one. */
export const DEFAULT_PORT = 7420;
/** The only address that is ever listened on. */
const HOST = "127.0.0.1";
/** How long requests that are being answered may take at the end. */
const CLOSE_MS = 3000;

export interface ApiOptions {
  queue: Queue;
  /** Folder of the PDFs, asked for with each request. Absolute. */
  outDir: () => string;
  /** What holds for everything that comes over HTTP. */
  settings: BatchSettings;
  /** 0: any that is free. */
  port: number;
  /** What clients must show, see {@link newToken}. */
  token: string;
  /** There may be something to do for the worker: wake it. */
  wake: () => void;
  limits?: Partial<ApiLimits>;
  /** Receives lines about what goes wrong inside, never what is in prompts. */
  log?: (line: string) => void;
  /** Further routes, guarded like all others. */
  plugins?: readonly ApiPlugin[];
}

export interface Api {
  /** `http://127.0.0.1:7420` */
  url: string;
  port: number;
  /** Takes nothing on any more and resolves when all that was taken on is in the queue. */
  close(): Promise<void>;
}

/**
 * Listens for requests of programs on this machine and puts their prompts into the queue. Working the queue is not its
 * business.
 * @throws what the system says where the port cannot be had, such as `EADDRINUSE`
 */
export async function openApi(options: ApiOptions): Promise<Api> {
  const { queue, outDir, settings, wake, log = () => undefined, plugins = [] } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const submissions = new Submissions({ queue, outDir, admission: new Admission(queue, limits), onQueued: wake });
  const streams = new Streams(() => queue.changeMark());
  let port = 0;
  // Loaded by who opens the door alone: it takes every other command a tenth of its start.
  const { buildServer } = await import("./server");
  const app = await buildServer({
    queue,
    submissions,
    streams,
    settings,
    wake,
    token: new TokenCheck(options.token),
    limits,
    port: () => port,
    log,
    plugins,
  });
  try {
    await app.listen({ host: HOST, port: options.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  port = address.port;
  return {
    url: `http://${HOST}:${port}`,
    port,
    async close() {
      const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
      await app.close();
      clearTimeout(timer);
      await submissions.settled();
    },
  };
}
