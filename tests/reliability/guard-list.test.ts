import { describe, expect, it } from "vitest";
import { GUARDS } from "./guards";
import { mutation, withoutGuard } from "./support/mutate";

describe("the list of guards", () => {
  it.each(Object.values(GUARDS).map((guard) => [guard.name, guard] as const))(
    "follows the source: something %s",
    (_name, guard) => {
      const { before, after } = mutation(guard);
      expect(after).not.toBe(before);
    },
  );

  it("refuses a piece of text that is not there, or there twice", () => {
    const guard = { name: "x", file: "a.ts", find: "one", replace: "" };
    expect(() => withoutGuard("two", guard)).toThrow("stands 0 times in a.ts");
    expect(() => withoutGuard("one, one", guard)).toThrow("stands 2 times in a.ts");
    expect(withoutGuard("one, two", guard)).toBe(", two");
  });
});
