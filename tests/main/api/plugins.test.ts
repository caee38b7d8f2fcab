import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Api, newToken, openApi } from "../../../main/api";
import { Queue } from "../../../main/queue";
import { batchSettingsSchema } from "../../../shared/batch";
import { tempFolder } from "../../support/temp";

const token = newToken();
let queue: Queue;
let api: Api;
const log: string[] = [];

beforeEach(async () => {
  const folder = tempFolder();
  queue = new Queue(join(folder, "queue.db"));
  api = await openApi({
    queue,
    token,
    port: 0,
    outDir: () => folder,
    settings: batchSettingsSchema.parse({}),
    wake: () => undefined,
    log: (line) => log.push(line),
    plugins: [
      async (app) => {
        app.get("/metrics", async () => "jobs 1\n");
        app.get("/healthz", { config: { isPublic: true } }, async ({ hasToken }) => ({
          of: "the plugin",
          hasToken,
        }));
        app.get("/broken", async () => {
          throw new TypeError("a secret of the inside at /home/ada/x.ts");
        });
      },
    ],
  });
});
afterEach(async () => {
  await api.close();
  queue.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${api.url}${path}`, { headers });
const authorization = { authorization: `Bearer ${token}` };

it("brings routes that are guarded as all others are", async () => {
  expect((await get("/metrics")).status).toBe(401);
  expect((await get("/metrics", { ...authorization, origin: "https://evil.example" })).status).toBe(403);
  const answer = await get("/metrics", authorization);
  expect([answer.status, await answer.text()]).toEqual([200, "jobs 1\n"]);
});

it("may bring a better answer to whether all is well", async () => {
  expect(await (await get("/healthz")).json()).toEqual({ of: "the plugin", hasToken: false });
});

it("know whether a request came with the token, where none is needed", async () => {
  const hasToken = async (headers: Record<string, string>) => (await (await get("/healthz", headers)).json()).hasToken;
  expect(await hasToken(authorization)).toBe(true);
  expect(await hasToken({ authorization: `Bearer ${token}x` })).toBe(false);
});

it("tells the log what broke inside, and nobody else", async () => {
  const answer = await get("/broken", authorization);
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ error: { code: "internal" } });
  expect(text).not.toMatch(/secret|ada|\bat /);
  expect(log.join("\n")).toContain("a secret of the inside");
});
