import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type CheckResult, looked } from "./finding";

const PATIENCE_MS = 2000;

/** Is there a display for the window? Rendering needs none. Linux only: elsewhere there always is one. */
export async function checkDisplay(
  environment: NodeJS.ProcessEnv,
  folder = "/tmp/.X11-unix",
): Promise<CheckResult & { display: string | null }> {
  const { WAYLAND_DISPLAY: wayland, DISPLAY: x11, XDG_RUNTIME_DIR: runtime = "" } = environment;
  const display = wayland || x11 || null;
  if (display === null) {
    return { ...looked("display", "none; only the window needs one (xvfb-run npm start tries it)"), display };
  }
  const isThere = wayland ? existsSync(join(runtime, wayland)) : await answers(x11 ?? "", folder);
  const result = looked("display", isThere ? display : `${display}, which does not answer`);
  if (!isThere) {
    result.warnings.push({
      code: "display-unreachable",
      what: `${wayland ? "WAYLAND_DISPLAY" : "DISPLAY"} names ${display}, but no display answers there.`,
      why: "The window cannot open. Rendering from the command line works all the same.",
      fix: "Run it from a terminal inside the desktop, over ssh with ssh -X, or for a try-out: xvfb-run npm start",
    });
  }
  return { ...result, display };
}

/** Whether an X server listens. One on another machine is taken to be there. */
function answers(display: string, folder: string): Promise<boolean> {
  const [, number] = /^:(\d+)/.exec(display) ?? [];
  if (number === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect(join(folder, `X${number}`));
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}
