import { describe, expect, it } from "vitest";
import { KnownFonts } from "../../../main/render/known-fonts";

const FONTS = ["/builtin/fonts/a.woff2", "/builtin/fonts/b.woff2"];

/** A page that says of all its fonts at once whether they are there. */
function setUp() {
  const server = { fontsServed: 0 };
  const page = { isComplete: true, asked: 0 };
  const evaluate = async () => {
    page.asked += 1;
    return { result: { value: page.isComplete } };
  };
  return { fonts: new KnownFonts({ evaluate }, server), server, page };
}

describe("fonts that a page has loaded before", () => {
  it("are not trusted before all of them were waited for once", async () => {
    const { fonts } = setUp();
    expect(fonts.mayBeThere(FONTS)).toBe(false);
    fonts.learn(FONTS.slice(0, 1));
    expect(fonts.mayBeThere(FONTS)).toBe(false);
    fonts.learn(FONTS);
    expect(fonts.mayBeThere(FONTS)).toBe(true);
    expect(await fonts.wereThere(FONTS)).toBe(true);
  });

  it("are missed where one is under way after the print", async () => {
    const { fonts, page } = setUp();
    fonts.learn(FONTS);
    fonts.mayBeThere(FONTS);
    page.isComplete = false;
    expect(await fonts.wereThere(FONTS)).toBe(false);
  });

  it("are missed where one has come since the document was begun, but not where one had come before", async () => {
    const { fonts, server } = setUp();
    fonts.learn(FONTS);
    server.fontsServed = 4;
    fonts.mayBeThere(FONTS);
    expect(await fonts.wereThere(FONTS)).toBe(true);
    fonts.mayBeThere(FONTS);
    server.fontsServed += 1;
    expect(await fonts.wereThere(FONTS)).toBe(false);
  });

  it("are waited for from then on where they were missed three times", async () => {
    const { fonts, page } = setUp();
    fonts.learn(FONTS);
    page.isComplete = false;
    for (let miss = 0; miss < 3; miss += 1) {
      expect(fonts.mayBeThere(FONTS)).toBe(true);
      await fonts.wereThere(FONTS);
    }
    expect(fonts.mayBeThere(FONTS)).toBe(false);
  });

  it("are not asked for where a document has none", async () => {
    const { fonts, page } = setUp();
    expect(fonts.mayBeThere([])).toBe(true);
    expect(await fonts.wereThere([])).toBe(true);
    expect(page.asked).toBe(0);
  });
});
