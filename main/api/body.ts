import { TextDecoder } from "node:util";
import { z } from "zod";
import { cleanValue, toValueIssues } from "../intake";
import type { App } from "./app";
import { ApiError, invalidBody } from "./errors";
import { batchFields, promptFields } from "./schemas";

/**
 * Bodies are JSON in UTF-8 and nothing else, without keys that would reach into objects of this program. What is in them
 * is made as harmless as what comes from files is.
 */
export function readBodies(app: App): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    let text: string;
    try {
      text = decoder.decode(body as Buffer);
    } catch {
      done(new ApiError(400, "bad-request", "The body is not UTF-8."));
      return;
    }
    parseJson(request, text, done);
  });
  app.addHook("preValidation", async (request) => {
    if (request.body !== undefined) request.body = cleaned(request.body);
  });
}

function cleaned(body: unknown): unknown {
  const result = cleanValue(body);
  if ("issue" in result) throw invalidBody([result.issue]);
  return result.value;
}

/** What the schemas found, as one refusal that names everything. */
export function toInvalid(error: z.ZodError, part: string, url: string): ApiError {
  if (part === "params") return new ApiError(404, "not-found", "There is nothing of that id.");
  if (part !== "body") {
    const messages = toValueIssues(error, z.unknown()).map(({ message }) => message);
    return new ApiError(400, "bad-request", `${messages.join("; ")}.`);
  }
  if (url !== "/api/v1/batches") return invalidBody(toValueIssues(error, promptFields));
  return invalidBody([...ofBatch(error)]);
}

/** Issues of single prompts are told in the words of prompts, those of the batch in its own. */
function* ofBatch(error: z.ZodError) {
  const own: z.core.$ZodIssue[] = [];
  const ofPrompts = new Map<number, z.core.$ZodIssue[]>();
  for (const issue of error.issues) {
    const [list, index, ...path] = issue.path;
    if (list !== "prompts" || typeof index !== "number") own.push(issue);
    else ofPrompts.set(index, [...(ofPrompts.get(index) ?? []), { ...issue, path }]);
  }
  yield* toValueIssues(new z.ZodError(own), batchFields);
  for (const [index, issues] of [...ofPrompts].slice(0, MOST_PROMPTS)) {
    for (const { path, message } of toValueIssues(new z.ZodError(issues), promptFields))
      yield { path: ["prompts", index, ...path], message };
  }
}

/** Of how many prompts it is told what is wrong. */
const MOST_PROMPTS = 10;
