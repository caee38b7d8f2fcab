import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BrowserWindow, clipboard, shell } from "electron";
import { formatLocation, PdfPromptError, type Problem } from "../../shared/errors";
import type { JobState, MissingPdf } from "../../shared/job";
import { type JobSelection, type jobListRequestSchemas, MOST_IDS } from "../../shared/job-list";
import { dragIcon } from "./drag-icon";
import type { DesktopModel } from "./model";
import type { Handlers } from "./requests";
import { t } from "./words";

/** More than these would be no help: folders that open, lines on the clipboard, files that are dragged. */
const MOST_FOLDERS = 5;
const MOST_ERRORS = 1000;
const MOST_DRAGGED = 500;
/** Jobs that are looked through for them. */
const MOST_LOOKED_AT = 10_000;

/** What is asked about the list of jobs, and about many of them at once. */
export function jobListHandlers(
  window: BrowserWindow,
  { bulk, listing, queue }: DesktopModel,
): Pick<Handlers, keyof typeof jobListRequestSchemas> {
  const pdfsOf = async (selection: JobSelection, most: number): Promise<string[]> => {
    const pdfs: string[] = [];
    for (const id of (await bulk.idsOf(narrowed(selection, "done"))).slice(0, MOST_LOOKED_AT)) {
      const job = queue.job(id);
      if (job?.state === "done") pdfs.push(join(job.outDir, job.name));
      if (pdfs.length === most) break;
    }
    if (pdfs.length === 0) throw new PdfPromptError("input-invalid", t("problems.nonePdf"));
    return pdfs;
  };
  return {
    listJobs: (query) => listing.page(query),
    rangeOfJobs: ({ list, from, to }) => listing.range(list, from, to, MOST_IDS),
    countSelected: ({ selection }) => bulk.count(selection),
    changeSelected: ({ selection, change }) => bulk.change(selection, change),
    copyErrors: async ({ selection }) => {
      const lines: string[] = [];
      for (const id of (await bulk.idsOf(narrowed(selection, "failed"))).slice(0, MOST_LOOKED_AT)) {
        const error = queue.job(id)?.error;
        if (error) lines.push(errorLine(error));
        if (lines.length === MOST_ERRORS) break;
      }
      if (lines.length === 0) throw new PdfPromptError("input-invalid", t("problems.noneError"));
      clipboard.writeText(lines.join("\n"));
      return { copied: lines.length };
    },
    showSelected: async ({ selection }) => {
      const { there, missing } = sorted(await pdfsOf(selection, MOST_DRAGGED));
      const byFolder = new Map(there.map((path) => [dirname(path), path]));
      const shown = [...byFolder.values()].slice(0, MOST_FOLDERS);
      for (const path of shown) shell.showItemInFolder(path);
      return missing;
    },
    dragSelected: async ({ selection }) => {
      const { there: files, missing } = sorted(await pdfsOf(selection, MOST_DRAGGED));
      const [file] = files;
      if (file !== undefined) window.webContents.startDrag({ file, files, icon: dragIcon() });
      return missing;
    },
  };
}

/** Those that are still there, and the first that is not. */
function sorted(pdfs: readonly string[]): { there: string[]; missing: MissingPdf | null } {
  const there = pdfs.filter((path) => existsSync(path));
  const missing = pdfs.find((path) => !there.includes(path));
  return { there, missing: missing === undefined ? null : { missing } };
}

/** Of all that match, only those in this state: the ones that are looked for may be far behind others. */
function narrowed(selection: JobSelection, state: JobState): JobSelection {
  if ("ids" in selection) return selection;
  const { states } = selection.filter;
  return { ...selection, filter: { ...selection.filter, states: !states || states.includes(state) ? [state] : [] } };
}

/** An error as one line of text: where, what, and its code. */
export function errorLine(error: Problem): string {
  const place = formatLocation(error);
  return `${place ? `${place}: ` : ""}${error.message} (${error.code})`;
}
