import { z } from "zod";
import { JOB_STATES } from "../../shared/job";
import { pageOptionsSchema, promptSchema } from "../../shared/prompt";
import { BUILTIN_TEMPLATES } from "../../shared/templates";

const template = z.enum(BUILTIN_TEMPLATES).describe("A built-in template. Files cannot be named over HTTP.");

/** A prompt as it comes over HTTP: as everywhere, but that it can name no files. */
export const promptFields = promptSchema.extend({
  prompt: z.string().optional().describe("The text. Not needed where a template makes the page from the data."),
  template: template.optional(),
});

const PROMPT_MISSING = "is missing or empty: give the text of the prompt, or name a template";

const promptBody = promptFields.superRefine((prompt, context) => {
  if (prompt.template === undefined && (prompt.prompt ?? "").trim() === "")
    context.addIssue({ code: "custom", path: ["prompt"], message: PROMPT_MISSING });
});

export const generateBody = promptBody.meta({
  id: "Prompt",
  examples: [{ prompt: "# Hello\n\nIt works.", title: "Hello", userId: "ada" }],
});

export const batchFields = z.strictObject({
  prompts: z.array(promptFields).min(1).max(100_000),
  template: template.optional().describe("For prompts that name none."),
  name: z.string().min(1).optional().describe("Name pattern for prompts that bring no `output`."),
  options: pageOptionsSchema.optional().describe("Page options; those of a prompt win, key by key."),
  strict: z.boolean().optional().describe("Whether a document with warnings fails."),
  userId: promptSchema.shape.userId.describe("For prompts that name none."),
});

export const batchBody = batchFields
  .superRefine(({ prompts, template: ofBatch }, context) => {
    for (const [index, { prompt, template: own }] of prompts.entries()) {
      if ((own ?? ofBatch) !== undefined || (prompt ?? "").trim() !== "") continue;
      context.addIssue({ code: "custom", path: ["prompts", index, "prompt"], message: PROMPT_MISSING });
    }
  })
  .meta({ id: "Batch", examples: [{ prompts: [{ prompt: "# One" }, { prompt: "# Two" }], userId: "ada" }] });

export const idempotencyHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: "must be 1 to 255 visible ASCII characters" })
    .optional()
    .describe("The same key with the same body gives the same answer again, and no second job."),
});

export const jobParameters = z.object({ id: z.string().regex(/^[1-9]\d{0,14}$/, { error: "must be a number" }) });
export const batchParameters = z.object({ id: z.guid() });

export const pageQuery = z.strictObject({
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
  limit: z.coerce.number().int().min(0).max(1000).default(100),
});

const problemSchema = z.object({ code: z.string(), message: z.string() });
const stateSchema = z.enum(JOB_STATES);
const figure = z.number().nullable();

export const jobAnswer = z
  .object({
    id: z.number().int(),
    batch: z.string(),
    state: stateSchema,
    name: z.string().describe("Name of the PDF below the output folder."),
    userId: z.string().nullable(),
    attempt: z.number().int(),
    pages: figure,
    bytes: figure,
    sha256: z.string().nullable(),
    elapsedMs: figure.describe("From the start of the last attempt to its end."),
    createdAtMs: z.number(),
    startedAtMs: figure,
    finishedAtMs: figure,
    error: problemSchema.nullable(),
    warnings: z.array(problemSchema),
    url: z.string(),
    pdf: z.string().nullable().describe("Where the PDF is, once it is done."),
  })
  .meta({ id: "Job" });

export const generateAnswer = z
  .object({
    id: z.number().int().describe("Number of the job."),
    batch: z.string(),
    state: stateSchema,
    url: z.string(),
  })
  .meta({ id: "Accepted" });

export const batchAccepted = z
  .object({
    batch: z.string(),
    total: z.number().int(),
    jobs: z
      .array(z.number().int().nullable())
      .describe("Numbers of the jobs, one a prompt; null where it was rejected."),
    rejected: z.array(problemSchema),
    url: z.string(),
  })
  .meta({ id: "BatchAccepted" });

export const countsSchema = z
  .object({
    id: z.string(),
    state: z.enum(["open", "active", "finished"]),
    total: z.number().int(),
    queued: z.number().int(),
    claimed: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
    rejected: z.number().int(),
  })
  .meta({ id: "BatchProgress" });

const jobRow = jobAnswer.omit({ userId: true, sha256: true, startedAtMs: true, warnings: true }).meta({ id: "JobRow" });

export const batchAnswer = countsSchema
  .extend({
    createdAtMs: z.number(),
    pages: z.number().int(),
    p50Ms: figure,
    p95Ms: figure,
    offset: z.number().int(),
    jobs: z.array(jobRow),
  })
  .meta({ id: "BatchReport" });

const percentiles = z.object({ p50Ms: figure, p95Ms: figure });

export const statsAnswer = z
  .object({
    queued: z.number(),
    claimed: z.number(),
    done: z.number(),
    failed: z.number(),
    cancelled: z.number(),
    paused: z.boolean(),
    pause: z.enum(["finish", "now", "disk-full"]).nullable(),
    pdfsPerMinute: z.number().describe("PDFs completed in the last 60 seconds."),
    p50Ms: figure,
    p95Ms: figure,
    errorRate: z.number(),
    peakRssMb: figure,
    stages: z.record(z.string(), percentiles).describe("Milliseconds of the last hour."),
    errors: z.array(z.object({ code: z.string(), jobs: z.number(), share: z.number() })),
    lanes: z.object({ total: z.number(), busy: z.number() }).nullable(),
  })
  .meta({ id: "Stats" });

export const cancelledAnswer = z.object({ cancelled: z.number().int() }).meta({ id: "Cancelled" });

export const eventStream = {
  description: "A stream of events, each with `event` and JSON as `data`",
  content: { "text/event-stream": { schema: z.string() } },
};
