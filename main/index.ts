import { app } from "electron";
import { attendWindow, keepIn, measuredFolder } from "./bench";
import { runCommandLine } from "./cli";
import { openedFiles, startDesktop, UI_SCHEME_PRIVILEGES } from "./desktop";
import { registerLaneScheme, sealProcess } from "./render";

/** The user's arguments: after `--` where Electron was started with an app folder, all of them in the packaged app. */
function userArguments(): string[] {
  const separator = process.argv.indexOf("--");
  if (separator !== -1) return process.argv.slice(separator + 1);
  return app.isPackaged ? process.argv.slice(1) : [];
}

sealProcess();
registerLaneScheme([UI_SCHEME_PRIVILEGES]);
// Whoever reads the output may be gone before us (`| head`): that is no reason to fail.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
const isRoot = process.getuid?.() === 0;
if (!isRoot) app.enableSandbox();
// Lanes come and go; when the app ends is decided by its door alone.
app.on("window-all-closed", () => undefined);

const args = userArguments();
const measured = measuredFolder(args);
const files = openedFiles(args, process.cwd());
if (measured !== undefined) {
  // The user's window, but on a queue of its own and answering `bench window`, which started it.
  keepIn(measured);
  startDesktop({ mainFolder: __dirname, files: [], onOpen: attendWindow });
} else if (files) startDesktop({ mainFolder: __dirname, files });
else runCommandLine(args, { mainFolder: __dirname });
