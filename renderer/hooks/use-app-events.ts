import { useEffect } from "react";
import * as actions from "../actions";
import { onEvent } from "../api";
import { showMaking } from "../batch-file-actions";
import { runCommand } from "../commands";
import { isDialogOpen } from "../dialogs";
import { t } from "../i18n";
import { showOpenImport, takeOpened } from "../import-actions";
import { notifyInfo, notifyProblem } from "../notify";
import { notifyFailedFile } from "../notify-failed-file";
import { templateChanged } from "../state/gallery-store";

/** Does what native menus ask for, and shows what became of files that the app was opened with. */
export function useAppEvents(): void {
  useEffect(
    () =>
      onEvent((event) => {
        // While a dialog is open, menus reach nothing behind it either.
        if (event.kind === "command") {
          if (!isDialogOpen()) runCommand(event.command);
        } else if (event.kind === "opened") takeOpened(event.paths);
        else if (event.kind === "added") actions.reportOutcome(event.outcome);
        else if (event.kind === "file-failed") notifyFailedFile(event.file);
        else if (event.kind === "batch-file") showMaking(event.progress);
        else if (event.kind === "reloaded") {
          notifyInfo(t("pageEnded.reloaded"), t("pageEnded.reloadedNote"));
          void showOpenImport();
        } else if (event.kind === "template-changed") templateChanged(event.template);
        else notifyProblem(event.problem, "opened files");
      }),
    [],
  );
}
