import { describe, expect, it } from "vitest";
import { layersBut } from "./layers";
import { renderVectors } from "./support/seal-scenario";
import { VECTORS } from "./vectors";

const MINUTE_MS = 60_000;

describe("a lane", () => {
  it("touches nothing, whatever a document tries, fast, full, or with scripts", {
    timeout: 5 * MINUTE_MS,
  }, async () => {
    const { touched, outcomes } = await renderVectors(VECTORS, []);
    if (process.env.DBG) console.log(JSON.stringify([...outcomes].filter(([, o]) => o !== "done")));
    expect([...touched]).toEqual([]);
  });

  it("with all its layers taken out touches every canary: the vectors are live", {
    timeout: 5 * MINUTE_MS,
  }, async () => {
    const { touched, outcomes } = await renderVectors(VECTORS, layersBut());
    if (process.env.DBG)
      console.log(JSON.stringify([...outcomes].filter(([, o]) => o !== "done")), [...touched].join("; "));
    const silent = VECTORS.filter(({ name }) => ![...touched].some((key) => key.slice(key.indexOf(" ") + 1) === name));
    expect(silent.map(({ name }) => name)).toEqual(VECTORS.filter((v) => v.isInert).map(({ name }) => name));
  });
});
