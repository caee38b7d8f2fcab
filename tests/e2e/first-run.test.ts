import { afterEach, expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { until } from "../support/until";
import { type OpenWindow, openWindow, shownNumber } from "../support/window";

let open: OpenWindow | undefined;

afterEach(async () => {
  await open?.app.close();
  open = undefined;
});

it("the first run offers each group of samples, by keyboard, too", async () => {
  open = await openWindow(tempFolder());
  const { page } = open;
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.getByRole("button", { name: "Many scripts" }).press("Enter");
  await until("these samples are done, and no others", async () => (await shownNumber(page, "done-count")) === 4);
  expect(await shownNumber(page, "failed-count")).toBe(0);
});
