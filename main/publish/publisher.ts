import { Piscina } from "piscina";
import { PdfPromptError } from "../../shared/errors";
import type { Published, PublishRequest } from "./publish";
import type { PublishOutcome, PublishTask } from "./publish-worker";

/**
 * Publishing in threads of its own. A slow disk then holds up neither the window nor the lanes, and a file costs one
 * round trip instead of ten: in Electron's main process each asynchronous file operation costs about a millisecond.
 */
export class Publisher {
  readonly #pool: Piscina<PublishTask, PublishOutcome>;

  /** @param workerFile absolute path of the built publish worker */
  constructor({ threads, workerFile }: { threads: number; workerFile: string }) {
    this.#pool = new Piscina<PublishTask, PublishOutcome>({
      filename: workerFile,
      minThreads: threads,
      maxThreads: threads,
    });
  }

  /**
   * Puts bytes under a final name, whole or not at all; see `publish` in publish.ts.
   * @throws PdfPromptError `output-unwritable` or `disk-full`; then nothing is left behind.
   */
  async publish(request: PublishRequest): Promise<Published> {
    const published = await this.#run({ kind: "publish", request });
    if (typeof published !== "object") throw new PdfPromptError("internal", "The publish thread gave no answer.");
    return published;
  }

  /** Drops what proved whose the final files are, once their jobs are committed as done; see `settle` in publish.ts. */
  async settle(proofs: readonly string[]): Promise<void> {
    await this.#run({ kind: "settle", proofs });
  }

  /** Takes back what an attempt published that turned out not to count. */
  async retract(outDir: string, published: Published): Promise<void> {
    await this.#run({ kind: "retract", outDir, published });
  }

  /** Clears what a killed attempt left behind; see `sweep` in publish.ts. */
  async sweep(outDir: string, output: string, token: string): Promise<void> {
    await this.#run({ kind: "sweep", outDir, output, token });
  }

  /** Whether so many bytes, and some to spare, fit into a folder; see `hasRoom` in publish.ts. */
  async hasRoom(folder: string, bytes: number): Promise<boolean> {
    return (await this.#run({ kind: "hasRoom", folder, bytes })) === true;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #run(task: PublishTask): Promise<Published | boolean | undefined> {
    const outcome = await this.#pool.run(task);
    if (outcome.ok) return outcome.answer;
    throw new PdfPromptError(outcome.problem.code, outcome.problem.message);
  }
}
