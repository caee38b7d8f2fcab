import { linkSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { WholeFile } from "../../../main/publish";
import { tempFolder } from "../../support/temp";

it("a whole file is never written into, though a killed process left its temporary name as a second one of it", async () => {
  const folder = tempFolder();
  const target = join(folder, "list.csv");
  writeFileSync(target, "whole");
  linkSync(target, join(folder, ".list.csv.token.part"));
  const file = await WholeFile.create(target, "token");
  await file.write("new");
  await file.finish();
  expect(readFileSync(target, "utf8")).toBe("whole");
  file.replace();
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["list.csv"]);
});
