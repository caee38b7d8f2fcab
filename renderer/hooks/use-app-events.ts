import { useEffect } from "react";
import type { Command } from "../../shared/commands";
import * as actions from "../actions";
import { onEvent } from "../api";
import { isDialogOpen } from "../dialogs";
import { takeChosen, takeOpened } from "../import-actions";
import { notifyProblem } from "../notify";
import { notifyFailedFile } from "../notify-failed-file";
import { templateChanged } from "../state/gallery-store";
import { openView } from "../state/view-store";

const COMMANDS: Readonly<Record<Command, () => unknown>> = {
  "add-files": () => takeChosen("files"),
  "add-folder": () => takeChosen("folder"),
  "add-samples": actions.addSamples,
  "open-output-folder": actions.openOutputFolder,
  settings: () => openView("settings"),
};

/** While a dialog is open, menus reach nothing behind it either. */
function runCommand(command: Command): void {
  if (!isDialogOpen()) COMMANDS[command]();
}

/** Does what native menus ask for, and shows what became of files that the app was opened with. */
export function useAppEvents(): void {
  useEffect(
    () =>
      onEvent((event) => {
        if (event.kind === "command") runCommand(event.command);
        else if (event.kind === "opened") takeOpened(event.paths);
        else if (event.kind === "added") actions.reportOutcome(event.outcome);
        else if (event.kind === "file-failed") notifyFailedFile(event.file);
        else if (event.kind === "template-changed") templateChanged(event.template);
        else notifyProblem(event.problem, "opened files");
      }),
    [],
  );
}
