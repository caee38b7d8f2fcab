import { expect, test } from "vitest";
import { type Evaluated, type LoadingPage, untilReady, WAITING, type Waiting } from "../../../main/render/readiness";
import type { ComposedDocument } from "../../../shared/stages";

const DOCUMENT = { scripts: false, assets: {} } as ComposedDocument;

test("image files that no element names are waited for, as images, and then it is asked anew what there is", async () => {
  const steps: string[] = [];
  let underWay = 2;
  const page: LoadingPage = {
    requests: {
      get isNone() {
        return underWay === 0;
      },
      async untilNone() {
        steps.push("until none");
        await new Promise((resolve) => setTimeout(resolve, 5));
        underWay -= 1;
      },
    },
    async evaluate(): Promise<Evaluated> {
      steps.push("asked");
      // What has come the first time brings a font that is broken.
      const fonts = underWay === 2 ? [] : ["Broken"];
      return { result: { value: { ms: 1, fonts, isComplete: true, images: [] } } };
    },
  };
  const waited: Waiting[] = [];
  const { readiness, noticed } = await untilReady(page, DOCUMENT, (waiting) => waited.push(waiting));
  expect(steps).toEqual(["asked", "until none", "asked", "until none", "asked"]);
  expect(waited).toEqual([WAITING.fonts, WAITING.images, WAITING.fonts, WAITING.images, WAITING.fonts]);
  expect(readiness.fontsMs).toBe(3);
  expect(readiness.imagesMs).toBeGreaterThan(0);
  expect(noticed.map(({ code }) => code)).toEqual(["asset-broken"]);
});
