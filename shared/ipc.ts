/**
 * The whole contract between the window and the main process. Requests are answered with a {@link Result}; nothing is
 * thrown across. Requests name things by ids, never by paths, except those that the system gave the window for files
 * dropped on it; answers have paths only for people to read.
 */
import { z } from "zod";
import { type BatchFileProgress, batchFileRequestSchemas } from "./batch-files";
import { type BatchPage, batchRequestSchemas } from "./batches";
import { SAMPLE_GROUPS } from "./choices";
import type { Command } from "./commands";
import type { ConcurrencyState, SpeedRules } from "./concurrency";
import type { Problem } from "./errors";
import { galleryRequestSchemas, type TemplateList, type TemplateSample } from "./gallery";
import type { LaneHealth } from "./health";
import {
  type ImportPreview,
  type ImportView,
  importChoicesSchema,
  type PresetSummary,
  presetNameSchema,
  presetRequestSchemas,
} from "./import";
import type { JobView, MissingPdf, QueueStats } from "./job";
import { type JobListValues, jobListRequestSchemas } from "./job-list";
import { type InspectedJob, jobRequestSchemas, type Removal } from "./jobs-by-hand";
import { type Preferences, preferencesSchema } from "./preferences";
import type { Language } from "./texts";
import { type FailedFile, type WatchedFolder, watchRequestSchemas } from "./watched-folders";

export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** Payload schema of every request. */
export const requestSchemas = {
  /** Queue the prompts in these files and folders (absolute paths from a drop). */
  addPaths: z.strictObject({ paths: z.array(z.string().min(1).max(4096)).min(1).max(10_000) }),
  /** Let the user pick files or a folder, then queue them. */
  chooseInputs: z.strictObject({ kind: z.enum(["files", "folder"]) }),
  /** Look at what is in these files and folders (absolute paths from a drop) before anything is queued. */
  openImport: z.strictObject({ paths: z.array(z.string().min(1).max(4096)).min(1).max(10_000) }),
  /** Let the user pick files or a folder, then look at them. */
  chooseImport: z.strictObject({ kind: z.enum(["files", "folder"]) }),
  changeImport: z.strictObject({ id: z.number().int(), changes: importChoicesSchema.partial() }),
  /** Let the user pick a template of their own. */
  chooseImportTemplate: z.strictObject({ id: z.number().int() }),
  chooseImportFolder: z.strictObject({ id: z.number().int() }),
  /** Keep what is chosen under a name, take over what is kept under one, or forget it. */
  savePreset: z.strictObject({ id: z.number().int(), name: presetNameSchema }),
  applyPreset: z.strictObject({ id: z.number().int(), name: presetNameSchema }),
  removePreset: z.strictObject({ id: z.number().int(), name: presetNameSchema }),
  /** Print one of the first prompts, to be looked at. */
  previewImport: z.strictObject({ id: z.number().int(), index: z.number().int().min(0) }),
  /** Queue what is looked at, as it was chosen. */
  addImport: z.strictObject({ id: z.number().int() }),
  closeImport: z.strictObject({ id: z.number().int() }),
  /** What is looked at now, for a page that does not know of it. */
  getImport: z.strictObject({}),
  /** Queue bundled samples. */
  addSamples: z.strictObject({ group: z.enum(SAMPLE_GROUPS).default("quickstart") }),
  /** Let the user pick the output folder. */
  chooseOutputFolder: z.strictObject({}),
  openOutputFolder: z.strictObject({}),
  /** The current snapshot; later ones arrive as the `snapshot` event. */
  getSnapshot: z.strictObject({}),
  /** Claim nothing more; what is running is finished, or goes back to the queue now. */
  pause: z.strictObject({ kind: z.enum(["finish", "now"]) }),
  /** End a pause of any kind. */
  resume: z.strictObject({}),
  /** Put failed jobs back in the queue: those named, or all. */
  retry: z.strictObject({ ids: z.union([z.array(z.number().int()).max(10_000), z.literal("all-failed")]) }),
  cancel: z.strictObject({ ids: z.union([z.array(z.number().int()).max(10_000), z.literal("all-queued")]) }),
  getPreferences: z.strictObject({}),
  /** Changes the preferences named; the others stay. */
  setPreferences: preferencesSchema.partial(),
  /** Whether programs of this machine are answered, and how they ask. */
  getApi: z.strictObject({}),
  /** Answer them from now on, at every start, too; or no more. */
  setApi: z.strictObject({ on: z.boolean() }),
  /** Put the token into the clipboard. */
  copyApiToken: z.strictObject({}),
  /** Open a job's PDF, or show it in its folder. */
  openOutput: z.strictObject({ id: z.number().int() }),
  showOutput: z.strictObject({ id: z.number().int() }),
  ...jobRequestSchemas,
  ...jobListRequestSchemas,
  ...batchRequestSchemas,
  ...batchFileRequestSchemas,
  ...galleryRequestSchemas,
  ...presetRequestSchemas,
  ...watchRequestSchemas,
} as const;

export type RequestName = keyof typeof requestSchemas;
export type RequestPayload<N extends RequestName> = z.input<(typeof requestSchemas)[N]>;

/** What became of files given to the window. */
export interface AddOutcome {
  queued: number;
  unchanged: number;
  rejected: Problem[];
  /** PDFs that were made of these prompts before they were edited, and that stay. */
  outdated: {
    count: number;
    /** The first of their names, below the output folder. */
    names: string[];
  };
}

/** The preferences, the language that comes of them, and what the environment leaves to choose. */
export interface ShownPreferences extends Preferences {
  spoken: Language;
  speed: SpeedRules;
}

/** The door for other programs. Address and token are null while it is shut; `problem` says why it could not be opened. */
export interface ApiState {
  isOn: boolean;
  url: string | null;
  token: string | null;
  problem: string | null;
}

/** The state of the app as the window shows it. Sent at most ten times a second. */
export interface Snapshot {
  stats: QueueStats;
  /** PDFs finished per second over the last 5 seconds of work. */
  pdfsPerSecond: number;
  /** One figure per second for the last 60 seconds, oldest first. */
  recentPerSecond: number[];
  /** Seconds until the queue is empty at the present rate; null when idle or unknown. */
  remainingSeconds: number | null;
  /** How the lanes of this process are. */
  lanes: LaneHealth;
  /** How many lanes there are to be, and why. */
  concurrency: ConcurrencyState;
  /** Resident memory of all the app's processes together, in MB. */
  residentMb: number;
  /** Room on the disk of {@link outputFolder}, in bytes; null where that is not known. */
  freeBytes: number | null;
  /** Grows by one with every change of any job: the window asks for rows again when it does. */
  revision: number;
  /** True while files are still being read. */
  isReading: boolean;
  outputFolder: string;
  /** Last part of {@link outputFolder}. */
  outputFolderName: string;
  /** In the order they were added. */
  watchedFolders: WatchedFolder[];
  /** What the last run left when it ended abruptly: jobs still to be done, and those of them that were running. */
  recovery: { jobs: number; interrupted: number };
  /** `33.2.1 (Chromium 130…)` */
  runtime: string;
}

export interface ResponseValues extends JobListValues {
  addPaths: AddOutcome;
  chooseInputs: AddOutcome | null;
  openImport: ImportView;
  chooseImport: ImportView | null;
  changeImport: null;
  chooseImportTemplate: null;
  chooseImportFolder: null;
  savePreset: null;
  applyPreset: null;
  removePreset: null;
  previewImport: ImportPreview;
  addImport: AddOutcome;
  closeImport: null;
  getImport: ImportView | null;
  addSamples: AddOutcome;
  chooseOutputFolder: string | null;
  openOutputFolder: null;
  getSnapshot: Snapshot;
  pause: null;
  resume: null;
  retry: { changed: number };
  cancel: { changed: number };
  copyApiToken: null;
  getPreferences: ShownPreferences;
  setPreferences: ShownPreferences;
  getApi: ApiState;
  setApi: ApiState;
  openOutput: MissingPdf | null;
  showOutput: MissingPdf | null;
  moveJobs: { changed: number };
  setPriority: { changed: number };
  removeJobs: Removal;
  undoRemove: { changed: number };
  copyError: null;
  startDrag: MissingPdf | null;
  readPdf: Uint8Array;
  inspectJob: InspectedJob;
  findJobs: JobView[];
  locateJob: { index: number };
  addPrompt: AddOutcome;
  listBatches: BatchPage;
  openBatchFolder: null;
  retryBatch: { changed: number };
  cancelBatch: { changed: number };
  showFailures: null;
  copyFailuresPath: null;
  /** False when the dialog was closed without a choice. */
  makeBatchFile: boolean;
  stopBatchFile: null;
  showBatchFile: null;
  listTemplates: TemplateList;
  addTemplates: TemplateList;
  removeTemplates: TemplateList;
  pictureTemplate: Uint8Array;
  openTemplate: TemplateSample;
  closeTemplate: null;
  templateFields: string[];
  previewTemplate: Uint8Array;
  tryTemplateFile: TemplateSample | null;
  useTemplate: ImportView | null;
  addWatchedFolder: null;
  chooseWatchedPreset: null;
  /** In the order of the alphabet. */
  listPresets: PresetSummary[];
  forgetPreset: null;
  restorePreset: null;
  removeWatchedFolder: null;
}

/** What the window is told besides the snapshots. */
export type WindowEvent =
  /** A menu or the tray asks for something that the window does. */
  | { kind: "command"; command: Command }
  /** The app was opened with these files and folders, which are to be looked at. Absolute. */
  | { kind: "opened"; paths: readonly string[] }
  /** Files that the app was opened with were queued. */
  | { kind: "added"; outcome: AddOutcome }
  /** A file of a watched folder failed and was put away. */
  | { kind: "file-failed"; file: FailedFile }
  /** A file of a batch is being made. */
  | { kind: "batch-file"; progress: BatchFileProgress }
  /** A file changed that the template is made of which is looked at. */
  | { kind: "template-changed"; template: string }
  /** The page ended and was loaded again. */
  | { kind: "reloaded" }
  | { kind: "problem"; problem: Problem };

/** What the preload exposes as `window.pdfprompt`. */
export interface Bridge {
  request<N extends RequestName>(name: N, payload: RequestPayload<N>): Promise<Result<ResponseValues[N]>>;
  /** Queues files and folders that were dropped on the window. */
  addDroppedFiles(files: File[]): Promise<Result<AddOutcome>>;
  /** Looks at files and folders that were dropped on the window; `rejected` are those that are no files. */
  lookAtDroppedFiles(files: File[]): Promise<Result<{ view: ImportView | null; rejected: Problem[] }>>;
  /** Calls back with every change of what is looked at; returns a function that ends it. */
  onImport(listener: (view: ImportView) => void): () => void;
  /** Calls back with every snapshot; returns a function that ends it. */
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  /** Calls back with every event, also with those that came before; returns a function that ends it. */
  onEvent(listener: (event: WindowEvent) => void): () => void;
}
