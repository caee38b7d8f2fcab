import type { FastifyRequest } from "fastify";
import { ApiError } from "./errors";
import type { TokenCheck } from "./token";

declare module "fastify" {
  interface FastifyRequest {
    /** Whether it came with the token: where none is needed, those who have it are told more. */
    hasToken: boolean;
  }
  interface FastifyContextConfig {
    /** Answered without a token: for what says nothing about anybody's work. */
    isPublic?: boolean;
  }
}

/** Letters, digits and what ids are made of: nothing here has a name that needs more, and nothing is decoded twice. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$|^\/$/;
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * Who is let in. Everything is decided from the head of a request, before any of its body is read.
 * @param port the one that is listened on
 * @returns whether it came with the token
 * @throws ApiError
 */
export function admit(request: FastifyRequest, { port, token }: { port: number; token: TokenCheck }): boolean {
  const { headers, raw } = request;
  // The host first: with a forged one, a page of a browser (DNS rebinding) may hold the answer in its hands.
  const hosts = namesOf(raw.rawHeaders, "host");
  if (hosts.length !== 1 || (hosts[0] !== `127.0.0.1:${port}` && hosts[0] !== `localhost:${port}`))
    throw new ApiError(421, "host-refused", "The Host header must be the address that was printed at the start.");
  // No browser has business here: pages send an Origin or say where they come from.
  if (headers.origin !== undefined)
    throw new ApiError(403, "origin-refused", "Requests of web pages are refused: they carry an Origin header.");
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "none")
    throw new ApiError(403, "origin-refused", "Requests of web pages are refused: Sec-Fetch-Site says they are one.");
  const [path = ""] = (raw.url ?? "").split("?", 1);
  const isPublic = request.routeOptions?.config?.isPublic === true;
  const hasToken = token.accepts(headers.authorization);
  if (!isPublic && !hasToken)
    throw new ApiError(
      401,
      "unauthorized",
      "Send the token that was printed at the start: Authorization: Bearer TOKEN",
    );
  if (!PLAIN_PATH.test(path))
    throw new ApiError(400, "bad-request", "There are no such paths here. See /openapi.json.");
  if (METHODS_WITH_BODY.has(request.method)) checkMediaType(request);
  return hasToken;
}

function checkMediaType({ headers }: FastifyRequest): void {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const isUtf8 = parameters.every((parameter) => /^\s*charset\s*=\s*"?utf-8"?\s*$/.test(parameter));
  if (type.trim() !== "application/json" || !isUtf8)
    throw new ApiError(415, "media-type", "Send JSON in UTF-8: Content-Type: application/json.");
  if ((headers["content-encoding"] ?? "identity") !== "identity")
    throw new ApiError(415, "media-type", "Send the body as it is, without Content-Encoding.");
}

/** Every value of a header, also where Node keeps the first one only. */
function namesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
