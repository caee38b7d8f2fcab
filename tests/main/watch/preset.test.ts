import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { FolderPreset, type Overrides } from "../../../main/watch/preset";
import { tempFolder } from "../../support/temp";

let folder: string;
beforeEach(() => {
  folder = realpathSync(tempFolder());
});

const write = (text: string) => writeFileSync(join(folder, "pdfprompt.json"), text);
const read = (overrides: Partial<Overrides> = {}) => new FolderPreset(folder, { epochSeconds: 7, ...overrides }).read();

describe("the preset of a folder", () => {
  it("may be missing", () => {
    expect(read()).toMatchObject({ outDir: join(folder, "pdfs"), settings: { onConflict: "unique", retries: 3 } });
  });

  it("says how files are rendered, as a prompt and the command line do", () => {
    write(`{"template": "letter", "name": "{stem|slug}", "onConflict": "replace", "timeout": 5000, "retries": 1,
            "strict": true, "reproducible": true, "out": "made", "options": {"pageSize": "a5", "landscape": true}}`);
    expect(read()).toEqual({
      outDir: join(folder, "made"),
      settings: {
        template: "letter",
        name: "{stem|slug}",
        onConflict: "replace",
        timeoutMs: 5000,
        retries: 1,
        strict: true,
        allowScripts: false,
        epochSeconds: 7,
        options: { pageSize: "A5", landscape: true },
      },
    });
  });

  it("is beaten by what the call says, key by key", () => {
    write('{"template": "letter", "strict": true, "options": {"pageSize": "A5", "landscape": true}}');
    const call = { template: "report", outDir: "/elsewhere", options: { pageSize: "A3" as const } };
    expect(read(call)).toMatchObject({
      outDir: "/elsewhere",
      settings: { template: "report", strict: true, options: { pageSize: "A3", landscape: true } },
    });
  });

  it("names a template in the folder by its path", () => {
    mkdirSync(join(folder, "layout"));
    writeFileSync(join(folder, "layout", "mine.liquid"), "x");
    write('{"template": "layout/mine.liquid"}');
    expect(read()).toMatchObject({ settings: { template: join(folder, "layout", "mine.liquid") } });
  });

  it("is read again when it was changed, and is the same while it was not", () => {
    write('{"retries": 1}');
    const preset = new FolderPreset(folder, { epochSeconds: 0 });
    const first = preset.read();
    expect(preset.read()).toBe(first);
    write('{"retries": 22}');
    expect(preset.read()).toMatchObject({ settings: { retries: 22 } });
  });

  it.each([
    ['{\n  "template": "letter",\n}', 3, /not valid JSON/],
    ['{\n  "templat": "letter"\n}', 2, /Unknown key "templat" \(did you mean "template"\?\)/],
    [
      '{\n  "retries": -1,\n  "strict": 3\n}',
      2,
      /"retries" must be at least 0; "strict" must be true or false \(line 3\)/,
    ],
    ['{\n "options": {\n  "pageSize": "B9"\n } }', 3, /"options.pageSize" must be one of/],
    ['{\n "name": "{nmae}" }', 2, /nmae/],
    ['{\n\n "out": "../elsewhere" }', 3, /"out" must be a folder in the watched one/],
    ['{\n\n "out": "/etc" }', 3, /"out" must be a folder in the watched one/],
    ['{ "template": "../x.liquid" }', 1, /"template" names no file in the watched folder/],
    ['{\n "template": "nope" }', 2, /"template": there is no template "nope"\. Built-in: plain, letter/],
    ['{ "allowScripts": true }', 1, /Unknown key "allowScripts"/],
    ["[]", 1, /must be an object/],
  ])("that is wrong is told with its line: %s", (text, line, message) => {
    write(text);
    const found = read();
    expect(found).toMatchObject({ problem: { code: "input-invalid", line, source: join(folder, "pdfprompt.json") } });
    expect("problem" in found && found.problem.message).toMatch(message);
  });

  it("takes no template through a link that leads out of the folder", () => {
    const outside = join(tempFolder(), "secret.liquid");
    writeFileSync(outside, "x");
    symlinkSync(outside, join(folder, "mine.liquid"));
    write('{"template": "mine.liquid"}');
    expect(read()).toMatchObject({ problem: { line: 1 } });
  });
});
