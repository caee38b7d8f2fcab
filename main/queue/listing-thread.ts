import { Piscina } from "piscina";
import { PdfPromptError } from "../../shared/errors";
import type { JobView } from "../../shared/job";
import type { JobFilter, JobListPage } from "../../shared/job-list";
import type { JobList, JobQuery, Matching } from "./job-listing";
import type { CountTask, Listed, NamedTask, RangeTask } from "./listing-worker";

/**
 * The list of jobs, read in a thread of its own: a search through a million jobs takes seconds, and the process that claims
 * and renders does not wait for it.
 */
export class ListingThread {
  readonly #pool: Piscina;

  /**
   * @param file absolute path of a queue that is open in this process
   * @param workerFile absolute path of the built listing worker
   */
  constructor(file: string, workerFile: string) {
    this.#pool = new Piscina({ filename: workerFile, minThreads: 1, maxThreads: 1, workerData: file });
    // What goes wrong in the thread is told to whoever asks.
    this.#pool.on("error", () => undefined);
  }

  /** See {@link JobListing.page}. */
  page(query: JobQuery): Promise<JobListPage> {
    return this.#ask("page", query);
  }

  /** See {@link JobListing.range}. */
  range(list: JobList, from: number, to: number, most: number): Promise<number[] | null> {
    return this.#ask("range", { list, from, to, most } satisfies RangeTask);
  }

  /** See {@link JobListing.matching}. */
  matching(filter: JobFilter): Promise<Matching> {
    return this.#ask("matching", filter);
  }

  /** See {@link JobListing.countsOf}. */
  countsOf(ids: readonly number[]): Promise<Matching["counts"]> {
    return this.#ask("countsOf", ids);
  }

  /** See {@link JobListing.countMatching}. */
  countMatching(filter: JobFilter, except: readonly number[]): Promise<Matching["counts"]> {
    return this.#ask("countMatching", { filter, except } satisfies CountTask);
  }

  /** See {@link Overview.jobsNamed}. */
  named(text: string, limit: number): Promise<JobView[]> {
    return this.#ask("named", { text, limit } satisfies NamedTask);
  }

  /** See {@link Overview.rowOf}. */
  rowOf(id: number): Promise<number | undefined> {
    return this.#ask("rowOf", id);
  }

  /** Ends the thread. To be called before the queue is closed, whose connection is then the last to let go of the file. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** @param name of the function in listing-worker.ts */
  async #ask<T>(name: string, task: unknown): Promise<T> {
    const listed: Listed<T> = await this.#pool.run(task, { name });
    if (listed.ok) return listed.value;
    const { code, message, ...place } = listed.problem;
    throw new PdfPromptError(code, message, place);
  }
}
