import type { BatchHead, Queue } from "../../queue";
import type { App, Services } from "../app";
import { ApiError, errorSchema } from "../errors";
import { batchAnswer, batchParameters, cancelledAnswer, eventStream, pageQuery } from "../schemas";
import { toBatch, toProgress } from "../views";

/** `/batches/:id`: how a batch is, its progress as events, and its end by hand. */
export function batchRoutes(app: App, { queue, streams, wake }: Services): void {
  app.get(
    "/api/v1/batches/:id",
    {
      schema: {
        summary: "How a batch is, with a page of its jobs",
        tags: ["batches"],
        params: batchParameters,
        querystring: pageQuery,
        response: { 200: batchAnswer, "4xx": errorSchema },
      },
    },
    async ({ params, query }) => toBatch(queue, batchOf(queue, params.id), query),
  );

  app.get(
    "/api/v1/batches/:id/events",
    {
      schema: {
        summary: "The progress of a batch as server-sent events",
        description: "`progress` whenever a figure changes, `end` when the batch has ended; then the stream ends.",
        tags: ["batches"],
        params: batchParameters,
        response: { 200: eventStream, "4xx": errorSchema },
      },
    },
    async ({ params }, reply) => {
      const { id } = batchOf(queue, params.id);
      streams.open(reply, () => {
        const data = toProgress(queue, id, queue.isBatchSealed(id));
        const isLast = data.state === "finished";
        return { event: isLast ? "end" : "progress", data, isLast };
      });
      return reply;
    },
  );

  app.delete(
    "/api/v1/batches/:id",
    {
      schema: {
        summary: "Cancel what is unfinished of a batch",
        tags: ["batches"],
        params: batchParameters,
        response: { 202: cancelledAnswer, "4xx": errorSchema },
      },
    },
    async ({ params }, reply) => {
      const { id } = batchOf(queue, params.id);
      const cancelled = queue.cancel({ batchId: id });
      wake();
      return reply.code(202).send({ cancelled });
    },
  );
}

/** @throws ApiError 404 */
function batchOf(queue: Queue, id: string): BatchHead {
  const batch = queue.requests.batch(id);
  if (!batch)
    throw new ApiError(404, "not-found", `There is no batch ${id}. Finished ones are forgotten after 30 days.`);
  return batch;
}
