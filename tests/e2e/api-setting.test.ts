import { expect, it } from "vitest";
import { findingsOfAxe } from "../support/axe";
import { tempFolder } from "../support/temp";
import { openWindow } from "../support/window";

it("switches the door for programs on and off, shows address and token, and copies the token", async () => {
  const { app, page } = await openWindow(tempFolder());
  await page.getByTestId("open-settings").click();
  const toggle = page.getByTestId("api");
  await toggle.waitFor({ state: "attached" });
  expect(await page.getByTestId("api-token").count()).toBe(0);
  await toggle.click({ force: true });
  const url = (await page.getByTestId("api-url").textContent()) ?? "";
  const token = (await page.getByTestId("api-token").textContent()) ?? "";
  const stats = () => fetch(`${url}/api/v1/stats`, { headers: { authorization: `Bearer ${token}` } });
  expect((await stats()).status).toBe(200);
  expect(await findingsOfAxe(page)).toEqual([]);
  await page.getByTestId("api-copy").click();
  await page.getByText("The token is on the clipboard").first().waitFor();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(token);
  if (process.env.PDFPROMPT_SHOT) await page.screenshot({ path: process.env.PDFPROMPT_SHOT });
  await toggle.click({ force: true });
  await page.getByTestId("api-token").waitFor({ state: "detached" });
  await expect(stats()).rejects.toThrow();
  await app.close();
});
