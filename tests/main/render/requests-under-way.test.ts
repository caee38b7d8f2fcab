import { EventEmitter } from "node:events";
import type { Debugger } from "electron";
import { expect, test } from "vitest";
import { MOST_REQUESTS, RequestsUnderWay } from "../../../main/render/requests-under-way";

/** A page that says what it asks for, as the debugger tells it. */
function page() {
  const events = new EventEmitter();
  let floods = 0;
  const requests = new RequestsUnderWay(() => {
    floods += 1;
  });
  void requests.watch(Object.assign(events, { sendCommand: async () => undefined }) as unknown as Debugger);
  const tell = (method: string, requestId?: string, documentURL = "lane://a/d/1/") =>
    events.emit("message", {}, `Network.${method}`, { requestId, documentURL });
  return { requests, tell, floods: () => floods };
}

test("a page with nothing under way is not waited for", async () => {
  const { requests, tell } = page();
  tell("dataReceived", "1");
  expect(requests.isNone).toBe(true);
  await requests.untilNone();
});

test("all that a page asked for is waited for, whether it comes or fails", async () => {
  const { requests, tell } = page();
  const ended: string[] = [];
  tell("requestWillBeSent", "1");
  tell("requestWillBeSent", "2");
  const none = requests.untilNone().then(() => ended.push("none"));
  tell("loadingFinished", "1");
  await Promise.resolve();
  expect(ended).toEqual([]);
  tell("loadingFailed", "2");
  await none;
  expect(requests.isNone).toBe(true);
});

test("what may never be told of again is not waited for", async () => {
  const { requests, tell } = page();
  tell("requestWillBeSent", "1");
  const none = requests.untilNone();
  requests.forget();
  await none;
  expect(requests.isNone).toBe(true);
  tell("requestWillBeSent", "2");
  expect(requests.isNone).toBe(false);
});

test("what the last document asked for is not waited for any more", () => {
  const { requests, tell } = page();
  tell("requestWillBeSent", "1");
  requests.expect("lane://b");
  expect(requests.isNone).toBe(true);
});

test("what it asks for while the next one is expected is not waited for either", () => {
  const { requests, tell } = page();
  requests.expect("lane://b");
  tell("requestWillBeSent", "1");
  expect(requests.isNone).toBe(true);
  tell("requestWillBeSent", "2", "lane://b/d/2/");
  expect(requests.isNone).toBe(false);
});

test("what a frame without an address of its own asks for is waited for once the document has come", () => {
  const { requests, tell } = page();
  requests.expect("lane://b");
  tell("requestWillBeSent", "1", "about:blank");
  expect(requests.isNone, "it may be the last document's").toBe(true);
  requests.expectAll();
  tell("requestWillBeSent", "2", "about:blank");
  expect(requests.isNone).toBe(false);
});

test("a document that asks without end is told of once, and the next one starts anew", () => {
  const { requests, tell, floods } = page();
  const ask = (times: number) => {
    for (let number = 0; number < times; number += 1) tell("requestWillBeSent", String(number));
  };
  ask(MOST_REQUESTS);
  requests.expect("lane://a");
  ask(MOST_REQUESTS);
  expect(floods()).toBe(0);
  ask(2);
  expect(floods()).toBe(1);
});
