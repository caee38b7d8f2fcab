import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { JobDetails, Queue } from "../../queue";
import type { App, Services } from "../app";
import { ApiError, errorSchema } from "../errors";
import { openPdf } from "../pdf-file";
import { jobAnswer, jobParameters } from "../schemas";
import { toJob } from "../views";

/** `/jobs/:id`: how a job is, its PDF, and its end by hand. */
export function jobRoutes(app: App, { queue, wake }: Services): void {
  app.get(
    "/api/v1/jobs/:id",
    {
      schema: {
        summary: "How a job is",
        tags: ["jobs"],
        params: jobParameters,
        response: { 200: jobAnswer, "4xx": errorSchema },
      },
    },
    async ({ params }) => toJob(jobOf(queue, params.id)),
  );

  app.get(
    "/api/v1/jobs/:id/pdf",
    {
      schema: {
        summary: "The PDF of a job that is done",
        description: "409 until it is done, 410 where the file was moved or changed since.",
        tags: ["jobs"],
        params: jobParameters,
        response: {
          200: {
            description: "The PDF",
            content: { "application/pdf": { schema: z.string().meta({ format: "binary" }) } },
          },
          "4xx": errorSchema,
        },
      },
    },
    async ({ params }, reply) => sendPdf(reply, jobOf(queue, params.id)),
  );

  app.delete(
    "/api/v1/jobs/:id",
    {
      schema: {
        summary: "Cancel a job",
        description: "One that waits is cancelled at once. One that is being made is stopped soon after.",
        tags: ["jobs"],
        params: jobParameters,
        response: { 200: jobAnswer, 202: jobAnswer, "4xx": errorSchema },
      },
    },
    async ({ params }, reply) => {
      const { id, state } = jobOf(queue, params.id);
      if (state === "done" || state === "failed")
        throw new ApiError(409, "already-ended", `There is nothing to cancel: the job is ${state}.`);
      queue.cancel({ ids: [id] });
      wake();
      const job = jobOf(queue, params.id);
      return reply.code(job.state === "cancelled" ? 200 : 202).send(toJob(job));
    },
  );
}

/** @throws ApiError 404 */
function jobOf(queue: Queue, id: string): JobDetails {
  const job = queue.requests.job(Number(id));
  if (!job) throw new ApiError(404, "not-found", `There is no job ${id}. Done jobs are forgotten after 30 days.`);
  return job;
}

async function sendPdf(reply: FastifyReply, job: JobDetails): Promise<FastifyReply> {
  const { file, bytes } = await openPdf(job);
  const name = job.name.split("/").at(-1) ?? "document.pdf";
  // Closes the file at its end, and when the connection ends before.
  const stream = file.createReadStream({ start: 0 });
  return reply
    .header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", "%27")}`)
    .header("content-length", String(bytes))
    .header("etag", `"${job.sha256}"`)
    .type("application/pdf")
    .serializer((body: unknown) => body as string)
    .send(stream);
}
