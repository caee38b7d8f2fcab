import { chmodSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ApiSwitch } from "../../../main/desktop/api-switch";
import { Queue } from "../../../main/queue";
import { tempFolder } from "../../support/temp";

let folder: string;
let queue: Queue;
let outDir: string;
let monitorsClosed = 0;
const switches: ApiSwitch[] = [];

beforeEach(() => {
  folder = tempFolder();
  outDir = join(folder, "out");
  queue = new Queue(join(folder, "queue.db"));
});
afterEach(async () => {
  for (const api of switches.splice(0)) await api.close();
  queue.close();
});

function newSwitch(port = 0): ApiSwitch {
  const api = new ApiSwitch({
    queue,
    folder: join(folder, "app"),
    outDir: () => outDir,
    wake: () => undefined,
    epochSeconds: () => 500,
    log: () => undefined,
    openMonitor: () => ({
      metricsText: () => "figures\n",
      health: () => ({ httpStatus: 200, body: { status: "ok" } }) as never,
      close: () => {
        monitorsClosed += 1;
      },
    }),
    port,
  });
  switches.push(api);
  return api;
}

async function generate({ url, token }: { url: string | null; token: string | null }): Promise<number> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    host: new URL(url ?? "").host,
  };
  const body = JSON.stringify({ prompt: "from elsewhere" });
  return (await fetch(`${url}/api/v1/generate`, { method: "POST", headers, body })).status;
}

it("is shut at first, opens, answers, and shuts", async () => {
  const api = newSwitch();
  expect(await api.restore()).toEqual({ isOn: false, url: null, token: null, problem: null });
  const open = await api.set(true);
  expect(open).toMatchObject({ isOn: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), problem: null });
  expect(await generate(open)).toBe(202);
  expect(await api.set(true)).toEqual(open);
  const headers = { authorization: `Bearer ${open.token}` };
  expect(await (await fetch(`${open.url}/metrics`, { headers })).text()).toBe("figures\n");
  const closedBefore = monitorsClosed;
  expect(await api.set(false)).toMatchObject({ isOn: false, url: null, token: null });
  expect(monitorsClosed).toBe(closedBefore + 1);
  await expect(generate(open)).rejects.toThrow();
  expect(queue.stats().queued).toBe(1);
  const workerId = queue.addWorker();
  const [job] = queue.tick({ workerId, slots: 1, held: 0, finished: [] }).claimed;
  expect(JSON.parse(job?.settings ?? "{}")).toMatchObject({ epochSeconds: 500 });
});

it("is at the next start as it was left, with the same token, for its owner only", async () => {
  const first = newSwitch();
  const { token } = await first.set(true);
  await first.close();
  expect(first.state.isOn).toBe(false);
  expect(await newSwitch().restore()).toMatchObject({ isOn: true, token });
  expect(statSync(join(folder, "app", "api.token")).mode & 0o777).toBe(0o600);
  await newSwitch().set(false);
  expect((await newSwitch().restore()).isOn).toBe(false);
  writeFileSync(join(folder, "app", "api.json"), "{");
  expect((await newSwitch().restore()).isOn).toBe(false);
});

it("takes another port where its own is taken", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const state = await newSwitch(port).set(true);
  expect(state.isOn).toBe(true);
  expect(state.url).not.toContain(`:${port}`);
  expect(await generate(state)).toBe(202);
  await new Promise((resolve) => other.close(resolve));
});

it("says why it cannot be opened", async () => {
  const api = newSwitch();
  await api.set(true);
  await api.set(false);
  chmodSync(join(folder, "app", "api.token"), 0o644);
  expect(await api.set(true)).toMatchObject({ isOn: false, problem: expect.stringContaining("chmod 600") });
  chmodSync(join(folder, "app", "api.token"), 0o600);
  expect(await api.set(true)).toMatchObject({ isOn: true, problem: null });
});

it("puts PDFs where the window's go, also after that was changed", async () => {
  const state = await newSwitch().set(true);
  await generate(state);
  outDir = join(folder, "elsewhere");
  await generate(state);
  const folders = [1, 2].map((id) => queue.job(id)?.outDir);
  expect(folders).toEqual([join(folder, "out"), join(folder, "elsewhere")]);
});
