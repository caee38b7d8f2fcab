import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readInputs } from "../../main/intake";
import { SAMPLE_GROUPS } from "../../shared/choices";
import { ROOT } from "../support/cli";

const EXAMPLES = join(ROOT, "examples");

describe("the groups of samples", () => {
  it("are all folders of the examples", () => {
    const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...SAMPLE_GROUPS].sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it.each(SAMPLE_GROUPS)("%s has prompts, and none that is rejected", async (group) => {
    const kinds: string[] = [];
    for await (const item of readInputs([join(EXAMPLES, group)], { cwd: EXAMPLES })) kinds.push(item.kind);
    expect(kinds).toContain("prompt");
    expect(new Set(kinds)).toEqual(new Set(["prompt"]));
  });
});
