import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { batchSettingsSchema } from "../../../shared/batch";
import type { Prompt } from "../../../shared/prompt";
import { namePatternProblem } from "../../worker";
import type { App, Services } from "../app";
import { ApiError, errorSchema, invalidBody } from "../errors";
import { batchAccepted, batchBody, generateAnswer, generateBody, idempotencyHeaders } from "../schemas";
import { headerKey, idKey } from "../submissions";
import { batchUrl, jobUrl, toRejected } from "../views";

const REPLAYED = "idempotent-replayed";

/** `POST /generate` and `POST /batches`: prompts into the queue. */
export function promptRoutes(app: App, { queue, submissions, settings }: Services): void {
  app.post(
    "/api/v1/generate",
    {
      schema: {
        summary: "Queue one prompt",
        description: "It becomes one PDF. Its `id`, or an Idempotency-Key, makes asking again harmless.",
        tags: ["prompts"],
        headers: idempotencyHeaders,
        body: generateBody,
        response: { 202: generateAnswer, "4xx": errorSchema, "5xx": errorSchema },
      },
    },
    async (request, reply) => {
      const prompt = toPrompt(request.body);
      checkName(prompt.output, ["output"]);
      const key = request.headers["idempotency-key"];
      const keys = [...(key ? [headerKey(key)] : []), ...(prompt.id === undefined ? [] : [idKey(prompt)])];
      const asked = { prompts: [prompt], isBatch: false, settings, keys, body: request.body };
      const { batchId, isRepeated } = await submissions.accept(asked);
      const id = queue.requests.placesOf(batchId).get(1);
      const job = id === undefined ? undefined : queue.requests.job(id);
      if (!job) throw notQueued(toRejected(queue, batchId)[0]);
      markRepeated(reply, isRepeated);
      return reply
        .code(202)
        .header("location", jobUrl(job.id))
        .send({ id: job.id, batch: batchId, state: job.state, url: jobUrl(job.id) });
    },
  );

  app.post(
    "/api/v1/batches",
    {
      schema: {
        summary: "Queue many prompts as one batch",
        description: "All are taken on or, where one is not valid, none. Within a batch, an `id` marks one prompt.",
        tags: ["prompts"],
        headers: idempotencyHeaders,
        body: batchBody,
        response: { 202: batchAccepted, "4xx": errorSchema, "5xx": errorSchema },
      },
    },
    async (request, reply) => {
      const { prompts: given, template, name, options, strict, userId } = request.body;
      checkName(name, ["name"]);
      for (const [index, { output }] of given.entries()) checkName(output, ["prompts", index, "output"]);
      const prompts = given.map((prompt) => toPrompt({ userId, ...prompt }));
      checkIds(prompts);
      const key = request.headers["idempotency-key"];
      const own = Object.entries({ template, name, options, strict }).filter(([, value]) => value !== undefined);
      const { batchId, isRepeated } = await submissions.accept({
        prompts,
        isBatch: true,
        settings: batchSettingsSchema.parse({ ...settings, ...Object.fromEntries(own) }),
        keys: key ? [headerKey(key)] : [],
        body: request.body,
      });
      markRepeated(reply, isRepeated);
      return reply
        .code(202)
        .header("location", batchUrl(batchId))
        .send({
          batch: batchId,
          total: prompts.length,
          jobs: jobsOf(prompts, queue.requests.placesOf(batchId)),
          rejected: toRejected(queue, batchId),
          url: batchUrl(batchId),
        });
    },
  );
}

/** A prompt that was checked, as the other rooms know it. Where a template makes the page, there may be no text. */
function toPrompt({ prompt = "", ...rest }: z.output<typeof generateBody>): Prompt {
  return { prompt, ...rest };
}

function checkName(pattern: string | undefined, path: (string | number)[]): void {
  const message = pattern === undefined ? undefined : namePatternProblem(pattern);
  if (message) throw invalidBody([{ path, message: message.replace(/\.$/, "") }]);
}

/** Two different prompts with one id are a mistake; the same one twice is one job. */
function checkIds(prompts: readonly Prompt[]): void {
  const seen = new Map<string, string>();
  for (const [index, prompt] of prompts.entries()) {
    if (prompt.id === undefined) continue;
    const text = JSON.stringify(prompt);
    if ((seen.get(prompt.id) ?? text) !== text) {
      const message = `The id "${prompt.id}" belongs to another prompt of this batch`;
      throw invalidBody([{ path: ["prompts", index, "id"], message }]);
    }
    seen.set(prompt.id, text);
  }
}

/** The number of each prompt's job; null where it has none. */
function jobsOf(prompts: readonly Prompt[], places: ReadonlyMap<number, number>): (number | null)[] {
  const firstWith = new Map<string, number>();
  return prompts.map(({ id }, index) => {
    const job = places.get(index + 1) ?? (id === undefined ? undefined : firstWith.get(id));
    if (id !== undefined && job !== undefined) firstWith.set(id, job);
    return job ?? null;
  });
}

function notQueued(problem: { code: string; message: string } | undefined): ApiError {
  if (!problem) return new ApiError(404, "not-found", "The job of this request is not kept any more.");
  return new ApiError(400, "input-invalid", problem.message);
}

function markRepeated(reply: FastifyReply, isRepeated: boolean): void {
  if (isRepeated) void reply.header(REPLAYED, "true");
}
