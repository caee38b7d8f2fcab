import { expect, it } from "vitest";
import { marginProblem, withOption } from "../../renderer/state/page-options";

it("an option that is left to the prompt is not said at all", () => {
  const options = withOption({ landscape: true }, "pageSize", "A5");
  expect(options).toEqual({ landscape: true, pageSize: "A5" });
  expect(Object.keys(withOption(options, "landscape", undefined))).toEqual(["pageSize"]);
});

it("says what is wrong with a margin as a sentence, and nothing of a good one", () => {
  expect(marginProblem("20mm")).toBeUndefined();
  expect(marginProblem("20")).toMatch(/^Must be a length .* 20 has no unit, write 20mm or 20px$/);
});
