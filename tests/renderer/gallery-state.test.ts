import { beforeEach, describe, expect, it } from "vitest";
import {
  editSample,
  galleryStore,
  showAllTemplates,
  showTemplate,
  templateChanged,
} from "../../renderer/state/gallery-store";
import { startOfLine } from "../../renderer/state/lines";

const SAMPLE = { name: "letter.md", text: "Dear Ada," };

beforeEach(() => galleryStore.setState(galleryStore.getInitialState(), true));

describe("the template that is looked at", () => {
  it("begins with its sample, is edited, and begins anew with another", () => {
    showTemplate({ template: "letter", ownName: null, sample: SAMPLE, isOwnFile: false });
    editSample("Dear Alan,");
    expect(galleryStore.getState().opened).toMatchObject({ text: "Dear Alan,", sample: SAMPLE });
    showTemplate({ template: "letter", ownName: null, sample: { name: "b.md", text: "Hello" }, isOwnFile: true });
    expect(galleryStore.getState().opened).toMatchObject({ text: "Hello", isOwnFile: true });
  });

  it("is remembered when all are shown again, and then there is nothing to be edited", () => {
    showTemplate({ template: "letter", ownName: null, sample: SAMPLE, isOwnFile: false });
    showAllTemplates();
    editSample("too late");
    expect(galleryStore.getState()).toMatchObject({ opened: null, last: "letter" });
  });

  it("is printed anew when its files change, and not when those of another do", () => {
    templateChanged("own-1");
    showTemplate({ template: "own-1", ownName: "card.liquid", sample: SAMPLE, isOwnFile: false });
    templateChanged("own-2");
    expect(galleryStore.getState().change).toBe(0);
    templateChanged("own-1");
    expect(galleryStore.getState().change).toBe(1);
  });
});

it("a line begins behind the end of the one before, the last where there are fewer", () => {
  const text = "one\n\nthree\n";
  expect([1, 2, 3, 4, 99].map((line) => startOfLine(text, line))).toEqual([0, 4, 5, 11, 11]);
});
