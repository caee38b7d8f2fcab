import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { SpeedRules } from "../../shared/concurrency";
import { PdfPromptError } from "../../shared/errors";
import type { AddOutcome, Snapshot } from "../../shared/ipc";
import type { Preferences } from "../../shared/preferences";
import { DEFAULT_EPOCH_SECONDS, EPOCH_VARIABLE, epochFrom } from "../../shared/reproducible";
import type { WorkerSettings } from "../../shared/settings";
import { readInputs } from "../intake";
import type { EngineLog } from "../log";
import { ListingThread, type Queue } from "../queue";
import { type Engine, Looker, namePatternProblem, openEngine, openMonitor, openOrigin, submit } from "../worker";
import { ApiSwitch } from "./api-switch";
import { settingsFrom } from "./batch-defaults";
import { BatchFiles } from "./batch-files";
import { BatchWatch } from "./batch-watch";
import { BulkChanges } from "./bulk-changes";
import { busyLanes } from "./busy-lanes";
import { FreeSpace } from "./free-space";
import { TemplateGallery } from "./gallery/template-gallery";
import { ImportDesk } from "./import/import-desk";
import { type ChosenImport, labelOf } from "./import/import-session";
import { Presets } from "./import/presets";
import { LiveFeed } from "./live-feed";
import { type KeptPreferences, writePreferences } from "./preferences";
import { recentRate } from "./rate";
import { Removals } from "./removals";
import { speedOf } from "./speed";
import { WatchedFolders } from "./watched-folders";

const THROUGHPUT_SECONDS = 60;
/** How many names of PDFs that are out of date an answer to the window holds. */
const OUTDATED_SHOWN = 3;

export interface DesktopModelOptions {
  queue: Queue;
  settings: WorkerSettings;
  /** What the environment leaves to choose. */
  speed: SpeedRules;
  log: EngineLog;
  mainFolder: string;
  preferencesFile: string;
  /** What that file says now. */
  preferences: KeptPreferences;
  /** Absolute path of the bundled samples of templates. */
  templateSamplesFolder: string;
  /** Used until the user chooses another. */
  defaultOutputFolder: string;
}

/** The app behind the window: the queue, the worker that never stops, and what the window shows of both. */
export class DesktopModel {
  readonly queue: Queue;
  /** The door for other programs. */
  readonly api: ApiSwitch;
  /** Folders whose files are rendered as they arrive. */
  readonly watched: WatchedFolders;
  readonly #options: DesktopModelOptions;
  readonly #engine: Engine;
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  readonly #reading = new Set<Promise<AddOutcome>>();
  readonly #feed: LiveFeed<Snapshot>;
  readonly #busyLanes: (total: number) => number;
  readonly #looker: Looker;
  readonly #openOrigin = (folder: string, sealed: string) => openOrigin(this.queue, folder, sealed);
  /** What is looked at before it is queued. */
  readonly imports: ImportDesk;
  /** What was chosen in the sheet and kept under names. */
  readonly presets: Presets;
  /** The templates that can be looked at and tried. */
  readonly gallery: TemplateGallery;
  /** Batches of this window, and those it found. */
  readonly batches: BatchWatch;
  /** One PDF, or a ZIP file, of whole batches. */
  readonly batchFiles: BatchFiles;
  /** What was taken out of the list. */
  readonly removals: Removals;
  readonly #freeSpace = new FreeSpace();
  /** The list of jobs. */
  readonly listing: ListingThread;
  /** What is done with many jobs at once. */
  readonly bulk: BulkChanges;
  #preferences: KeptPreferences;
  #begin: () => void = () => undefined;

  constructor(options: DesktopModelOptions) {
    this.#options = options;
    const begun = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.queue = options.queue;
    this.batches = new BatchWatch(options.queue);
    this.batchFiles = new BatchFiles({ queue: options.queue, mainFolder: options.mainFolder });
    this.#preferences = options.preferences;
    this.removals = new Removals(this.queue.byHand);
    this.listing = new ListingThread(this.queue.file, join(options.mainFolder, "listing-worker.cjs"));
    this.bulk = new BulkChanges({
      queue: this.queue,
      listing: this.listing,
      removals: this.removals,
      wake: () => this.wake(),
    });
    const { asked, most } = this.#speed();
    const settings = {
      ...options.settings,
      workerConcurrency: asked,
      maxPdfConcurrency: most,
      maxRendererMb: this.#rendererMb,
    };
    this.#engine = openEngine({
      ...options,
      settings,
      ...options.log,
      givesWay: true,
      begin: begun.then(() => this.#stopping.signal.throwIfAborted()),
    });
    this.presets = new Presets(join(dirname(options.preferencesFile), "presets.json"));
    this.#looker = new Looker({ engine: this.#engine, queue: this.queue, mainFolder: options.mainFolder });
    this.imports = new ImportDesk({
      looker: this.#looker,
      openOrigin: this.#openOrigin,
      outputFolder: () => this.outputFolder,
      defaults: () => this.#preferences.batch,
      presets: this.presets,
    });
    this.gallery = new TemplateGallery({
      looker: this.#looker,
      samplesFolder: options.templateSamplesFolder,
      placesFile: join(dirname(options.preferencesFile), "templates.json"),
    });
    this.#busyLanes = busyLanes(() => this.#engine.lanes.busyMs);
    this.#feed = new LiveFeed({
      changeMark: () => `${this.queue.changeMark()} ${this.watched.changes}`,
      take: (revision) => this.#snapshot(revision),
    });
    this.#loop = begun.then(() => {
      // Closed before it began: nothing is opened only to be closed.
      const { signal } = this.#stopping;
      return signal.aborted ? undefined : this.#engine.worker.runLoop(signal);
    });
    const folder = dirname(options.preferencesFile);
    const door = { queue: this.queue, outDir: () => this.outputFolder, wake: () => this.wake() };
    this.api = new ApiSwitch({
      ...door,
      folder,
      openMonitor: () => openMonitor(this.queue, this.#engine),
      epochSeconds: () => this.#epochSeconds(),
      log: options.log.log,
    });
    this.watched = new WatchedFolders({
      ...door,
      file: join(folder, "watched.json"),
      presets: this.presets,
      notice: options.log.notice,
    });
    this.presets.watch((name) => void this.watched.presetChanged(name));
    void this.api.restore();
    void this.watched.restore();
  }

  /** Lanes are opened and work begins: not before, as they would take the processors from the window that opens. */
  begin(): void {
    this.#begin();
  }

  get outputFolder(): string {
    return this.#preferences.outputFolder ?? this.#options.defaultOutputFolder;
  }

  /** @throws PdfPromptError where it is in a watched folder */
  setOutputFolder(folder: string): void {
    this.watched.checkOutputFolder(folder);
    this.#keep({ outputFolder: folder });
  }

  get preferences(): Preferences {
    const { outputFolder: _, ...preferences } = this.#preferences;
    return preferences;
  }

  /** @throws PdfPromptError `input-invalid` where the name pattern is none */
  setPreferences(changes: Partial<Preferences>): void {
    const problem = changes.batch?.name ? namePatternProblem(changes.batch.name) : undefined;
    if (problem !== undefined) throw new PdfPromptError("input-invalid", problem);
    this.#keep(changes);
    this.#engine.lanes.limitMemory(this.#rendererMb);
    if (changes.concurrency === undefined) return;
    const { asked, most } = this.#speed();
    this.#engine.setConcurrency(asked, most);
  }

  /** What the environment leaves to choose of the number of PDFs at once and their memory. */
  get speed(): SpeedRules {
    return this.#options.speed;
  }

  /** Most memory of one renderer, in MB: as the environment says, else as was chosen. */
  get #rendererMb(): number {
    return this.#options.speed.rendererMb ?? this.#preferences.rendererMb;
  }

  #speed() {
    return speedOf(this.#preferences, this.#options.speed, this.#options.settings);
  }

  #keep(changes: Partial<KeptPreferences>): void {
    const preferences = { ...this.#preferences, ...changes };
    // What cannot be kept does not hold either: the window would show the one, and the work follow the other.
    writePreferences(this.#options.preferencesFile, preferences);
    this.#preferences = preferences;
  }

  async ensureOutputFolder(): Promise<string> {
    await mkdir(this.outputFolder, { recursive: true });
    return this.outputFolder;
  }

  /** Queues everything in these files and folders, as one batch. Work begins while they are still read. */
  add(paths: readonly string[]): Promise<AddOutcome> {
    const cwd = this.outputFolder;
    const read = () => readInputs([...paths], { cwd, openOrigin: this.#openOrigin });
    return this.addItems({
      items: read(),
      itemsAgain: read,
      inputs: paths,
      label: labelOf(paths),
      outDir: cwd,
      settings: settingsFrom(this.#preferences.batch),
    });
  }

  /** Queues what was chosen, as one batch. */
  async addItems(chosen: ChosenImport): Promise<AddOutcome> {
    const adding = this.#add(chosen);
    this.#reading.add(adding);
    try {
      return await adding;
    } finally {
      this.#reading.delete(adding);
    }
  }

  async #add({ items, itemsAgain, inputs, label, outDir, settings }: ChosenImport): Promise<AddOutcome> {
    const { batchId, queued, unchanged, outdated } = await submit(this.queue, {
      items,
      itemsAgain,
      inputs,
      label,
      outDir,
      settings: { ...settings, epochSeconds: this.#epochSeconds() },
      onQueued: () => this.#engine.worker.wake(),
    });
    this.batches.watch({ id: batchId, label, outDir });
    return {
      queued,
      unchanged,
      rejected: this.queue.batchRejections(batchId),
      outdated: { count: outdated.length, names: outdated.slice(0, OUTDATED_SHOWN) },
    };
  }

  /** What counts as now in new PDFs; undefined for the time it is. */
  #epochSeconds(): number | undefined {
    return this.#preferences.reproducible
      ? (epochFrom(process.env[EPOCH_VARIABLE]) ?? DEFAULT_EPOCH_SECONDS)
      : undefined;
  }

  /** There may be work that the worker does not know of. */
  wake(): void {
    this.#engine.worker.wake();
  }

  pause(kind: "finish" | "now"): null {
    this.queue.pause(kind);
    this.#engine.worker.wake();
    return null;
  }

  resume(): null {
    this.queue.resume();
    this.#engine.worker.wake();
    return null;
  }

  retry(which: readonly number[] | "all-failed" | { batchId: string }): { changed: number } {
    const changed = this.queue.requeue(which === "all-failed" ? "all" : "batchId" in which ? which : { ids: which });
    this.#engine.worker.wake();
    return { changed };
  }

  cancel(which: readonly number[] | "all-queued" | { queuedOf: string }): { changed: number } {
    const changed = this.queue.cancel(which === "all-queued" ? "queued" : "queuedOf" in which ? which : { ids: which });
    this.#engine.worker.wake();
    return { changed };
  }

  /** What the window shows, not older than a fifth of a second. */
  snapshot(): Snapshot {
    return this.#feed.current();
  }

  #snapshot(revision: number): Snapshot {
    const stats = this.queue.stats();
    const recentPerSecond = this.queue.donePerSecond(THROUGHPUT_SECONDS);
    const { rate, isKnown } = recentRate(recentPerSecond);
    const left = stats.queued + stats.claimed;
    const { electron, chrome } = process.versions;
    const { health } = this.#engine.lanes;
    return {
      stats,
      pdfsPerSecond: rate,
      recentPerSecond,
      remainingSeconds: left > 0 && isKnown ? left / rate : null,
      lanes: { ...health, busy: this.#busyLanes(health.total) },
      concurrency: this.#engine.concurrency,
      residentMb: this.#engine.residentMb(),
      freeBytes: this.#freeSpace.of(this.outputFolder),
      revision,
      isReading: this.#reading.size > 0,
      outputFolder: this.outputFolder,
      outputFolderName: basename(this.outputFolder),
      watchedFolders: this.watched.list,
      recovery: {
        jobs: this.#engine.worker.unfinishedThen,
        interrupted: this.#engine.worker.recovered,
      },
      runtime: `${electron} (Chromium ${chrome})`,
    };
  }

  /** Calls `send` with a snapshot whenever something changed, but never more often than people can look. */
  watch(send: (snapshot: Snapshot) => void): void {
    this.#feed.start(send);
  }

  /**
   * Stops at once: what runs is put back in the queue. Files that are still being read are queued to their end first:
   * who dropped a folder and closed the window finds all of it when it is opened again.
   */
  async close(): Promise<void> {
    this.#feed.stop();
    this.imports.close();
    this.gallery.end();
    this.#stopping.abort("stop");
    this.begin();
    await Promise.all([this.#loop, this.api.close(), this.watched.close(), this.batchFiles.close()]);
    await Promise.allSettled(this.#reading);
    await Promise.all([this.#looker.close(), this.#engine.close(), this.bulk.close(), this.removals.close()]);
    await this.listing.close();
    this.queue.close();
  }
}
