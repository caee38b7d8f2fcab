import { describe, expect, it } from "vitest";
import { isLength, lengthProblem, toInches } from "../../shared/length";
import { pageRangesProblem } from "../../shared/page-ranges";
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

describe("what is wrong with a length", () => {
  it.each([
    ["20", "20 has no unit, write 20mm or 20px"],
    ["20 mm", "write 20mm, in small letters and without spaces"],
    ["20MM", "write 20mm, in small letters and without spaces"],
    ["-5mm", "not less than zero"],
    ["1e3mm", "1e3 is no number here"],
    ["2,5cm", "2,5 is no number here"],
    ["1em", "em is no unit here, use mm, cm, in, px or pt"],
    ["10%", "% is no unit here"],
    ["wide", "must be a length such as 20mm"],
    ["", "must be a length such as 20mm"],
  ])("is said of %j", (text, problem) => {
    expect(lengthProblem(text)).toContain(problem);
  });

  it("is nothing where it is one", () => {
    expect(lengthProblem("20mm")).toBeUndefined();
  });
});

describe("page ranges", () => {
  it.each(["1", "1-3, 5", " 2 - 2 ,7"])("may be %j", (text) => {
    expect(pageRangesProblem(text)).toBeUndefined();
  });

  it.each([
    ["5-3", "5-3 ends before it begins"],
    ["0", "counted from 1"],
    ["1, 0-2", "counted from 1"],
    ["", 'must be pages such as "1-3, 5"'],
    ["1,,2", "is no page and no range"],
    ["1-", '"1-" is no page and no range'],
    ["all", '"all" is no page and no range'],
    ["1-99999999999", "no document has 1000000 pages"],
  ])("may not be %j", (text, problem) => {
    expect(pageRangesProblem(text)).toContain(problem);
  });
});

describe("page options", () => {
  it.each(["0mm", "4.9mm", "201in"])("refuse a page that is %s wide", (width) => {
    const { error } = pageOptionsSchema.safeParse({ pageSize: { width, height: "100mm" } });
    expect(JSON.stringify(error?.issues)).toContain("must be from 5mm to 200in");
  });

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
