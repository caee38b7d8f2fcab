import { app } from "electron";
import { measuredFolder } from "./bench/window/call";
import { openedFiles } from "./desktop/opened-files";
import { UI_SCHEME_PRIVILEGES } from "./desktop/ui-protocol";
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
// Electron's advice to developers is worked out anew in each document, for a tenth of its time; packaged apps do without.
process.env.ELECTRON_DISABLE_SECURITY_WARNINGS = "true";
// Lanes come and go; when the app ends is decided by its door alone.
app.on("window-all-closed", () => undefined);

const args = userArguments();
const measured = measuredFolder(args);
const files = openedFiles(args, process.cwd());
// Each door is loaded by who opens it: the code of all of them takes a tenth of a second.
if (measured !== undefined) void openMeasured(measured);
else if (files) void import("./desktop").then(({ startDesktop }) => startDesktop({ mainFolder: __dirname, files }));
else void import("./cli").then(({ runCommandLine }) => runCommandLine(args, { mainFolder: __dirname }));

/** The user's window, but on a queue of its own and answering `bench window`, which started it. */
async function openMeasured(folder: string): Promise<void> {
  const [{ startDesktop }, { attendWindow, keepIn }] = await Promise.all([
    import("./desktop"),
    import("./bench/window/attend"),
  ]);
  keepIn(folder);
  startDesktop({ mainFolder: __dirname, files: [], onOpen: attendWindow });
}
