import type { App } from "../app";
import { DOCS_CSP, docsPage } from "../docs-page";

/** `/openapi.json`, and `/docs` for people. Both say what anybody may know, and so need no token. */
export function docsRoutes(app: App): void {
  app.get("/openapi.json", { config: { isPublic: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.type("application/json; charset=utf-8").send(JSON.stringify(app.swagger())),
  );
  app.get("/docs", { config: { isPublic: true }, schema: { hide: true } }, async (_request, reply) =>
    reply
      .header("content-security-policy", DOCS_CSP)
      .type("text/html; charset=utf-8")
      .send(docsPage(app.swagger() as Parameters<typeof docsPage>[0])),
  );
}
