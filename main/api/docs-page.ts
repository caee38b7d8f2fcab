import { createHash } from "node:crypto";

/** As much of an OpenAPI document as the page shows. */
interface Document {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Operation> | undefined>;
}

interface Operation {
  summary?: string;
  description?: string;
  security?: readonly unknown[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{font-size:1.05rem;margin:2rem 0 .25rem}
code,pre{font:.9em ui-monospace,monospace}
pre{overflow:auto;padding:.75rem;border:1px solid #8888;border-radius:6px}
.method{display:inline-block;min-width:4.5em;font-weight:700}
p{margin:.25rem 0}
`;

/** Nothing is loaded and nothing runs; the one style is known by its hash. */
export const DOCS_CSP = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What can be asked for, for people: made of the OpenAPI document, without scripts. */
export function docsPage({ info, paths = {} }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods = {}]) =>
    Object.entries(methods).map(([method, operation]) => section(method, path, operation)),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(info.title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}</h1>
<p>${escapeHtml(info.description ?? "")}</p>
<p>The whole contract is at <code>/openapi.json</code>. Requests need the token that was printed at the start:</p>
<pre>curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"prompt":"# Hello","userId":"ada"}' $URL/api/v1/generate</pre>
${operations.join("\n")}
</body></html>
`;
}

function section(method: string, path: string, { summary = "", description = "", responses = {} }: Operation): string {
  const statuses = Object.keys(responses).join(", ");
  return `<h2><code><span class="method">${escapeHtml(method.toUpperCase())}</span>${escapeHtml(path)}</code></h2>
<p>${toHtml(summary)}. ${toHtml(description)}</p><p>Answers: ${escapeHtml(statuses)}</p>`;
}

/** Text in which `backticks` mark code. */
function toHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? "");
}
