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
  get(path: string, options: object, answer: (request: unknown, reply: Reply) => unknown): unknown;
}

const METRICS = { schema: { summary: "Figures for Prometheus, in its text format", tags: ["queue"] } };
/** Nothing in it is anybody's work, and what looks after services has no token. */
const HEALTH = {
  config: { isPublic: true },
  schema: { summary: "Whether jobs can be done: 200, or 503 with the cause", tags: ["queue"], security: [] },
};

/** `GET /metrics` and `GET /healthz` as a plugin of fastify. Who may ask is the server's business. */
export function monitorRoutes(monitor: Monitor): (app: Server) => Promise<void> {
  return async (app) => {
    app.get("/metrics", METRICS, (_request, reply) =>
      reply.header("content-type", METRICS_CONTENT_TYPE).send(monitor.metricsText()),
    );
    app.get("/healthz", HEALTH, (_request, reply) => {
      const { httpStatus, body } = monitor.health();
      return reply.code(httpStatus).send(body);
    });
  };
}
