import { describe, expect, it } from "vitest";
import { recordResult, recordTable } from "../reliability/record";
import { randomFrom, SEED } from "../reliability/support/random";
import { isFull, progress, scaled } from "../reliability/support/scale";
import { CLAIMS, LAYER_NAMES, type LayerName, layersBut } from "./layers";
import { layerTable } from "./support/layer-table";
import { APP_ENDED, renderVectors, type Sealed, WAYS } from "./support/seal-scenario";
import { SAMPLE_VECTORS, VECTORS, type Vector } from "./vectors";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 10 * MINUTE_MS;
/** How long a lane is left to a document that seemed to do nothing: on a busy machine, it may only have been slow. */
const LONG_AFTERMATH_MS = 1000;

/** What lanes with one layer only are given. A window that opens ends the app: not in a bounded run. */
function vectorsFor(layer: LayerName): readonly Vector[] {
  if (isFull) return VECTORS;
  return SAMPLE_VECTORS.filter((vector) => vector.reach !== "window" || CLAIMS[layer](vector, "scripts"));
}

/** Documents by `way name` that touched their canary or took the app down. */
function harmful({ touched, outcomes }: Sealed): Set<string> {
  return new Set([...touched, ...[...outcomes].filter(([, outcome]) => outcome === APP_ENDED).map(([key]) => key)]);
}

/** What a layer must stop by itself, by `way name`. */
function claimedOf(vectors: readonly Vector[], layer: LayerName): string[] {
  return vectors.flatMap((vector) =>
    WAYS.filter((way) => CLAIMS[layer](vector, way)).map((way) => `${way} ${vector.name}`),
  );
}

/** The vectors without a layer. What touches nothing although it could gets another chance, with more time. */
async function renderUndefended(vectors: readonly Vector[]) {
  const { tried, touched, outcomes } = await renderVectors(vectors, layersBut());
  const silentIn = (harm: ReadonlySet<string>) =>
    tried.filter(({ name }) => !WAYS.some((way) => harm.has(`${way} ${name}`)));
  const slow = silentIn(harmful({ tried, touched, outcomes })).filter(({ isInert }) => !isInert);
  if (slow.length > 0) {
    const again = await renderVectors(slow, layersBut(), { aftermathMs: LONG_AFTERMATH_MS });
    for (const key of again.touched) touched.add(key);
    for (const [key, outcome] of again.outcomes) outcomes.set(key, outcome);
  }
  const harm = harmful({ tried, touched, outcomes });
  return { tried, touched, harm, silent: silentIn(harm) };
}

describe("a lane with all its layers", () => {
  it("touches nothing, whatever a document tries, fast, full, or with scripts", { timeout: TIMEOUT_MS }, async () => {
    // The control takes the app down again and again: in a bounded run it tries a sample.
    const vectors = isFull ? VECTORS : SAMPLE_VECTORS;
    const { tried, touched, outcomes } = await renderVectors(VECTORS, []);
    expect([...touched]).toEqual([]);
    expect([...outcomes].filter(([, outcome]) => outcome !== "done")).toEqual([]);

    const undefended = await renderUndefended(vectors);
    const { harm, silent } = undefended;
    const inert = undefended.tried.filter(({ isInert }) => isInert);
    expect(silent.map(({ name }) => name)).toEqual(inert.map(({ name }) => name));
    recordResult({
      test: "Vectors given raw to sealed lanes, each with a canary of its own (TCP, UDP, names)",
      scale: `${tried.length} vectors, ${outcomes.size} documents: injected, navigated to, and with scripts`,
      result: `${touched.size} canaries touched; all documents printed`,
      control: `where no layer is left: ${undefended.touched.size} canaries touched, ${harm.size - undefended.touched.size} documents take the app down; ${silent.length} vectors do nothing in this Chromium`,
    });
  });
});

/** Layers that are tried alone: all of them in the full size, else some, others in each run. */
const random = randomFrom(SEED);
const ALONE = LAYER_NAMES.map((name) => ({ name, key: random() }))
  .sort((one, other) => one.key - other.key)
  .slice(0, scaled(LAYER_NAMES.length, 3))
  .map(({ name }) => name);

describe(`each layer alone (seed ${SEED})`, () => {
  const measured = new Map<LayerName, Set<string>>();

  it.for(ALONE)("stops what it is there for: %s", { timeout: TIMEOUT_MS }, async (layer, { skip }) => {
    progress(`the layer "${layer}" alone`);
    const vectors = vectorsFor(layer);
    expect(claimedOf(vectors, layer).length).toBeGreaterThan(0);
    const sealed = await renderVectors(vectors, layersBut(layer));
    const unclaimed = sealed.tried.filter((vector) => !vector.isInert && claimedOf([vector], layer).length === 0);
    let harm = harmful(sealed);
    if (harm.size === 0 && unclaimed.length > 0) {
      harm = harmful(await renderVectors(unclaimed, layersBut(layer), { aftermathMs: LONG_AFTERMATH_MS }));
    }
    // A table must not say of a vector that it was stopped where it was left out.
    if (sealed.tried.length === VECTORS.length) measured.set(layer, harm);
    const claimed = claimedOf(sealed.tried, layer);
    if (claimed.length === 0) skip("what it is there for cannot be seen on this machine");
    expect(claimed.filter((key) => harm.has(key))).toEqual([]);
    // It is alone: what it does not claim gets through, unless all of that was left out here.
    const isAllTried = sealed.tried.length === vectors.length;
    if (isAllTried || unclaimed.length > 0) expect(harm.size).toBeGreaterThan(0);
    if (measured.size === LAYER_NAMES.length) recordTable("layers", layerTable(measured, VECTORS));
  });
});
