import { useEffect } from "react";
import type { Command } from "../../shared/commands";
import * as actions from "../actions";
import { onEvent } from "../api";
import { takeChosen } from "../import-actions";
import { notifyProblem } from "../notify";
import { openView } from "../state/view-store";

const COMMANDS: Readonly<Record<Command, () => unknown>> = {
  "add-files": () => takeChosen("files"),
  "add-folder": () => takeChosen("folder"),
  "add-samples": actions.addSamples,
  "open-output-folder": actions.openOutputFolder,
  settings: () => openView("settings"),
};

/** Does what native menus ask for, and shows what became of files that the app was opened with. */
export function useAppEvents(): void {
  useEffect(
    () =>
      onEvent((event) => {
        if (event.kind === "command") COMMANDS[event.command]();
        else if (event.kind === "added") actions.reportOutcome(event.outcome);
        else notifyProblem(event.problem, "opened files");
      }),
    [],
  );
}
