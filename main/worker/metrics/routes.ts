import { METRICS_CONTENT_TYPE } from "./exposition";
import type { Monitor } from "./index";

/** What is needed of an answer of fastify. */
interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): Reply;
}

/** What is needed of a request. `hasToken` is false where the server knows that it came without. */
interface Request {
  hasToken?: boolean;
}

/** What is needed of fastify. */
interface Server {
  get(path: string, options: object, answer: (request: Request, reply: Reply) => unknown): unknown;
}

const METRICS = { schema: { summary: "Figures for Prometheus, in its text format", tags: ["queue"] } };
/** What looks after services has no token: it is told whether jobs can be done, and nothing of anybody's work. */
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
    app.get("/healthz", HEALTH, ({ hasToken }, reply) => {
      const { httpStatus, body } = monitor.health();
      const { status, cause } = body;
      return reply.code(httpStatus).send(hasToken === false ? { status, cause } : body);
    });
  };
}
