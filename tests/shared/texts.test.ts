import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../shared/errors";
import { CATALOGUES, createTranslator, LANGUAGES, languageFor } from "../../shared/texts";

/** Every text of a catalogue by its path. */
function textsOf(catalogue: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === "string") found.set(path + key, value);
    else for (const [inner, text] of textsOf(value as object, `${path}${key}.`)) found.set(inner, text);
  }
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{.*?\}\}/g)].map(([whole]) => whole).sort();

const english = textsOf(CATALOGUES.en);
const others = Object.entries(CATALOGUES).filter(([name]) => name !== "en");

describe.each(others)("the catalogue %s", (_name, catalogue) => {
  const texts = textsOf(catalogue);

  it("has the texts of the English one, all of them and no others", () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("fills in the same values in the same way", () => {
    for (const [key, text] of texts) {
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ""));
    }
  });

  it("leaves no text empty", () => {
    expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

it("has both forms of every plural", () => {
  const singular = [...english.keys()].filter((key) => key.endsWith("_one"));
  expect(singular.length).toBeGreaterThan(5);
  const plural = [...english.keys()].filter((key) => key.endsWith("_other"));
  expect(plural.map((key) => key.replace(/_other$/, "_one")).sort()).toEqual(singular.sort());
});

it("counts and writes numbers as each language does", () => {
  const { t, use } = createTranslator("en");
  expect(t("notices.retried", { count: 1 })).toBe("1 job put back in the queue");
  expect(t("notices.retried", { count: 4812 })).toBe("4,812 jobs put back in the queue");
  use("de");
  expect(t("notices.retried", { count: 1 })).toBe("1 Auftrag wieder eingereiht");
  expect(t("notices.retried", { count: 4812 })).toBe("4.812 Aufträge wieder eingereiht");
});

it("shows values as they are", () => {
  const { t } = createTranslator("en");
  expect(t("toolbar.changeFolder", { path: "/home/a & b/<c>" })).toContain("/home/a & b/<c>");
});

it.each([
  [["de-AT", "en-GB"], "de"],
  [["fr-FR", "de"], "de"],
  [["C", "", "en_US"], "en"],
  [["ja"], "en"],
  [[], "en"],
])("speaks to a system that wants %j in %s", (wanted, language) => {
  expect(languageFor(wanted)).toBe(language);
  expect(LANGUAGES).toHaveProperty(language);
});

it("names every kind of failure, what is behind it and what helps, in the words of each language", () => {
  for (const kind of ["codes", "causes", "advice"] as const) {
    for (const code of ERROR_CODES) {
      const said = Object.values(CATALOGUES).map(({ problems }) => problems[kind][code]);
      expect(new Set(said).size, `${kind} of ${code}: ${said.join(" / ")}`).toBe(said.length);
    }
  }
});
