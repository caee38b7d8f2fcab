import { describe, expect, it } from "vitest";
import { recentRate } from "../../../main/desktop/rate";

describe("recentRate", () => {
  it("is the mean of the last five seconds", () => {
    expect(recentRate([900, 10, 20, 30, 40, 50])).toEqual({ rate: 30, isKnown: true });
  });

  it("does not count the idle seconds before the work began, and foretells nothing from the first second", () => {
    expect(recentRate([0, 0, 0, 0, 60])).toEqual({ rate: 60, isKnown: false });
    expect(recentRate([0, 0, 0, 60, 100])).toEqual({ rate: 80, isKnown: true });
  });

  it("falls to nothing when the work ends", () => {
    expect(recentRate([100, 0, 0, 0, 0])).toEqual({ rate: 20, isKnown: true });
    expect(recentRate([100, 0, 0, 0, 0, 0])).toEqual({ rate: 0, isKnown: false });
    expect(recentRate([])).toEqual({ rate: 0, isKnown: false });
  });
});
