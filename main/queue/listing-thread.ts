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
  async page(query: JobQuery): Promise<JobListPage> {
    const listed: Listed<JobListPage> = await this.#pool.run(query, { name: "page" });
    return valueFrom(listed);
  }

  /** See {@link JobListing.range}. */
  async range(list: JobList, from: number, to: number, most: number): Promise<number[] | null> {
    const task: RangeTask = { list, from, to, most };
    const listed: Listed<number[] | null> = await this.#pool.run(task, { name: "range" });
    return valueFrom(listed);
  }

  /** See {@link JobListing.matching}. */
  async matching(filter: JobFilter): Promise<Matching> {
    const listed: Listed<Matching> = await this.#pool.run(filter, { name: "matching" });
    return valueFrom(listed);
  }

  /** See {@link JobListing.countsOf}. */
  async countsOf(ids: readonly number[]): Promise<Matching["counts"]> {
    const listed: Listed<Matching["counts"]> = await this.#pool.run(ids, { name: "countsOf" });
    return valueFrom(listed);
  }

  /** See {@link JobListing.countMatching}. */
  async countMatching(filter: JobFilter, except: readonly number[]): Promise<Matching["counts"]> {
    const task: CountTask = { filter, except };
    const listed: Listed<Matching["counts"]> = await this.#pool.run(task, { name: "countMatching" });
    return valueFrom(listed);
  }

  /** See {@link Overview.jobsNamed}. */
  async named(text: string, limit: number): Promise<JobView[]> {
    const task: NamedTask = { text, limit };
    const listed: Listed<JobView[]> = await this.#pool.run(task, { name: "named" });
    return valueFrom(listed);
  }

  /** See {@link Overview.rowOf}. */
  async rowOf(id: number): Promise<number | undefined> {
    const listed: Listed<number | undefined> = await this.#pool.run(id, { name: "rowOf" });
    return valueFrom(listed);
  }

  /** Ends the thread. To be called before the queue is closed, whose connection is then the last to let go of the file. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function valueFrom<T>(listed: Listed<T>): T {
  if (listed.ok) return listed.value;
  const { code, message, ...place } = listed.problem;
  throw new PdfPromptError(code, message, place);
}
