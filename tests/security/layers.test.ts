import { describe, expect, it } from "vitest";
import { recordResult, recordTable } from "../reliability/record";
import { isFull, progress } from "../reliability/support/scale";
import { CLAIMS, LAYER_NAMES, type LayerName, layersBut } from "./layers";
import { layerTable } from "./support/layer-table";
import { APP_ENDED, renderVectors, type Sealed, WAYS } from "./support/seal-scenario";
import { SAMPLE_VECTORS, VECTORS, type Vector } from "./vectors";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 10 * MINUTE_MS;
/** What lanes with one layer only are given. A window that opens ends the app: in a bounded run, once is enough. */
function vectorsFor(layer: LayerName): readonly Vector[] {
  if (isFull) return VECTORS;
  return SAMPLE_VECTORS.filter(({ reach }) => reach !== "window" || layer === "window.open refused");
}

/** Documents by `way name` that touched their canary or took the app down. */
function harmful({ touched, outcomes }: Sealed): Set<string> {
  return new Set([...touched, ...[...outcomes].filter(([, outcome]) => outcome === APP_ENDED).map(([key]) => key)]);
}

describe("a lane with all its layers", () => {
  it("touches nothing, whatever a document tries, fast, full, or with scripts", { timeout: TIMEOUT_MS }, async () => {
    // The control takes the app down again and again: in a bounded run it tries a sample.
    const tried = isFull ? VECTORS : SAMPLE_VECTORS;
    const { touched, outcomes } = await renderVectors(VECTORS, []);
    expect([...touched]).toEqual([]);
    expect([...outcomes].filter(([, outcome]) => outcome !== "done")).toEqual([]);

    const undefended = await renderVectors(tried, layersBut());
    const harm = harmful(undefended);
    const silent = tried.filter(({ name }) => !WAYS.some((way) => harm.has(`${way} ${name}`)));
    expect(silent.map(({ name }) => name)).toEqual(tried.filter(({ isInert }) => isInert).map(({ name }) => name));
    recordResult({
      test: "Vectors given raw to sealed lanes, each with a canary of its own (TCP, UDP, names)",
      scale: `${VECTORS.length} vectors, ${outcomes.size} documents: injected, navigated to, and with scripts`,
      result: `${touched.size} canaries touched; all documents printed`,
      control: `where no layer is left: ${undefended.touched.size} canaries touched, ${harm.size - undefended.touched.size} documents take the app down; ${silent.length} vectors do nothing in this Chromium`,
    });
  });
});

describe("each layer alone", () => {
  const measured = new Map<LayerName, Set<string>>();

  it.each(LAYER_NAMES)("stops what it is there for: %s", { timeout: TIMEOUT_MS }, async (layer) => {
    progress(`the layer "${layer}" alone`);
    const vectors = vectorsFor(layer);
    const harm = harmful(await renderVectors(vectors, layersBut(layer)));
    measured.set(layer, harm);
    const claimed = vectors.flatMap((vector) =>
      WAYS.filter((way) => CLAIMS[layer](vector, way)).map((way) => `${way} ${vector.name}`),
    );
    expect(claimed.length).toBeGreaterThan(0);
    expect(claimed.filter((key) => harm.has(key))).toEqual([]);
    // It is alone: what it does not claim gets through.
    expect(harm.size).toBeGreaterThan(0);
    if (measured.size === LAYER_NAMES.length) recordTable("layers", layerTable(measured, VECTORS));
  });
});
