import { LAYER_NAMES, type LayerName } from "../layers";
import type { Vector } from "../vectors";
import { WAYS } from "./seal-scenario";

/**
 * A table in Markdown: what got through to its canary, or ended the app, where a layer was the only one.
 * @param measured by layer, the documents (`way name`) that got through
 */
export function layerTable(
  measured: ReadonlyMap<LayerName, ReadonlySet<string>>,
  vectors: readonly Vector[],
): string[] {
  const rows = vectors.map(({ name, isInert }) => {
    const cells = LAYER_NAMES.map((layer) => {
      const ways = WAYS.filter((way) => measured.get(layer)?.has(`${way} ${name}`));
      return ways.length === 0 ? "–" : ways.join(", ");
    });
    return [isInert ? `${name} (${isInert})` : name, ...cells];
  });
  const head = ["vector", ...LAYER_NAMES];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
