import type { Printed } from "../../main/render/lane-window";

/** What a lane returns for a document that took no time and that nothing was wrong with. */
export function printed(pdf: Buffer): Printed {
  return { pdf, loadMs: 1, printMs: 1, readiness: { signalMs: 0, fontsMs: 0, imagesMs: 0 }, noticed: [] };
}
