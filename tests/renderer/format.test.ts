import { describe, expect, test } from "vitest";
import { formatBytes } from "../../renderer/format/bytes";
import { formatCount } from "../../renderer/format/count";
import { formatDuration } from "../../renderer/format/duration";
import {
  formatOutputFolder,
  formatShortLocation,
  formatSource,
  lastPart,
  outputPath,
  splitName,
  splitPath,
} from "../../renderer/format/place";
import { formatPercent, formatRate } from "../../renderer/format/rate";

describe("rates", () => {
  test.each([
    [0, "0"],
    [-1, "0"],
    [Number.NaN, "0"],
    [0.004, "<0.01"],
    [0.25, "0.25"],
    [0.998, "1.0"],
    [1.26, "1.3"],
    [9.96, "10"],
    [58.4, "58"],
    [1234.5, "1,235"],
  ])("shows %d PDFs per second as %s", (perSecond, text) => {
    expect(formatRate(perSecond)).toBe(text);
  });

  test.each([
    [0, "0 %"],
    [0.0004, "<0.1 %"],
    [0.006, "0.6 %"],
    [0.4, "40 %"],
    [1, "100 %"],
  ])("shows the share %d as %s", (share, text) => {
    expect(formatPercent(share)).toBe(text);
  });
});

describe("durations", () => {
  test.each([
    [0, "0 ms"],
    [86.4, "86 ms"],
    [999.6, "1.0 s"],
    [1440, "1.4 s"],
    [9960, "10 s"],
    [59_600, "1 min"],
    [123_000, "2 min 3 s"],
    [3_599_700, "1 h"],
    [3_900_000, "1 h 5 min"],
  ])("shows %d ms as %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe("counts and sizes", () => {
  test("groups thousands", () => {
    expect(formatCount(4812)).toBe("4,812");
  });

  test.each([
    [812, "812 B"],
    [48_300, "48 kB"],
    [1_240_000, "1.2 MB"],
    [2_500_000_000, "2.5 GB"],
  ])("shows %d bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("places", () => {
  test("finds the last part of a path of any system", () => {
    expect(lastPart("/home/ada/people.csv")).toBe("people.csv");
    expect(lastPart("C:\\Users\\Ada\\people.csv")).toBe("people.csv");
    expect(lastPart("/")).toBe("/");
  });

  test("names the line of a source only where there is more than the first", () => {
    expect(formatSource("/in/people.csv", 12)).toBe("people.csv:12");
    expect(formatSource("/in/letter.md", 1)).toBe("letter.md");
    expect(formatSource("-", 3)).toBe("no file:3");
  });

  test("locates a problem as far as it is known", () => {
    expect(formatShortLocation({ source: "/in/people.csv", line: 12, column: 3 })).toBe("people.csv:12:3");
    expect(formatShortLocation({ source: "/in/people.csv", line: 12 })).toBe("people.csv:12");
    expect(formatShortLocation({ source: "/in/people.csv", column: 3 })).toBe("people.csv");
    expect(formatShortLocation({ line: 12 })).toBe("");
  });

  test("parts the folder of an output from its file", () => {
    expect(splitName("letters/2026/anna.pdf")).toEqual(["letters/2026/", "anna.pdf"]);
    expect(splitName("anna.pdf")).toEqual(["", "anna.pdf"]);
  });

  test("tell where an output is, as the system writes it", () => {
    expect(outputPath("/home/ada/PDFs", "letters/anna.pdf")).toBe("/home/ada/PDFs/letters/anna.pdf");
    expect(outputPath("C:\\PDFs", "letters/anna.pdf")).toBe("C:\\PDFs\\letters\\anna.pdf");
    expect(outputPath("C:\\", "anna.pdf")).toBe("C:\\anna.pdf");
    expect(splitPath("C:\\PDFs\\anna.pdf")).toEqual(["C:\\PDFs\\", "anna.pdf"]);
    expect(formatOutputFolder("/home/ada/PDFs", "letters/anna.pdf")).toBe("PDFs/letters");
    expect(formatOutputFolder("/home/ada/PDFs", "anna.pdf")).toBe("PDFs");
  });
});
