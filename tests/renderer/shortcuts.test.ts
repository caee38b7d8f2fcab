import { expect, test } from "vitest";
import { isMenuKey, windowCommandOf } from "../../renderer/state/shortcuts";

const NOWHERE = { isTyping: false, isOnButton: false };
const press = (key: string, held: object = {}, place = NOWHERE) =>
  windowCommandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, place);

test.each([
  ["o", { ctrlKey: true }, "addFiles"],
  ["O", { metaKey: true, shiftKey: true }, "addFolder"],
  ["V", { ctrlKey: true, shiftKey: true }, "paste"],
  [",", { ctrlKey: true }, "settings"],
  [" ", {}, "pause"],
  ["p", { metaKey: true }, "pause"],
  ["k", { ctrlKey: true }, "palette"],
  ["r", { ctrlKey: true }, "retryFailed"],
  ["I", {}, "inspector"],
  ["z", { ctrlKey: true }, "undoRemoval"],
  ["Z", { ctrlKey: true, shiftKey: true }, null],
  ["F6", {}, "nextPane"],
  ["?", { shiftKey: true }, "shortcuts"],
  ["i", { shiftKey: true }, "inspector"],
  ["v", { ctrlKey: true }, null],
  ["o", {}, null],
  ["k", { ctrlKey: true, shiftKey: true }, null],
  ["x", {}, null],
  ["o", { ctrlKey: true, altKey: true }, null],
])("%s with %j is %s", (key, held, command) => {
  expect(press(key, held)).toBe(command);
});

test("leaves letters and blanks to whoever types, but not the keys that no text has", () => {
  const typing = { isTyping: true, isOnButton: false };
  expect([press(" ", {}, typing), press("?", {}, typing), press("i", {}, typing)]).toEqual([null, null, null]);
  expect(press("z", { ctrlKey: true }, typing)).toBeNull();
  expect(press("o", { ctrlKey: true }, typing)).toBe("addFiles");
  expect(press("F6", {}, typing)).toBe("nextPane");
});

test("leaves Space to the button that it presses", () => {
  expect(press(" ", {}, { isTyping: false, isOnButton: true })).toBeNull();
});

test.each([
  ["o", { ctrlKey: true }, true],
  ["O", { ctrlKey: true, shiftKey: true }, true],
  ["r", { metaKey: true }, true],
  ["K", { ctrlKey: true }, true],
  ["p", { ctrlKey: true }, true],
  [",", { ctrlKey: true }, true],
  ["r", {}, false],
  ["c", { ctrlKey: true }, false],
  ["v", { ctrlKey: true }, false],
  ["q", { ctrlKey: true }, false],
  ["o", { ctrlKey: true, altKey: true }, false],
])("%s with %j does something behind a dialog, by the menu: %s", (key, held, is) => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  expect(isMenuKey({ key, ...none, ...held })).toBe(is);
});
