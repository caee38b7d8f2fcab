import type { Problem } from "../../shared/errors";
import { toProblem } from "../../shared/errors";
import type { ComposedDocument, ComposeRequest } from "../../shared/stages";
import { composeDocument } from "./compose-document";
import { templateFields } from "./template-fields";

/** What comes back from a thread. Errors travel as data: a class does not survive the crossing. */
export type ComposeOutcome =
  | { ok: true; document: ComposedDocument }
  | { ok: true; fields: string[] }
  | { ok: false; problem: Problem };

/** Asks which fields a template mentions. */
export interface FieldsRequest {
  fieldsOf: string;
}

/** Work for a thread: several requests, one after the other, or nothing, which only makes it load all it needs. */
export type ComposeTask = readonly (ComposeRequest | FieldsRequest)[] | null;

/** What became of each request, in their order, and how long all of them took, in milliseconds. */
export interface ComposeTaskResult {
  outcomes: ComposeOutcome[];
  elapsedMs: number;
}

/** A prompt that touches everything common, so that the first real one finds it all compiled. */
const WARM_UP: ComposeRequest = {
  prompt: { prompt: "# Warm\n\n- [x] up[^1]\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[^1]: note\n" },
  source: "-",
  line: 1,
  baseDir: process.cwd(),
  allowScripts: false,
};

/** The entry of a compose thread, called by piscina. */
export default async function runTask(task: ComposeTask): Promise<ComposeTaskResult> {
  const startedAt = performance.now();
  const outcomes: ComposeOutcome[] = [];
  for (const request of task ?? [WARM_UP]) outcomes.push(await run(request));
  return { outcomes, elapsedMs: performance.now() - startedAt };
}

async function run(request: ComposeRequest | FieldsRequest): Promise<ComposeOutcome> {
  if ("fieldsOf" in request) {
    try {
      return { ok: true, fields: templateFields(request.fieldsOf) };
    } catch (error) {
      return { ok: false, problem: toProblem(error, { source: request.fieldsOf }) };
    }
  }
  try {
    return { ok: true, document: await composeDocument(request) };
  } catch (error) {
    return { ok: false, problem: toProblem(error, { source: request.source, line: request.line }) };
  }
}
