import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { clipboard } from "electron";
import { PdfPromptError, type Problem } from "../../shared/errors";
import type { InspectedJob, jobRequestSchemas } from "../../shared/jobs-by-hand";
import { type FoundPrompt, type IntakeItem, NO_FOLDER } from "../../shared/stages";
import { settingsFrom } from "./batch-defaults";
import { errorLine } from "./job-list-requests";
import type { DesktopModel } from "./model";
import type { Handlers } from "./requests";
import { t } from "./words";

/** A PDF beyond this is opened in another program, not shown here. */
const MOST_PDF_BYTES = 64_000_000;
const MOST_SHOWN_CHARACTERS = 200_000;
/** How many are offered that have a name with a text in it. */
const JOBS_FOUND = 8;
const STEM_CHARACTERS = 60;

/** What is asked about single jobs. @param outputOf the absolute path of a job's PDF */
export function jobHandlers(
  model: DesktopModel,
  outputOf: (id: number) => string,
): Omit<Pick<Handlers, keyof typeof jobRequestSchemas>, "startDrag"> {
  const { byHand } = model.queue;
  return {
    moveJobs: ({ ids, to }) => ({ changed: byHand.move(ids, to) }),
    setPriority: ({ ids, priority }) => ({ changed: byHand.setPriority(ids, priority) }),
    removeJobs: ({ ids }) => model.removals.remove(ids),
    undoRemove: async ({ removal }) => {
      const changed = await model.removals.undo(removal);
      model.wake();
      return { changed };
    },
    copyError: ({ id }) => {
      const error = model.queue.job(id)?.error;
      if (!error) throw new PdfPromptError("input-invalid", t("problems.noError"));
      clipboard.writeText(errorLine(error));
      return null;
    },
    readPdf: async ({ id }) => readPdf(outputOf(id)),
    inspectJob: ({ id }) => inspect(model, id),
    findJobs: ({ text }) => model.listing.named(text, JOBS_FOUND),
    locateJob: async ({ id }) => {
      const index = await model.listing.rowOf(id);
      if (index === undefined) throw new PdfPromptError("input-invalid", t("problems.jobGone"));
      return { index };
    },
    addPrompt: ({ text, format, template }) => {
      const settings = settingsFrom(model.preferences.batch, template ?? undefined);
      const stem = stemOf(text);
      const outDir = model.outputFolder;
      const prompt = { prompt: text, format };
      // It comes from no folder: an image or a template that it names is not one that happens to lie among the PDFs.
      const found: FoundPrompt = { prompt, source: "-", line: 1, baseDir: NO_FOLDER, relativeDir: "", stem };
      // The same text may be wanted twice: each time is a batch of its own.
      return model.addItems({
        items: one({ kind: "prompt", found }),
        inputs: [randomUUID()],
        label: stem,
        outDir,
        settings,
      });
    },
  };
}

async function* one(item: IntakeItem): AsyncGenerator<IntakeItem> {
  yield item;
}

/** A name for the PDF: the first words of the text, without what marks them up. */
function stemOf(text: string): string {
  const words = text
    .replace(/<[^>]*>/g, " ")
    .split("\n")
    .map((line) => line.replace(/^[\s#>*+-]+/, "").trim())
    .find((line) => /[\p{L}\p{N}]/u.test(line));
  return words?.slice(0, STEM_CHARACTERS).trim() || "prompt";
}

async function readPdf(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_PDF_BYTES) return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PdfPromptError("input-unreadable", t("problems.pdfUnreadable", { why }));
  }
  throw new PdfPromptError("input-unreadable", t("problems.tooLarge"));
}

function inspect(model: DesktopModel, id: number): InspectedJob {
  const record = model.queue.byHand.record(id);
  if (!record) throw new PdfPromptError("input-invalid", t("problems.jobGone"));
  const { prompt, warnings, claimedAtMs: _, ...rest } = record;
  return {
    ...rest,
    text: prompt.prompt.slice(0, MOST_SHOWN_CHARACTERS),
    isCut: prompt.prompt.length > MOST_SHOWN_CHARACTERS,
    format: prompt.format ?? null,
    template: prompt.template ?? null,
    data: prompt.data ? JSON.stringify(prompt.data, null, 2).slice(0, MOST_SHOWN_CHARACTERS) : null,
    options: prompt.options ? JSON.stringify(prompt.options, null, 2) : null,
    warnings: warnings === null ? [] : (JSON.parse(warnings) as Problem[]),
  };
}
