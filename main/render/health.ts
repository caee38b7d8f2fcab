import { PdfPromptError } from "../../shared/errors";
import type { LaneHealth, RecycleReason } from "../../shared/health";
import { LastDocumentStayed, RendererEnded } from "./limits";

const NONE: Record<RecycleReason, number> = { crash: 0, memory: 0, deadline: 0, cancelled: 0, documents: 0, error: 0 };

/** Counts what happens to the lanes of a pool. */
export class HealthRecord {
  readonly #recycled = { ...NONE };
  #crashes = 0;
  #lastCrash: LaneHealth["lastCrash"] = null;

  /** A window is closed, and the next document gets another. */
  recycled(reason: RecycleReason): void {
    this.#recycled[reason] += 1;
  }

  /** The rendering of a document failed, and its window was closed with it. */
  failed(error: unknown): void {
    this.recycled(reasonOf(error));
    if (!(error instanceof RendererEnded)) return;
    this.#crashes += 1;
    this.#lastCrash = { atMs: Date.now(), message: error.message };
  }

  get counts(): Pick<LaneHealth, "recycled" | "crashes" | "lastCrash"> {
    return { recycled: { ...this.#recycled }, crashes: this.#crashes, lastCrash: this.#lastCrash };
  }
}

function reasonOf(error: unknown): RecycleReason {
  if (error instanceof RendererEnded) return error.why;
  if (error instanceof LastDocumentStayed) return "error";
  if (!(error instanceof PdfPromptError)) return "error";
  if (error.code === "render-crashed") return "crash";
  if (error.code === "load-timeout") return "deadline";
  return error.code === "cancelled" ? "cancelled" : "error";
}
