import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { ApiState, Bridge } from "../../shared/ipc";
import { tempFolder } from "../support/temp";
import { openWindow } from "../support/window";

async function ask(page: Page, name: "getApi" | "setApi", payload: object): Promise<ApiState> {
  const answer = await page.evaluate(
    ([request, what]) =>
      (window as unknown as { pdfprompt: Bridge }).pdfprompt.request(request as "setApi", what as { on: boolean }),
    [name, payload] as const,
  );
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

function call({ url, token }: ApiState, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) };
  return fetch(`${url}${path}`, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
}

it("lets programs ask the window's app for PDFs once its user has opened the door, and no longer than that", async () => {
  const home = tempFolder();
  const first = await openWindow(home);
  expect(await ask(first.page, "getApi", {})).toMatchObject({ isOn: false, url: null, token: null });
  const open = await ask(first.page, "setApi", { on: true });
  const { id } = (await (await call(open, "/api/v1/generate", { prompt: "# Asked for" })).json()) as { id: number };
  let job: { state: string; name: string };
  do {
    await sleep(50);
    job = await (await call(open, `/api/v1/jobs/${id}`)).json();
  } while (job.state === "queued" || job.state === "claimed");
  expect(job.state).toBe("done");
  expect(existsSync(join(first.outDir, job.name))).toBe(true);
  await first.app.close();

  const second = await openWindow(home);
  let again = await ask(second.page, "getApi", {});
  while (!again.isOn) again = await ask(second.page, "getApi", {});
  expect(again.token).toBe(open.token);
  expect((await call(again, "/api/v1/stats")).status).toBe(200);
  expect(await ask(second.page, "setApi", { on: false })).toMatchObject({ isOn: false, token: null });
  await expect(call(again, "/api/v1/stats")).rejects.toThrow();
  await second.app.close();
});
