import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Canary } from "../security/support/canary";
import { type Answer, ServedApi } from "../support/api";
import { runCli } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder, temporaryFolderOfRun } from "../support/temp";

const TIMEOUT_MS = 60_000;
const GENERATE = "/api/v1/generate";
const STATS = "/api/v1/stats";
/** Everything that is not public, and how it is asked for. */
const GUARDED = [
  ["POST", GENERATE],
  ["POST", "/api/v1/batches"],
  ["GET", "/api/v1/jobs/1"],
  ["GET", "/api/v1/jobs/1/pdf"],
  ["DELETE", "/api/v1/jobs/1"],
  ["GET", "/api/v1/batches/BATCH"],
  ["GET", "/api/v1/batches/BATCH/events"],
  ["DELETE", "/api/v1/batches/BATCH"],
  ["GET", STATS],
  ["GET", "/api/v1/events"],
  ["GET", "/metrics"],
  ["GET", "/nosuch"],
  ["PUT", "/api/v1/jobs/1"],
] as const;
const PUBLIC = ["/docs", "/openapi.json", "/healthz"];

let home: string;
let api: ServedApi;
let batch: string;

/** A paused queue with one job, number 1: whatever gets through can be seen on it. */
beforeAll(async () => {
  home = temporaryFolderOfRun();
  await runCli(["pause"], { home });
  api = await ServedApi.start(["--out", join(home, "out")], { home });
  const { json } = await api.post(GENERATE, { prompt: "# The only one" });
  expect(json.id).toBe(1);
  batch = json.batch;
}, TIMEOUT_MS);
afterAll(() => api.stop());

const withBatch = (path: string) => path.replace("BATCH", batch);

/** Nothing has come into the queue, and nothing was done with what is in it. */
async function expectUntouched(): Promise<void> {
  expect((await api.get(STATS)).json).toMatchObject({ queued: 1, claimed: 0, done: 0, failed: 0, cancelled: 0 });
  expect((await api.get("/api/v1/jobs/1")).json.state).toBe("queued");
}

/** What no answer to a stranger may have. */
function expectRefused({ status, headers, json, body }: Answer, wanted: number, code: string): void {
  expect([status, json?.error?.code]).toEqual([wanted, code]);
  expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
  const text = body.toString("utf8");
  expect(text).not.toContain(home);
  expect(text).not.toContain(api.token);
  expect(text).not.toMatch(/\bat .+:\d+:\d+/);
}

const bodyOf = (method: string) => (method === "GET" || method === "DELETE" ? {} : { body: { prompt: "stranger" } });

describe("the address", () => {
  it("is 127.0.0.1 and no other of this machine", async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
    const reached: string[] = [];
    for (const host of ["127.0.0.2", "::1", ...others].filter((address) => address !== "127.0.0.1")) {
      const isOpen = await new Promise<boolean>((resolve) => {
        const socket = connect({ host, port: api.port }, () => resolve(true));
        socket.on("error", () => resolve(false));
        socket.on("close", () => socket.destroy());
      });
      if (isOpen) reached.push(host);
    }
    expect(reached).toEqual([]);
    expect(api.url).toBe(`http://127.0.0.1:${api.port}`);
  });
});

describe("the token", () => {
  const wrong: [string, (token: string) => string | undefined][] = [
    ["none", () => undefined],
    ["an empty one", () => "Bearer "],
    ["another one", (token) => `Bearer ${"x".repeat(token.length)}`],
    ["its beginning", (token) => `Bearer ${token.slice(0, -1)}`],
    ["it and more", (token) => `Bearer ${token}x`],
    ["it in another case", (token) => `Bearer ${token.toUpperCase()}`],
    ["it alone", (token) => token],
    ["it as a password", (token) => `Basic ${Buffer.from(`user:${token}`).toString("base64")}`],
    ["two of which one is right", (token) => `Bearer wrong, Bearer ${token}`],
  ];
  it.each(wrong)("is wanted everywhere: %s is refused", async (_, authorization) => {
    for (const [method, path] of GUARDED) {
      const answer = await api.request(method, withBatch(path), {
        ...bodyOf(method),
        headers: { authorization: authorization(api.token) },
      });
      expectRefused(answer, 401, "unauthorized");
      expect(answer.headers["www-authenticate"]).toMatch(/^Bearer/);
    }
    await expectUntouched();
  });

  it("is taken from nowhere else", async () => {
    const headers = { authorization: undefined, cookie: `token=${api.token}`, "x-api-key": api.token };
    for (const name of ["token", "access_token"])
      expectRefused(await api.request("GET", `${STATS}?${name}=${api.token}`, { headers }), 401, "unauthorized");
  });

  it("is not needed for what says nothing about anybody's work", async () => {
    for (const path of PUBLIC)
      expect((await api.request("GET", path, { headers: { authorization: undefined } })).status).toBe(200);
  });

  it("is needed to learn of the queue from what is public", async () => {
    const { json } = await api.request("GET", "/healthz", { headers: { authorization: undefined } });
    expect(json).toEqual({ status: "ok", cause: null });
    expect((await api.get("/healthz")).json).toMatchObject({ paused: "finish", depth: expect.any(Number) });
  });

  it("is not in the log, and neither is what was asked for", () => {
    expect(api.log).not.toContain(api.token);
    expect(api.log).not.toContain("The only one");
  });
});

describe("a page of a browser", () => {
  const hosts: [string, (port: number) => string][] = [
    ["another name", () => "attacker.example"],
    ["another name with this port", (port) => `attacker.example:${port}`],
    ["a name that begins like the address", (port) => `127.0.0.1.attacker.example:${port}`],
    ["a name that ends like the address", (port) => `attacker.example#127.0.0.1:${port}`],
    ["a user before the address", (port) => `x@127.0.0.1:${port}`],
    ["no port", () => "127.0.0.1"],
    ["another port", (port) => `127.0.0.1:${port + 1}`],
    ["the address in another form", (port) => `127.1:${port}`],
    ["the address as a number", (port) => `2130706433:${port}`],
    ["an address that is not listened on", (port) => `[::1]:${port}`],
    ["all addresses", (port) => `0.0.0.0:${port}`],
    ["localhost with a dot", (port) => `localhost.:${port}`],
  ];
  it.each(hosts)("that was rebound to this address is refused by its host: %s", async (_, host) => {
    const headers = { host: host(api.port) };
    for (const [method, path] of GUARDED)
      expectRefused(await api.request(method, withBatch(path), { ...bodyOf(method), headers }), 421, "host-refused");
    for (const path of PUBLIC) expectRefused(await api.request("GET", path, { headers }), 421, "host-refused");
    await expectUntouched();
  });

  it("may not bring two hosts, or another one in the request line", async () => {
    const own = `127.0.0.1:${api.port}`;
    const head = `Authorization: Bearer ${api.token}\r\nConnection: close\r\n\r\n`;
    const status = async (text: string) => (await api.raw(text)).split("\r\n", 1)[0];
    expect(await status(`GET ${STATS} HTTP/1.1\r\nHost: ${own}\r\n${head}`)).toContain(" 200 ");
    expect(await status(`GET ${STATS} HTTP/1.1\r\nHost: ${own}\r\nHost: evil.example\r\n${head}`)).toMatch(/ 4\d\d /);
    expect(await status(`GET ${STATS} HTTP/1.1\r\nHost: evil.example\r\nHost: ${own}\r\n${head}`)).toMatch(/ 4\d\d /);
    expect(await status(`GET http://evil.example${STATS} HTTP/1.1\r\nHost: ${own}\r\n${head}`)).toContain(" 400 ");
    expect(await status(`GET http://${own}${STATS} HTTP/1.1\r\nHost: ${own}\r\n${head}`)).toContain(" 400 ");
    expect(await status(`GET ${STATS} HTTP/1.1\r\n${head}`)).toContain(" 400 ");
    expect(await status(`GET ${STATS} HTTP/1.1\r\nHost:\r\n${head}`)).toContain(" 421 ");
    expect(await status(`GET ${STATS} HTTP/1.0\r\n${head}`)).toContain(" 421 ");
  });

  it("is answered at localhost, too, whatever a proxy says", async () => {
    const headers = {
      host: `localhost:${api.port}`,
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    };
    expect((await api.get(STATS, headers)).status).toBe(200);
    expectRefused(
      await api.get(STATS, { host: "evil.example", "x-forwarded-host": `127.0.0.1:${api.port}` }),
      421,
      "host-refused",
    );
  });

  const origins: [string, (port: number) => Record<string, string>][] = [
    ["of the web", () => ({ origin: "https://attacker.example" })],
    ["of its own", (port) => ({ origin: `http://127.0.0.1:${port}` })],
    ["of a file", () => ({ origin: "null" })],
    ["that is empty", () => ({ origin: "" })],
    ["of an extension", () => ({ origin: "chrome-extension://abcdefgh" })],
    ["by what the browser says: another site", () => ({ "sec-fetch-site": "cross-site" })],
    ["by what the browser says: the same site", () => ({ "sec-fetch-site": "same-site" })],
    ["by what the browser says: this one", () => ({ "sec-fetch-site": "same-origin" })],
  ];
  it.each(origins)("is refused by its origin, also with the token: %s", async (_, headers) => {
    for (const [method, path] of GUARDED) {
      const answer = await api.request(method, withBatch(path), { ...bodyOf(method), headers: headers(api.port) });
      expectRefused(answer, 403, "origin-refused");
    }
    for (const path of PUBLIC)
      expectRefused(await api.request("GET", path, { headers: headers(api.port) }), 403, "origin-refused");
    await expectUntouched();
  });

  it("gets no leave to ask, and a person who types the address does", async () => {
    const preflight = { origin: "https://attacker.example", "access-control-request-method": "POST" };
    expectRefused(await api.request("OPTIONS", GENERATE, { headers: preflight }), 403, "origin-refused");
    expect((await api.get("/docs", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" })).status).toBe(200);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/json, text/plain",
    "text/plain; application/json",
    "application/jsonp",
    "application/ld+json",
    "",
    undefined,
  ])("can send no form: %s", async (type) => {
    const headers = { "content-type": type };
    const answer = await api.request("POST", GENERATE, { body: '{"prompt":"form"}', headers });
    expectRefused(answer, 415, "media-type");
    await expectUntouched();
  });
});

describe("reading", () => {
  it("changes nothing, whatever it says it means", async () => {
    const overrides = { "x-http-method-override": "DELETE", "x-http-method": "DELETE", "x-method-override": "DELETE" };
    for (const [method, path] of GUARDED) {
      if (method !== "GET" || path.endsWith("events")) continue;
      await api.request("GET", `${withBatch(path)}?_method=DELETE`, {
        headers: overrides,
        body: { _method: "DELETE" },
      });
    }
    for (const path of [GENERATE, "/api/v1/batches"])
      expect((await api.request("GET", path, { body: { prompt: "by GET" } })).status).toBe(404);
    expect((await api.request("POST", "/api/v1/jobs/1", { body: {}, headers: overrides })).status).toBe(404);
    await expectUntouched();
  });

  it.each(["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND"])("by %s is not known", async (method) => {
    for (const path of [GENERATE, "/api/v1/jobs/1", "/docs"]) {
      const { status, body } = await api.request(method, path, {
        headers: { "content-type": "application/json", "x-echo": "mark" },
      });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.toString()).not.toContain("mark");
    }
    await expectUntouched();
  });

  it("is kept by no cache and shown by no page", async () => {
    for (const path of [STATS, "/nosuch", "/docs"]) {
      const { headers } = await api.get(path);
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
      });
    }
  });
});

describe("a path", () => {
  it.each([
    "/api/v1/jobs/1/",
    "/api/v1//jobs/1",
    "//api/v1/jobs/1",
    "/api/v1/jobs/%31",
    "/api/v1/jobs/1%2f",
    "/api/v1%2fjobs/1",
    "/api/v1/jobs/1%00",
    "/api/v1/jobs/../jobs/1",
    "/api/v1/./jobs/1",
    "/api/v1/jobs/%2e%2e/stats",
    "/api/v1/jobs\\1",
    "/API/v1/jobs/1",
    "/api/v1/jobs/1;x=1",
    "/api/v1/jobs/01",
    "/api/v1/jobs/+1",
    "/api/v1/jobs/1.0",
    "/api/v1/jobs/-1",
    "/api/v1/jobs/99999999999999999999",
    "/api/v1/jobs/__proto__",
    "/api/v1/jobs/1/pdf/../../2/pdf",
    "/api/v1/jobs/%",
    "/api/v1/jobs/%zz",
    "/../../../../etc/passwd",
    "/docs/../../etc/passwd",
  ])("leads where it says or nowhere: %s", expectNowhere);

  it("leads nowhere where it is long", () => expectNowhere(`/${"a".repeat(9000)}`));

  async function expectNowhere(path: string): Promise<void> {
    for (const method of ["GET", "DELETE"]) {
      const { status, json } = await api.request(method, path);
      expect([400, 404]).toContain(status);
      expect(["bad-request", "not-found"]).toContain(json.error.code);
      expect((await api.request(method, path, { headers: { authorization: undefined } })).status).not.toBe(200);
    }
    await expectUntouched();
  }
});

describe("a body", () => {
  const nested = (depth: number) => `{"prompt":"x","data":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
  const bodies: [string, string | Buffer, number, string][] = [
    ["a prototype", '{"prompt":"x","__proto__":{"isAdmin":true}}', 400, "bad-request"],
    ["a prototype in the data", '{"prompt":"x","data":{"a":{"__proto__":{"isAdmin":true}}}}', 400, "bad-request"],
    ["a prototype, escaped", '{"prompt":"x","\\u005f_proto__":{"isAdmin":true}}', 400, "bad-request"],
    ["a constructor", '{"prompt":"x","data":{"constructor":{"prototype":{"a":1}}}}', 400, "bad-request"],
    ["an unknown key", '{"prompt":"x","isAdmin":true}', 400, "input-invalid"],
    ["a hundred levels", nested(200), 400, "input-invalid"],
    ["a million levels", nested(1_000_000), 400, "input-invalid"],
    ["a NUL character", '{"prompt":"a\\u0000b"}', 400, "input-invalid"],
    ["no JSON", "{prompt:1}", 400, "bad-request"],
    ["half of it", '{"prompt":"x"', 400, "bad-request"],
    ["two of it", '{"prompt":"x"}{"prompt":"y"}', 400, "bad-request"],
    ["null", "null", 400, "input-invalid"],
    ["a list", "[]", 400, "input-invalid"],
    ["text", '"prompt"', 400, "input-invalid"],
    ["nothing", "", 400, "bad-request"],
    ["no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400, "bad-request"],
    ["UTF-16", Buffer.from('{"prompt":"x"}', "utf16le"), 400, "bad-request"],
  ];
  it.each(bodies)("of %s is refused", async (_, body, status, code) => {
    expectRefused(
      await api.request("POST", GENERATE, { body, headers: { "content-type": "application/json" } }),
      status,
      code,
    );
    await expectUntouched();
  });

  it("that is compressed, or larger than it says, is refused", async () => {
    const headers = { "content-encoding": "gzip" };
    expectRefused(await api.request("POST", GENERATE, { body: { prompt: "x" }, headers }), 415, "media-type");
    const head = `POST ${GENERATE} HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${api.token}\r\nContent-Type: application/json\r\n`;
    const announced = await api.raw(`${head}Content-Length: ${21 * 1024 * 1024}\r\n\r\n`);
    expect(announced).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"too-large"/);
    const chunk = `100000\r\n${"x".repeat(0x100000)}\r\n`;
    const chunked = await api
      .raw([`${head}Transfer-Encoding: chunked\r\n\r\n`, ...Array(24).fill(chunk)])
      .catch(String);
    expect(chunked).toMatch(/^HTTP\/1\.1 413 |ECONNRESET|EPIPE/);
    await expectUntouched();
  });

  it("names no file, no folder and nothing else that is not for strangers", async () => {
    const keys = [
      { source: "/etc/passwd" },
      { baseDir: "/" },
      { outDir: "/tmp" },
      { allowScripts: true },
      { onConflict: "replace" },
      { options: { path: "/tmp/x.pdf" } },
      { template: "/etc/passwd" },
      { template: "../secret.liquid" },
      { template: "secret.liquid" },
      { template: "file:///etc/passwd" },
    ];
    for (const key of keys) expectRefused(await api.post(GENERATE, { prompt: "x", ...key }), 400, "input-invalid");
    for (const key of [{ outDir: "/tmp" }, { template: "secret.liquid" }, { allowScripts: true }])
      expectRefused(await api.post("/api/v1/batches", { prompts: [{ prompt: "x" }], ...key }), 400, "input-invalid");
    await expectUntouched();
  });
});

describe("a connection", () => {
  const start = () =>
    `Host: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${api.token}\r\nContent-Type: application/json\r\n`;

  it("that sends one request after the other has each of them looked at", async () => {
    const good = `GET ${STATS} HTTP/1.1\r\n${start()}\r\n`;
    const stranger = `DELETE /api/v1/jobs/1 HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\n\r\n`;
    const page = `DELETE /api/v1/jobs/1 HTTP/1.1\r\nOrigin: https://evil.example\r\nConnection: close\r\n${start()}\r\n`;
    const answers = [...(await api.raw(good + stranger + page)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(
      ([, status]) => status,
    );
    expect(answers).toEqual(["200", "401", "403"]);
    await expectUntouched();
  });

  it.each([
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
    [
      "a length and chunks",
      "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /docs HTTP/1.1\r\n\r\n",
    ],
    ["an unknown coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
    ["a folded header", "X-A: b\r\n c: d\r\n\u0000\r\n\r\n"],
    ["a name with a blank", "Content-Length : 4\r\n\r\n{}{}"],
    ["a length that is none", "Content-Length: +4\r\n\r\n{}{}"],
  ])("that means two things at once is closed: %s", async (_, rest) => {
    const answer = await api.raw(`POST ${GENERATE} HTTP/1.1\r\n${start()}${rest}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect([...answer.matchAll(/HTTP\/1\.1 \d/g)]).toHaveLength(1);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ error: { code: "bad-request" } });
    await expectUntouched();
  });

  it("with too large a head is closed", async () => {
    const answer = await api
      .raw(`GET ${STATS} HTTP/1.1\r\n${start()}X-Large: ${"x".repeat(64 * 1024)}\r\n\r\n`)
      .catch(String);
    expect(answer).toMatch(/^HTTP\/1\.1 431 |ECONNRESET|EPIPE/);
    const { json } = await api.get(STATS, { "x-large": "x".repeat(17 * 1024) });
    expect(json.error.code).toBe("headers-too-large");
  });

  it("that is no HTTP is closed", async () => {
    expect(await api.raw("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    const upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n";
    const host = `Host: 127.0.0.1:${api.port}\r\n`;
    expect(await api.raw(`GET /api/v1/events HTTP/1.1\r\n${host}${upgrade}Connection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 401 /,
    );
    expect(await api.raw(`CONNECT evil.example:80 HTTP/1.1\r\n${host}\r\n`)).not.toMatch(/ 200 /);
  });

  it("that sends drop by drop is given up, while others are answered", async () => {
    const drops = Array.from({ length: 400 }, (_, index) => `X-${index}: a\r\n`);
    const slowHead = api.raw([`GET ${STATS} HTTP/1.1\r\n${start()}`, ...drops], { pauseMs: 100 }).catch(String);
    const head = `POST ${GENERATE} HTTP/1.1\r\n${start()}Content-Length: 100000\r\n\r\n{"prompt":"`;
    const slowBody = api.raw([head, ...Array(400).fill("x")], { pauseMs: 100 }).catch(String);
    const silent = api.raw("").catch(String);
    expect((await api.get(STATS)).status).toBe(200);
    expect(await slowHead).toMatch(/^HTTP\/1\.1 408 |ECONNRESET|EPIPE/);
    expect(await slowBody).toMatch(/^HTTP\/1\.1 408 |ECONNRESET|EPIPE/);
    expect(await silent).toMatch(/^HTTP\/1\.1 408 |ECONNRESET|EPIPE|^$/);
    await expectUntouched();
  });

  it("finds room again when hundreds that say nothing have been given up", async () => {
    const sockets: Socket[] = Array.from({ length: 400 }, () => connect({ host: "127.0.0.1", port: api.port }));
    for (const socket of sockets) socket.on("error", () => undefined).resume();
    await sleep(500);
    for (;;) {
      const answer = await api.get(STATS).catch(() => undefined);
      if (answer?.status === 200) break;
      await sleep(250);
    }
    for (const socket of sockets) socket.destroy();
  });

  it("can hold so many streams and no more", async () => {
    const streams: Socket[] = [];
    for (let count = 0; count < 32; count += 1) {
      const socket = connect({ host: "127.0.0.1", port: api.port });
      streams.push(socket);
      socket.write(`GET /api/v1/events HTTP/1.1\r\n${start()}\r\n`);
      await new Promise((resolve) => socket.once("data", resolve));
    }
    const more = () => api.get("/api/v1/batches/".concat(batch, "/events"));
    expectRefused(await more(), 429, "too-many-streams");
    streams[0]?.destroy();
    // It is free as soon as the server sees that.
    let opened: unknown[] = [];
    while (opened.length === 0) {
      opened = await api.events(`/api/v1/batches/${batch}/events`, (events) => events.length > 0);
      await sleep(50);
    }
    expect(opened).toMatchObject([{ event: "progress", data: { queued: 1 } }]);
    for (const socket of streams) socket.destroy();
  });
});

describe("a prompt of a stranger", () => {
  const SECRET = "quicksilver-4711";

  it("shows no file and reaches no server, and its PDF lies in its folder", async () => {
    const own = tempFolder();
    const outDir = join(own, "work", "out");
    mkdirSync(join(own, "work"));
    for (const folder of [own, join(own, "work")]) {
      writeFileSync(join(folder, "secret.txt"), SECRET);
      writeFileSync(join(folder, "secret.html"), `<p>${SECRET}</p>`);
      writeFileSync(join(folder, "secret.css"), `p::after{content:"${SECRET}"}`);
      writeFileSync(
        join(folder, "secret.svg"),
        `<svg xmlns="http://www.w3.org/2000/svg"><text y="9">${SECRET}</text></svg>`,
      );
    }
    const canary = await Canary.open();
    const served = await ServedApi.start(["--out", outDir], { home: own, cwd: join(own, "work") });
    const url = `http://127.0.0.1:${canary.port}/`;
    const references = ["secret", "../secret", `${own}/secret`, `file://${own}/secret`, `FILE:///${own}/secret`, url];
    const html = references
      .map(
        (to) => `<p>x</p><link rel=stylesheet href="${to}.css"><style>@import "${to}.css"</style><img src="${to}.svg">
          <iframe src="${to}.html"></iframe><object data="${to}.html"></object><embed src="${to}.svg">
          <svg><use href="${to}.svg#a"/><image href="${to}.svg"/></svg>`,
      )
      .join("");
    const image = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">drawn</text></svg>')}`;
    const names = [
      "../../outside",
      "/tmp/outside",
      "C:\\outside",
      "..",
      "CON",
      "a/../../outside",
      "‮fdp.exe",
      `${"n".repeat(300)}`,
      "x\u0001y",
    ];
    const prompts = [
      { prompt: html, format: "html" },
      {
        prompt: references.map((to) => `![](${to}.svg)\n\n{% include "${to}.txt" %}`).join("\n\n"),
        format: "markdown",
      },
      { prompt: `![](${image})`, format: "markdown", options: { header: `<img src="${url}h.png">`, footer: html } },
      ...names.map((output, index) => ({
        prompt: `# ${index}`,
        output,
        title: output,
        id: `${index}${output.slice(0, 9)}`,
      })),
    ];
    const { json, status } = await served.post("/api/v1/batches", { prompts });
    expect(status).toBe(202);
    const jobs = await Promise.all(json.jobs.map((id: number) => served.ended(id)));
    const report = await served.get(`${json.url}?limit=100`);
    await served.stop();
    const { touches } = canary;
    await canary.close();

    expect(jobs.map(({ state }) => state)).toEqual(prompts.map(() => "done"));
    expect(touches).toBe(0);
    for (const { name } of jobs) {
      expect(dirname(name)).toBe(".");
      expect(pdfText(join(outDir, name))).not.toContain(SECRET);
    }
    expect(pdfText(join(outDir, jobs[2].name))).toContain("drawn");
    expect(new Set(jobs.map(({ name }) => name.toLowerCase())).size).toBe(prompts.length);
    expect(readdirSync(outDir).sort()).toEqual([...jobs.map(({ name }) => name), "manifest.jsonl"].sort());
    expect(readdirSync(join(own, "work")).sort()).toEqual([
      "out",
      "secret.css",
      "secret.html",
      "secret.svg",
      "secret.txt",
    ]);
    expect(jobs[0].warnings.map(({ code }: { code: string }) => code)).toContain("asset-blocked");
    // No way to any file of this machine comes back.
    for (const answer of [...jobs, report.json]) expect(JSON.stringify(answer)).not.toContain(own);
  });

  it("that cannot be written away is told so, without the folder", async () => {
    const own = tempFolder();
    writeFileSync(join(own, "blocked"), "a file where a folder should be");
    const served = await ServedApi.start(["--out", join(own, "blocked", "out"), "--retries", "0"], { home: own });
    const { json } = await served.post(GENERATE, { prompt: "x" });
    const job = await served.ended(json.id);
    const stats = await served.get(STATS);
    await served.stop();
    expect(job).toMatchObject({ state: "failed", error: { code: "output-unwritable" } });
    expect(JSON.stringify([job, stats.json])).not.toContain(own);
  });
});
