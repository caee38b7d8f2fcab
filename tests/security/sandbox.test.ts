import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { recordResult } from "../reliability/record";
import { ENDLESS } from "../reliability/support/lane-pages";
import { ROOT } from "../support/cli";
import { pdfText } from "../support/pdf";
import { tempFolder } from "../support/temp";
import { asNobody, type ProcessState, renderersAtWork, startApp, stateOf } from "./support/processes";

/** A document that does not end keeps its renderer alive while it is looked at. */
const FLAGS = ["--timeout", "15000", "--retries", "0", "--concurrency", "2"];

/** Why the app cannot be run as another user here; undefined where it can. */
function obstacle(): string | undefined {
  if (process.platform !== "linux") return "needs Linux";
  if (process.getuid?.() !== 0) return "needs root, to become another user";
  const electron = process.env.PDFPROMPT_TEST_ELECTRON ?? "";
  if (!works(...asNobody("test", "-r", join(ROOT, "package.json"))))
    return "needs a checkout that other users can read";
  if (!works(...asNobody("test", "-x", electron))) return "needs an Electron that other users can run";
  // Chromium takes a user namespace, or else the helper beside it, which is root; a container may allow neither.
  const namespaces = ["--pid", "--net", "--fork", "true"];
  if (works(...asNobody("unshare", "--user", ...namespaces))) return undefined;
  if (hasRootHelper(electron) && works("unshare", ...namespaces)) return undefined;
  return "needs a system that lets Chromium make namespaces";
}

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Whether `chrome-sandbox` runs as root whoever starts it. */
function hasRootHelper(electron: string): boolean {
  const helper = statSync(join(dirname(electron), "chrome-sandbox"), { throwIfNoEntry: false });
  return helper?.uid === 0 && (helper.mode & 0o4000) !== 0;
}

/** Renders a plain and an endless document; tells what the renderers were like meanwhile, and the main process. */
async function lookAtRenderers(isNobody: boolean) {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "in"));
  writeFileSync(join(folder, "in", "plain.md"), "# Sealed\n");
  writeFileSync(join(folder, "in", "still.html"), `<p>x</p>${ENDLESS}`);
  const home = join(folder, "home");
  const args = ["render", join(folder, "in"), "--out", "out", "--allow-scripts", "--json", ...FLAGS];
  const app = startApp(args, home, { isNobody });
  let stdout = "";
  app.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  const ended = once(app, "close");
  const renderers = await renderersAtWork(app.pid ?? 0, join(home, "out", "plain.pdf"));
  const main = stateOf(app.pid ?? 0);
  await ended;
  const report = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
  return { renderers, main, report, text: pdfText(join(home, "out", "plain.pdf")) };
}

const isBoxed = (renderer: ProcessState, main: ProcessState | undefined) =>
  renderer.seccomp === 2 &&
  !renderer.hasCapabilities &&
  renderer.namespaces.pid !== main?.namespaces.pid &&
  renderer.namespaces.net !== main?.namespaces.net;

describe("Chromium's sandbox", () => {
  const why = obstacle();

  it.skipIf(why !== undefined)(
    `is around every renderer, unless the app runs as root${why ? ` (skipped: ${why})` : ""}`,
    async () => {
      const { renderers, main, report, text } = await lookAtRenderers(true);
      expect(report).toMatchObject({ done: 1, failed: 1, failures: [{ code: "load-timeout" }] });
      expect(text.trim()).toBe("Sealed");
      expect(renderers.length).toBeGreaterThan(0);
      expect(renderers.filter((renderer) => !isBoxed(renderer, main))).toEqual([]);
      expect(renderers.some((renderer) => renderer.arguments.includes("--no-sandbox"))).toBe(false);

      // As root there is none: the same look at the renderers finds it missing.
      const open = await lookAtRenderers(false);
      expect(open.renderers.length).toBeGreaterThan(0);
      expect(open.renderers.filter((renderer) => isBoxed(renderer, open.main))).toEqual([]);
      expect(open.renderers.every(({ seccomp }) => seccomp === 0)).toBe(true);
      recordResult({
        test: "Chromium's sandbox, looked at in /proc while the app of an ordinary user renders",
        scale: `${renderers.length} renderers`,
        result: "each with a seccomp filter, no capabilities, process and network namespaces of its own",
        control: "as root (--no-sandbox): no filter, the namespaces of the app",
      });
    },
  );
});
