import { describe, expect, test } from "vitest";
import { fileImagesScript } from "../../../main/render/file-images";
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

describe("the images that are waited for", () => {
  test("are all image files of a document, by their addresses, and no fonts", () => {
    const script = fileImagesScript({ "a/1/b.png": "/b.png", "a/2/c.SVG": "/c.SVG", "a/3/d.woff2": "/d.woff2" });
    expect(script).toContain('["/a/1/b.png","/a/2/c.SVG"]');
  });

  test("are none where a document names none, so that nothing is asked", () => {
    expect(fileImagesScript({})).toBeUndefined();
    expect(fileImagesScript({ "a/3/d.woff2": "/d.woff2" })).toBeUndefined();
  });
});
