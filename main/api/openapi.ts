import swagger from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { VERSION } from "../../shared/version";
import type { App } from "./app";

/** Has an OpenAPI document made of the schemas that requests are checked with. To be called before the routes are added. */
export async function describeRoutes(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "PDFPrompt",
        version: VERSION,
        description: "Turns prompts into PDFs on this machine. Only programs of this machine are answered.",
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/** Every schema is made twice, for what comes and for what goes: those that nothing refers to are left out. */
function withoutUnused(document: Document): Document {
  if (!("components" in document)) return document;
  const { schemas = {}, ...others } = document.components ?? {};
  const text = JSON.stringify({ ...document, components: schemas });
  const used = Object.entries(schemas).filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
  const components = { ...others, schemas: Object.fromEntries(used) };
  const isStable = used.length === Object.keys(schemas).length;
  return isStable ? document : withoutUnused({ ...document, components } as Document);
}
