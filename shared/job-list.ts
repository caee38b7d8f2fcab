/** What the window asks about the list of jobs and about many of them at once, and what it is told. */
import { z } from "zod";
import { JOB_COLUMNS } from "./choices";
import type { Problem } from "./errors";
import { JOB_STATES, type JobState, type JobView, type MissingPdf } from "./job";
import { PRIORITY } from "./prompt";

/** So many jobs can be named by their numbers in one request; more of them are named by what they have in common. */
export const MOST_IDS = 10_000;

const id = z.number().int();
const ids = z.array(id).max(MOST_IDS);

/** Which jobs: all that match each of these. */
const jobFilterSchema = z.strictObject({
  states: z.array(z.enum(JOB_STATES)).readonly().optional(),
  /** Only those of the batch with this id. */
  batch: z.string().min(1).max(100).optional(),
  /** Only those with this text in their name, source, title or error, whatever its capitals. */
  search: z.string().min(1).max(200).optional(),
});
export type JobFilter = z.infer<typeof jobFilterSchema>;

/** Jobs without a value in the column are last in either direction. */
const jobSortSchema = z.strictObject({ by: z.enum(JOB_COLUMNS), isDescending: z.boolean() });
export type JobSort = z.infer<typeof jobSortSchema>;

/** Those with these numbers, or all that match but these. */
const jobSelectionSchema = z.union([
  z.strictObject({ ids: ids.min(1) }),
  z.strictObject({ filter: jobFilterSchema, except: ids }),
]);
export type JobSelection = z.infer<typeof jobSelectionSchema>;

/** What can be done with many jobs at once: with those whose state allows it. */
const bulkChangeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("retry") }),
  z.strictObject({ kind: z.literal("cancel") }),
  z.strictObject({ kind: z.literal("top") }),
  z.strictObject({ kind: z.literal("bottom") }),
  z.strictObject({ kind: z.literal("remove") }),
  z.strictObject({ kind: z.literal("priority"), priority: z.number().int().min(PRIORITY.min).max(PRIORITY.max) }),
]);
export type BulkChange = z.infer<typeof bulkChangeSchema>;

const listSchema = jobFilterSchema.extend({
  /** Absent: the newest batch first, and within it in the order of its input. */
  sort: jobSortSchema.optional(),
});

export const jobListRequestSchemas = {
  /** A page of jobs for the table. */
  listJobs: listSchema.extend({
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(500),
    /** Jobs that are shown whether they are on the page or not. */
    held: z.array(id).max(500).optional(),
  }),
  /** The numbers of the jobs from one to another, both with them, as they stand in the list. */
  rangeOfJobs: z.strictObject({ list: listSchema, from: id, to: id }),
  countSelected: z.strictObject({ selection: jobSelectionSchema }),
  changeSelected: z.strictObject({ selection: jobSelectionSchema, change: bulkChangeSchema }),
  /** Put the errors of jobs on the clipboard, a line each. */
  copyErrors: z.strictObject({ selection: jobSelectionSchema }),
  /** Show where PDFs are in the system's file manager, one of each folder. */
  showSelected: z.strictObject({ selection: jobSelectionSchema }),
  /** The pointer drags PDFs out of the window. */
  dragSelected: z.strictObject({ selection: jobSelectionSchema }),
} as const;

/** A job as a row of the table. */
export interface ListedJob extends JobView {
  /** Names of its batch's inputs. */
  batchLabel: string;
  /** Absolute folder below which its output is. */
  outDir: string;
  title: string | null;
  /** Name or path; null for the one that is used where none is named. */
  template: string | null;
  /** The first of what there was to warn of; null where there was nothing, or there is no PDF. */
  warning: Problem | null;
}

/** Jobs that were asked for by their numbers and are not on the page. */
export interface HeldJobs {
  jobs: ListedJob[];
  /** Numbers of those that are no longer in the list at all. */
  gone: number[];
}

export interface JobListPage {
  /** All that match. */
  total: number;
  jobs: ListedJob[];
  /** In so many milliseconds the order can be had anew; 0 where it is as of now. The rows themselves always are. */
  settlesInMs: number;
  /** Only where some were asked for. */
  held?: HeldJobs;
}

/** What became of a change of many jobs. */
export interface BulkOutcome {
  selected: number;
  /** Fewer where the state of some does not allow it. */
  changed: number;
  /** For `undoRemove`; null where nothing was removed. */
  removal: number | null;
}

export interface JobListValues {
  listJobs: JobListPage;
  /** Null where they are more than can be named, or one of them is not in the list. */
  rangeOfJobs: number[] | null;
  countSelected: Record<JobState, number>;
  changeSelected: BulkOutcome;
  copyErrors: { copied: number };
  /** The first that is gone; what is there was shown, or is dragged. */
  showSelected: MissingPdf | null;
  dragSelected: MissingPdf | null;
}
