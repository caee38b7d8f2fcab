import { z } from "zod";
import { batchSettingsSchema } from "./batch";
import { ERROR_CODES } from "./errors";
import { JOB_STATES } from "./job";
import { promptSchema } from "./prompt";
import { BUILTIN_TEMPLATES } from "./templates";

/** What stands first in a file with a batch; an older program refuses a newer version. */
export const BATCH_FILE = { kind: "batch", version: 1 } as const;

const count = z.number().int().min(0);
const figure = z.number().min(0).nullable();
const line = z.number().int().min(1);

/** A path below a folder that the reader chooses, with `/`: it leads nowhere else. `""` is the folder itself. */
const place = z.string().max(4096).refine(isPlace, { error: "must be a path that stays below the batch's folder" });

/** Name of a PDF below the output folder. */
const output = place.refine((text) => text.toLowerCase().endsWith(".pdf"), { error: "must be the name of a PDF" });

function isPlace(text: string): boolean {
  if (text.includes("\0") || text.includes("\\") || /^(\/|[a-z]:)/i.test(text)) return false;
  return text.split("/").every((part) => part !== ".." && part !== ".");
}

const problemSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  source: place.optional(),
  line: line.optional(),
  column: line.optional(),
});

const originSchema = z.strictObject({
  row: line.optional(),
  folder: place,
  relativeDir: place,
  stem: z.string(),
  index: line.optional(),
});

const headSchema = z.strictObject({
  pdfprompt: z.literal(BATCH_FILE.kind),
  version: z.literal(BATCH_FILE.version),
  id: z.uuid(),
  label: z.string(),
  createdAtMs: count,
  /** A template file is named by who imports the batch, and by nobody else. */
  settings: batchSettingsSchema.extend({ template: z.enum(BUILTIN_TEMPLATES).optional() }),
  /** Name of the batch's own template file, which is not part of the file; null where it has none. */
  templateFile: z.string().nullable(),
  /** Tables it was read from, and their columns. */
  tables: z.array(z.strictObject({ source: place, columns: z.array(z.string()) })),
});

const jobSchema = z.strictObject({
  state: z.enum(JOB_STATES),
  prompt: promptSchema,
  /** Below the batch's folder, or `-` for standard input. */
  source: place,
  line,
  bodyLine: line.optional(),
  ...originSchema.shape,
  position: line.nullable(),
  attempt: count,
  failures: count,
  rendererEnds: count,
  interrupts: count,
  runAtMs: count,
  output,
  pages: figure,
  bytes: figure,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  warnings: z.array(problemSchema),
  /** Milliseconds by stage. */
  times: z.record(z.string(), z.number().min(0)).nullable(),
  elapsedMs: figure,
  error: problemSchema.nullable(),
  createdAtMs: count,
  finishedAtMs: count.nullable(),
});

const rejectedSchema = z.strictObject({
  problem: problemSchema,
  position: line.nullable(),
  raw: z
    .strictObject({
      origin: originSchema,
      value: z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("prompt"), prompt: promptSchema }),
        z.strictObject({ kind: z.literal("cells"), cells: z.array(z.string()) }),
        z.strictObject({ kind: z.literal("object"), object: z.record(z.string(), z.unknown()) }),
        z.strictObject({ kind: z.literal("text"), text: z.string() }),
      ]),
    })
    .nullable(),
});

const unchangedSchema = z.strictObject({
  position: line,
  source: place,
  line,
  row: line.optional(),
  output,
  pages: figure,
  bytes: figure,
  sha256: z.string().nullable(),
  warnings: z.string().nullable(),
});

/** The lines of a file with a batch: what it is, everything in it, and how much that was. */
export const batchFileLines = {
  head: headSchema,
  job: z.strictObject({ job: jobSchema }),
  rejected: z.strictObject({ rejected: rejectedSchema }),
  unchanged: z.strictObject({ unchanged: unchangedSchema }),
  /** The last line: where it is missing, the file is cut off. */
  end: z.strictObject({
    end: z.strictObject({ jobs: count, rejected: count, unchanged: count }),
  }),
};

export type BatchFileHead = z.infer<typeof headSchema>;
export type BatchFileJob = z.infer<typeof jobSchema>;
export type BatchFileRejected = z.infer<typeof rejectedSchema>;
export type BatchFileUnchanged = z.infer<typeof unchangedSchema>;
export type BatchFileEnd = z.infer<typeof batchFileLines.end>["end"];
