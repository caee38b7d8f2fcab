import { clipboard, shell } from "electron";
import type { batchRequestSchemas } from "../../shared/batches";
import { PdfPromptError } from "../../shared/errors";
import type { DesktopModel } from "./model";
import { openPath } from "./open-path";
import type { Handlers } from "./requests";

/** What is asked about whole batches. */
export function batchHandlers(model: DesktopModel): Pick<Handlers, keyof typeof batchRequestSchemas> {
  const { queue } = model;
  const failuresOf = (id: string): string => {
    const { failuresFile } = queue.overview.batch(id);
    if (failuresFile !== null) return failuresFile;
    throw new PdfPromptError("input-invalid", "Nothing that failed is written down for this batch.");
  };
  return {
    listBatches: ({ offset, limit }) => queue.overview.batches(limit, offset),
    openBatchFolder: ({ id }) => openPath(queue.overview.batch(id).outDir),
    retryBatch: ({ id }) => model.retry({ batchId: id }),
    cancelBatch: ({ id }) => model.cancel({ queuedOf: id }),
    showFailures: ({ id }) => {
      shell.showItemInFolder(failuresOf(id));
      return null;
    },
    copyFailuresPath: ({ id }) => {
      clipboard.writeText(failuresOf(id));
      return null;
    },
  };
}
