import type { Socket } from "node:net";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import type { z } from "zod";
import type { ApiPlugin, App, Services } from "./app";
import { readBodies, toInvalid } from "./body";
import { ApiError, errorBody, errorHandler, type RequestCode, sendError } from "./errors";
import { admit } from "./guard";
import { type ApiLimits, FIXED_LIMITS } from "./limits";
import { describeRoutes } from "./openapi";
import { batchRoutes } from "./routes/batches";
import { docsRoutes } from "./routes/docs";
import { jobRoutes } from "./routes/jobs";
import { promptRoutes } from "./routes/prompts";
import { statsRoutes } from "./routes/stats";
import type { TokenCheck } from "./token";

const SECOND = 1000;

/** On every answer: it is for the program that asked, and for no page and no cache. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export interface ServerOptions extends Services {
  token: TokenCheck;
  limits: Pick<ApiLimits, "bodyBytes" | "requestsPerSecond">;
  /** Asked with each request: it is known only once something listens. */
  port: () => number;
  log: (line: string) => void;
  plugins: readonly ApiPlugin[];
}

/** The server with all its routes, not listening yet. */
export async function buildServer(options: ServerOptions): Promise<App> {
  const { token, limits, port, log, plugins } = options;
  const guard = (request: FastifyRequest) => admit(request, { port: port(), token });
  const app: App = fastify({
    bodyLimit: limits.bodyBytes,
    connectionTimeout: FIXED_LIMITS.idleMs,
    requestTimeout: FIXED_LIMITS.requestMs,
    keepAliveTimeout: 10 * SECOND,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    http: {
      maxHeaderSize: FIXED_LIMITS.headerBytes,
      headersTimeout: FIXED_LIMITS.headersMs,
      connectionsCheckingInterval: SECOND,
    },
    clientErrorHandler: refuseRaw,
    // Addresses that cannot be decoded get here before any hook.
    frameworkErrors: (_error, request, reply) => {
      try {
        guard(request as FastifyRequest);
        throw new ApiError(400, "bad-request", "There are no such paths here. See /openapi.json.");
      } catch (error) {
        errorHandler(log)(error, request as FastifyRequest, reply as FastifyReply);
      }
    },
  });
  app.server.maxConnections = FIXED_LIMITS.connections;
  app.setErrorHandler(errorHandler(log));
  app.decorateRequest("hasToken", false);
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers(HEADERS);
    request.hasToken = guard(request);
  });
  await app.register(rateLimit, {
    max: limits.requestsPerSecond,
    timeWindow: SECOND,
    // There is one address and one token: all clients are one.
    keyGenerator: () => "all",
    errorResponseBuilder: () =>
      new ApiError(429, "too-many-requests", "Too many requests in this second. Try again in the next.", {
        retryAfter: 1,
      }),
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
    sendError(reply, new ApiError(404, "not-found", `There is no ${request.method} of this path. See /openapi.json.`)),
  );
  readBodies(app);
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart = "", url }) => (data) => {
    const { success, data: value, error } = schema.safeParse(data);
    return success ? { value } : { error: toInvalid(error, httpPart, url) };
  });
  app.setSerializerCompiler(serializerCompiler);
  await describeRoutes(app);
  for (const plugin of plugins) await app.register(plugin);
  promptRoutes(app, options);
  jobRoutes(app, options);
  batchRoutes(app, options);
  statsRoutes(app, options);
  docsRoutes(app);
  app.addHook("preClose", async () => options.streams.close());
  await app.ready();
  return app;
}

/** Answers what is no HTTP, or took too long, on the bare connection. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, message] = rawAnswer(error.code);
  const body = JSON.stringify(errorBody(code, message));
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function rawAnswer(code: string | undefined): [status: string, code: RequestCode, message: string] {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return ["431 Request Header Fields Too Large", "headers-too-large", "The headers are too large."];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return ["408 Request Timeout", "request-timeout", "The request took too long to arrive."];
    default:
      return ["400 Bad Request", "bad-request", "This is not a valid HTTP/1.1 request."];
  }
}
