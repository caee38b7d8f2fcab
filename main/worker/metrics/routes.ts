import { METRICS_CONTENT_TYPE } from "./exposition";
import type { Monitor } from "./index";

/** What is needed of an answer of fastify. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): Reply;
}

/** What is needed of fastify. */
interface Server {
  get(path: string, answer: (request: unknown, reply: Reply) => unknown): unknown;
}

/** `GET /metrics` and `GET /healthz` as a plugin of fastify. Who may ask is the server's business. */
export function monitorRoutes(monitor: Monitor): (app: Server) => Promise<void> {
  return async (app) => {
    app.get("/metrics", (_request, reply) =>
      reply.header("content-type", METRICS_CONTENT_TYPE).send(monitor.metricsText()),
    );
    app.get("/healthz", (_request, reply) => {
      const { httpStatus, body } = monitor.health();
      return reply.code(httpStatus).send(body);
    });
  };
}
