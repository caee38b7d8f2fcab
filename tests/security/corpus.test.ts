import { describe, expect, it } from "vitest";
import { tempFolder } from "../support/temp";
import { CORPUS } from "./corpus";
import { Canary } from "./support/canary";
import { differences, fileName, renderCorpus } from "./support/corpus-run";

const MINUTE_MS = 60_000;

describe("hostile inputs", () => {
  it("become what is expected of each", { timeout: 5 * MINUTE_MS }, async () => {
    const canary = await Canary.open();
    const run = await renderCorpus(tempFolder(), CORPUS, { port: canary.port });
    const wrong = CORPUS.flatMap(({ name, cases }) =>
      cases.flatMap((one) => {
        const key = `${name}/${fileName(one)}`;
        const became = run.became.get(key);
        const found = became ? differences(one.expect, became) : ["nothing"];
        return found.length > 0 ? [`${key}: ${found.join("; ")}`] : [];
      }),
    );
    if (process.env.DBG)
      console.log(
        run.exitCode,
        run.stderr.slice(-1500),
        canary.touches,
        CORPUS.map((g) => `${g.name} ${g.cases.length}`),
      );
    expect(wrong).toEqual([]);
    await canary.close();
  });
});
