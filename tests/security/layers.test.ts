import { appendFileSync } from "node:fs";
import { describe, it } from "vitest";
import { LAYER_NAMES, layersBut } from "./layers";
import { renderVectors } from "./support/seal-scenario";
import { VECTORS } from "./vectors";

describe("each layer alone", () => {
  for (const layer of LAYER_NAMES)
    it(layer, { timeout: 300_000 }, async () => {
      const { touched, outcomes } = await renderVectors(VECTORS, layersBut(layer));
      appendFileSync(
        "/tmp/d-matrix.jsonl",
        JSON.stringify({ layer, touched: [...touched], bad: [...outcomes].filter(([, o]) => o !== "done") }) + "\n",
      );
    });
});
