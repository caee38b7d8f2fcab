import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ERROR_CODES, PdfPromptError } from "../../shared/errors";
import type { ValueIssue } from "../intake";
import { withoutPaths } from "./paths";

/** What can be wrong with a request itself, beside what can go wrong with a prompt. docs/api.md explains each one. */
const REQUEST_CODES = [
  "bad-request",
  "unauthorized",
  "origin-refused",
  "not-found",
  "request-timeout",
  "not-done",
  "already-ended",
  "key-reused",
  "gone",
  "too-large",
  "host-refused",
  "media-type",
  "too-many-jobs",
  "too-many-requests",
  "too-many-streams",
  "headers-too-large",
] as const;

export type RequestCode = (typeof REQUEST_CODES)[number];

const codeSchema = z.enum([...REQUEST_CODES, ...ERROR_CODES]);

export const errorSchema = z
  .object({
    error: z.object({
      code: codeSchema,
      /** What is wrong, why, and what to do, in whole sentences. */
      message: z.string(),
      /** Each thing that is wrong with the body, where it is known. */
      issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    }),
  })
  .meta({ id: "Error" });

/** The body of every answer that is no success. */
export type ErrorBody = z.output<typeof errorSchema>;
type Code = z.output<typeof codeSchema>;

/** A request that is refused: its status, code and message are what the client gets. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: Code;
  readonly issues: ErrorBody["error"]["issues"];
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: Code,
    message: string,
    { issues, retryAfter }: { issues?: ErrorBody["error"]["issues"]; retryAfter?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.issues = issues;
    this.retryAfter = retryAfter;
  }
}

export function errorBody(code: Code, message: string, issues?: ErrorBody["error"]["issues"]): ErrorBody {
  return { error: { code, message, ...(issues ? { issues } : {}) } };
}

/** A refusal that names everything that is wrong with a body. */
export function invalidBody(issues: readonly ValueIssue[]): ApiError {
  const named = issues.map(({ path, message }) => ({ path: formatPath(path), message }));
  const sentences = named.map(({ path, message }) => (path.includes("[") ? `${path}: ${message}` : message));
  return new ApiError(400, "input-invalid", `${sentences.join("; ")}.`, { issues: named });
}

/** `prompts[3].options.scale` */
function formatPath(path: ValueIssue["path"]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

/** Codes of fastify's own errors, and what the client is told. */
const FASTIFY_ERRORS: Readonly<Record<string, [status: number, code: RequestCode, message: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "too-large", "The body is too large. Split it into several requests."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "media-type", "Send JSON: Content-Type: application/json."],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, "bad-request", "The body is empty. Send JSON."],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, "bad-request", "The body is not valid JSON, or has a key __proto__."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "bad-request", "The body is not as long as Content-Length says."],
};

/** What an error means for whoever asked. `internal` tells nothing of what happened inside. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof PdfPromptError) {
    const status = error.code === "disk-full" ? 507 : error.code === "input-invalid" ? 400 : 500;
    return new ApiError(status, error.code, withoutPaths(error.message, []));
  }
  const known = FASTIFY_ERRORS[(error as Partial<FastifyError>).code ?? ""];
  if (known) return new ApiError(...known);
  return new ApiError(500, "internal", "Something went wrong inside. The log says what.");
}

/** Sends an error as its body, with the headers that belong to it. */
export function sendError(reply: FastifyReply, error: ApiError): FastifyReply {
  if (error.retryAfter !== undefined) void reply.header("retry-after", String(error.retryAfter));
  if (error.status === 401) void reply.header("www-authenticate", 'Bearer realm="pdfprompt"');
  return reply
    .code(error.status)
    .type("application/json; charset=utf-8")
    .serializer((body: unknown) => JSON.stringify(body))
    .send(errorBody(error.code, error.message, error.issues));
}

/** The handler of everything that is thrown. Whatever is not meant for the client goes to the log. */
export function errorHandler(log: (line: string) => void) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const answer = toApiError(error);
    if (answer.status >= 500) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log(`[api] ${request.method} ${request.routeOptions.url ?? "?"} failed: ${why}`);
    }
    return sendError(reply, answer);
  };
}
