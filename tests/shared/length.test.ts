import { describe, expect, it } from "vitest";
import { isLength, toInches } from "../../shared/length";
import { pageOptionsSchema, promptSchema } from "../../shared/prompt";

describe("lengths", () => {
  it.each([
    ["25.4mm", 1],
    ["2.54cm", 1],
    ["1in", 1],
    ["96px", 1],
    ["72pt", 1],
    [".5in", 0.5],
  ])("reads %s as %d inches", (text, inches) => {
    expect(toInches(text)).toBeCloseTo(inches, 10);
  });

  it.each(["10", "mm", "-1mm", "1 mm", "1em", "1e2mm", ""])("refuses %j", (text) => {
    expect(isLength(text)).toBe(false);
    expect(() => toInches(text)).toThrow(RangeError);
  });
});

describe("page options", () => {
  it("know page sizes whatever their case", () => {
    expect(pageOptionsSchema.parse({ pageSize: "a5" })).toEqual({ pageSize: "A5" });
    expect(pageOptionsSchema.parse({ pageSize: "LETTER" })).toEqual({ pageSize: "Letter" });
  });

  it.each([{ pageSize: "A99" }, { scale: 3 }, { margins: "wide" }, { pageRanges: "1-" }, { colour: true }])(
    "refuse %j",
    (options) => {
      expect(pageOptionsSchema.safeParse(options).success).toBe(false);
    },
  );
});

describe("a prompt", () => {
  it("may not have keys that mean nothing", () => {
    expect(promptSchema.safeParse({ prompt: "x", titel: "y" }).success).toBe(false);
  });
});
