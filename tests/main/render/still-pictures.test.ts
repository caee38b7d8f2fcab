import { describe, expect, test } from "vitest";
import { stillSvg, stillSvgFile } from "../../../main/render/still-pictures";

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

  test("finds what moves in a file, whatever its encoding", () => {
    const [moving, still] = [
      '<svg><text>ä</text><animate to="1"/></svg>',
      '<svg><text>ä</text><still-animate to="1"/></svg>',
    ];
    expect(stillSvgFile(Buffer.from(moving)).toString()).toBe(still);
    const little = Buffer.from(`\ufeff${moving}`, "utf16le");
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big]) expect(stillSvgFile(bytes).toString("utf16le")).toBe(`\ufeff${still}`);
  });
});
