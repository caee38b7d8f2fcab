import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FreeSpace } from "../../../main/desktop/free-space";
import { speedOf, speedRules } from "../../../main/desktop/speed";
import { readEnvironment } from "../../../shared/settings";
import { tempFolder } from "../../support/temp";
import { until } from "../../support/until";

/** What holds with an environment and a choice. */
function speed(environment: Record<string, string>, concurrency: "auto" | number) {
  const settings = readEnvironment(environment);
  return speedOf({ concurrency }, speedRules(settings, environment), settings);
}

describe("the number of PDFs at once", () => {
  it("is as chosen in the window, also beyond what the process does by itself", () => {
    expect(speed({}, "auto")).toEqual({ asked: "auto", most: 8 });
    expect(speed({}, 12)).toEqual({ asked: 12, most: 16 });
  });

  it("is as the environment says where that says something", () => {
    expect(speed({ PDFPROMPT_WORKER_CONCURRENCY: "small" }, 12)).toEqual({ asked: "small", most: 8 });
    expect(speed({ MAX_PDF_CONCURRENCY: "4" }, 12)).toEqual({ asked: 4, most: 4 });
    expect(speed({ MAX_PDF_CONCURRENCY: "40" }, 12)).toEqual({ asked: 12, most: 16 });
    expect(speed({ MAX_PDF_CONCURRENCY: " " }, 12)).toEqual({ asked: 12, most: 16 });
  });
});

it("the memory of a renderer is the environment's to say where it says something", () => {
  const said = (environment: Record<string, string>) =>
    speedRules(readEnvironment(environment), environment).rendererMb;
  expect(said({ PDFPROMPT_MAX_RENDERER_MB: "900" })).toBe(900);
  expect(said({ PDFPROMPT_MAX_RENDERER_MB: " " })).toBeNull();
  expect(said({})).toBeNull();
});

describe("the room on a disk", () => {
  it("is that of the folder, or of the next one above it that there is, and unknown until it was looked at", async () => {
    const folder = tempFolder();
    const space = new FreeSpace();
    expect(space.of(folder)).toBeNull();
    await until("it is known", async () => (space.of(folder) ?? 0) > 0);
    const missing = join(folder, "not", "there");
    expect(space.of(missing), "another folder is another question").toBeNull();
    await until("it is known", async () => (space.of(missing) ?? 0) > 0);
  });
});
