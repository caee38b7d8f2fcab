import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { BatchSettings } from "../../shared/batch";
import type { Queue } from "../queue";
import type { Streams } from "./streams";
import type { Submissions } from "./submissions";

/** The server with schemas in zod. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What routes work with. */
export interface Services {
  queue: Queue;
  submissions: Submissions;
  streams: Streams;
  /** Of what comes over HTTP. */
  settings: BatchSettings;
  /** There may be something to do for the worker: new jobs, a cancel. */
  wake: () => void;
}

/** Routes that somebody else brings, such as figures for Prometheus. They are guarded as all others are. */
export type ApiPlugin = FastifyPluginAsync;
