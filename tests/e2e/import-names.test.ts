import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { until } from "../support/until";
import { dropFiles } from "../support/window";
import { windowSuite } from "../support/window-suite";

const suite = windowSuite();

it("says in the words of the sheet what becomes of names that are taken", async () => {
  suite.writePrompts(3);
  const { page, outDir } = await suite.open();
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, "p2.pdf"), "of somebody else");
  await dropFiles(page, [suite.inDir]);
  const conflict = page.getByTestId("import-conflict");
  const text = async (id: string) => (await page.getByTestId(id).textContent()) ?? "";

  await conflict.selectOption("skip");
  await page.getByTestId("import-collisions").getByText("1 name is taken and will be skipped").waitFor();
  expect(await text("import-summary")).toBe("1 name is taken and will be skipped");
  expect(await text("import-add")).toBe("Add 2 jobs");

  await conflict.selectOption("fail");
  await page.getByTestId("import-collisions").getByText("1 name is taken and refused").waitFor();
  expect(await text("import-collisions")).toContain("“Where a file stands already”");
  expect(await text("import-problems")).toContain("p2.pdf is taken");
  expect(await text("import-problems")).not.toContain("--on-conflict");
});

it("counts in the table what has no name, as below it", async () => {
  const rows = ["Ulm", undefined, "Bonn", "Kiel"].map((city) => JSON.stringify({ prompt: "Hi", data: { city } }));
  const table = suite.write("rows.jsonl", [...rows, '{"promt": "Hi"}'].join("\n"));
  const { page } = await suite.open();
  await dropFiles(page, [table]);
  await page.getByTestId("import-name").fill("{field:city}");
  const summary = page.getByTestId("import-summary");
  await until("it is read", async () => (await summary.textContent()) === "2 rejected");
  const cells = await page.getByTestId("import-files").locator("tbody td").allTextContents();
  expect(cells).toEqual(["rows.jsonl", "UTF-8", "3", "2"]);
  expect(await page.getByTestId("import-add").textContent()).toBe("Add 3 jobs");
});
