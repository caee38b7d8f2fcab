import { describe, expect, test } from "vitest";
import { stillSvg } from "../../../main/render/still-pictures";

describe("an SVG file", () => {
  test("loses what would move in it, with any prefix, and keeps the rest", () => {
    expect(stillSvg('<rect><animate to="1"/><svg:animateTransform\n/></rect>')).toBe(
      '<rect><still-animate to="1"/><svg:still-animateTransform\n/></rect>',
    );
    expect(stillSvg("<g><set></set><animateMotion><mpath/></animateMotion></g>")).toBe(
      "<g><still-set></still-set><still-animateMotion><mpath/></still-animateMotion></g>",
    );
    expect(stillSvg("<style>@keyframes k{}@-webkit-keyframes k{}</style>")).toBe(
      "<style>@still-keyframes k{}@still--webkit-keyframes k{}</style>",
    );
  });

  test("without anything that moves stays as it is", () => {
    const still = '<svg><settings/><animation/><text>set, animate</text><g class="animate"/></svg>';
    expect(stillSvg(still)).toBe(still);
  });
});
