import { describe, expect, it } from "vitest";
import { recordResult } from "./record";
import { runLanes } from "./support/lane-scenario";
import type { Guard } from "./support/mutate";

const LIMIT_MS = 120_000;
const DOCUMENTS = 30;
const INJECTION = 'await this.#send("Page.setDocumentContent", { frameId: this.#frameId, html });';

/** A runtime on which injecting does something else. */
function injectionThat(name: string, replace: string): Guard {
  return { name: `injects as it should: ${name}`, file: "main/render/lane-window.ts", find: INJECTION, replace };
}

const BROKEN = [
  {
    injection: injectionThat(
      "differs",
      'await this.#send("Page.setDocumentContent", { frameId: this.#frameId, html: html.replace("#7a1f5c", "#7a1f5d") });',
    ),
    reason: "An injected document is printed differently from the same one navigated to",
  },
  {
    injection: injectionThat("throws", 'await this.#send("Page.noSuchCommand", { html });'),
    reason: "The check of injecting a known document failed: ",
  },
  {
    injection: injectionThat("hangs", "await new Promise(() => html);"),
    reason: "The check of injecting a known document failed: it took longer than",
  },
];

describe("a runtime in which injecting documents", () => {
  it.each(BROKEN)("is broken ($injection.name) gets every document navigated to", async ({ injection, reason }) => {
    const report = await runLanes({ kind: "soak", documents: DOCUMENTS }, { guard: injection, limitMs: LIMIT_MS });
    expect(report).toMatchObject({ done: DOCUMENTS, failed: 0, whole: DOCUMENTS, errors: {} });
    expect(report?.lanes?.fastLane).toEqual({ on: false, reason: expect.stringContaining(reason) });
  });

  it("works has the fast lane on", async () => {
    const report = await runLanes({ kind: "soak", documents: DOCUMENTS }, { limitMs: LIMIT_MS });
    expect(report).toMatchObject({ done: DOCUMENTS, failed: 0, errors: {}, lanes: { fastLane: { on: true } } });
    recordResult({
      test: "A runtime in which an injected document differs in one colour, injecting throws, or never ends",
      scale: `${DOCUMENTS} documents each`,
      result: "noticed at the start; all documents navigated to, all done at their first attempt",
      control: "with the runtime as it is, the fast lane is on",
    });
  });
});
