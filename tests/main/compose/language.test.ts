import { describe, expect, test } from "vitest";
import { directionOf, firstLetter, guessLanguage } from "../../../main/compose/language";
import { compose, promptFolder } from "./support";

const folder = promptFolder();

describe("the language of a text", () => {
  test.each([
    ["<p>1. «Hello» שלום</p>", "en"],
    ["<h1 class='x'>&amp; שלום hello</h1>", "he"],
    ["<style>p { color: red }</style><!-- c -->سلام", "ar"],
    ["漢字", "zh"],
    ["漢字かな", "ja"],
    ["한국어", "ko"],
    ["Ελλάδα", "el"],
    ["ไทย", "th"],
    ["हिन्दी", "hi"],
    ["123", "en"],
  ])("is guessed by its first letter: %s", (html, language) => {
    expect(guessLanguage(html)).toBe(language);
  });

  test("has no first letter where there is none to be seen", () => {
    expect(firstLetter('<img alt="x"> 12 &nbsp; <style>a{}</style>')).toBeUndefined();
  });

  test("takes what never ends for text, and what ends for none", () => {
    const texts = [
      "<!-- a",
      "<!-- a --> b",
      "<!-->b",
      "<style>a{}",
      "<style>a{}</STYLE>b",
      "< a",
      "<i title='a'>b",
      "&a &amp;b",
    ];
    expect(texts.map(firstLetter)).toEqual(["a", "b", "b", "a", "b", "a", "b", "a"]);
  });
});

describe("the direction of a language", () => {
  test.each([
    ["ar", "rtl"],
    ["AR-eg", "rtl"],
    ["fa-IR", "rtl"],
    ["he", "rtl"],
    ["ur", "rtl"],
    ["az-Arab", "rtl"],
    ["ar-Latn", "ltr"],
    ["en", "ltr"],
    ["arn", "ltr"],
    ["de-AT", "ltr"],
  ])("of %s is %s", (language, direction) => {
    expect(directionOf(language)).toBe(direction);
  });
});

describe("a document", () => {
  test.each(["plain", "letter", "report", "certificate", "invitation"])(
    "in Arabic is set from right to left by %s",
    async (template) => {
      const prompt = { prompt: "# مرحبا\n\nنص", template, data: { name: "سلمى" } };
      expect((await compose(prompt)).html).toContain('<html lang="ar" dir="rtl">');
      expect((await compose({ ...prompt, prompt: "Hi" })).html).toContain('<html lang="en">');
    },
  );

  test("has the language that was given, whatever its letters", async () => {
    expect((await compose({ prompt: "مرحبا", data: { lang: "en" } })).html).toContain('<html lang="en">');
    const { html } = await compose({ prompt: "hi", options: { metadata: { language: "he-IL" } } });
    expect(html).toContain('<html lang="he-IL" dir="rtl">');
  });

  test("without text is in the language of its data", async () => {
    const { html } = await compose({ prompt: "", template: "certificate", data: { name: "רות" } });
    expect(html).toContain('<html lang="he" dir="rtl">');
  });

  test("tells its direction to a user's template, whose data may set it", async () => {
    folder.write("own.liquid", "<p>{{ dir }}</p>");
    const shown = async (data?: Record<string, unknown>) =>
      (await folder.compose({ prompt: "שלום", template: "own.liquid", ...(data && { data }) })).html;
    expect(await shown()).toContain("<p>rtl</p>");
    expect(await shown({ dir: "north" })).toContain("<p>north</p>");
  });
});
