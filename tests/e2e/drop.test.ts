import { expect, it } from "vitest";
import { until } from "../support/until";
import { dropFiles } from "../support/window";
import { windowSuite } from "../support/window-suite";

const suite = windowSuite();

it("waits for the files that are looked at, whose choices stand", async () => {
  const [first, second, third] = ["first.md", "second.md", "third.md"].map((name) => suite.write(name, "# Text\n"));
  const { page } = await suite.open();
  const shows = (name: string) => page.getByTestId("import-files").getByText(name).waitFor();
  await dropFiles(page, [first ?? ""]);
  await shows("first.md");
  await page.getByTestId("import-name").fill("mine-{stem}");
  await dropFiles(page, [second ?? ""]);
  await dropFiles(page, [third ?? ""]);
  await page.getByText("The new files come next").first().waitFor();
  expect(await page.getByTestId("import-name").inputValue()).toBe("mine-{stem}");
  await page.getByTestId("import-names").getByText("mine-first.pdf").waitFor();
  await page.getByTestId("import-name").press("Escape");
  await shows("second.md");
  expect(await page.getByTestId("import").count()).toBe(1);
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').click();
  await shows("third.md");
  await page.keyboard.press("Escape");
  await page.getByTestId("import").waitFor({ state: "detached" });
});

it("takes the place of a dialog, which keeps what was typed", async () => {
  const path = suite.write("dropped.md", "# Text\n");
  const { page } = await suite.open();
  await page.keyboard.press("Control+Shift+V");
  await page.getByTestId("paste-text").fill("half a sentence");
  await dropFiles(page, [path]);
  await page.getByTestId("import-files").getByText("dropped.md").waitFor();
  await until("there is only one", async () => (await page.getByTestId("paste").count()) === 0);
  await page.keyboard.press("Escape");
  await page.getByTestId("import").waitFor({ state: "detached" });
  await page.keyboard.press("Control+Shift+V");
  expect(await page.getByTestId("paste-text").inputValue()).toBe("half a sentence");
});
