import { z } from "zod";
import type { App, Services } from "../app";
import { errorSchema } from "../errors";
import { eventStream, statsAnswer } from "../schemas";
import { toStats } from "../views";

/** `/stats` and `/events`: how the queue is; `/healthz`: that somebody is there. */
export function statsRoutes(app: App, { queue, streams }: Services): void {
  app.get(
    "/api/v1/stats",
    {
      schema: {
        summary: "How deep the queue is and how fast it drains",
        tags: ["queue"],
        response: { 200: statsAnswer, "4xx": errorSchema },
      },
    },
    async () => toStats(queue.stats()),
  );

  app.get(
    "/api/v1/events",
    {
      schema: {
        summary: "The same figures as server-sent events",
        description: "`stats` whenever a figure changes.",
        tags: ["queue"],
        response: { 200: eventStream, "4xx": errorSchema },
      },
    },
    async (_request, reply) => {
      streams.open(reply, () => ({ event: "stats", data: toStats(queue.stats()) }));
      return reply;
    },
  );

  // Whoever brings a better one brings it in its place, see ApiPlugin.
  if (app.hasRoute({ method: "GET", url: "/healthz" })) return;
  app.get(
    "/healthz",
    {
      config: { isPublic: true },
      schema: {
        summary: "Whether the server answers",
        tags: ["queue"],
        security: [],
        response: { 200: z.object({ ok: z.boolean() }) },
      },
    },
    async () => ({ ok: true }),
  );
}
