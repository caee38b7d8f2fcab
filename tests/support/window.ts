import { _electron, type ElectronApplication, type Page } from "playwright-core";
import type { Bridge } from "../../shared/ipc";
import { ROOT, userEnvironment } from "./cli";

const START_MS = 60_000;

export interface OpenWindow {
  app: ElectronApplication;
  page: Page;
  /** Where this user's PDFs go. */
  outDir: string;
}

/**
 * Starts the real window as a user with this home would.
 * @param args of the app
 */
export async function openWindow(
  home: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<OpenWindow> {
  const isRoot = process.getuid?.() === 0;
  const app = await _electron.launch({
    executablePath: process.env.PDFPROMPT_TEST_ELECTRON ?? "",
    args: [...(isRoot ? ["--no-sandbox"] : []), "--log-level=3", ROOT, ...(args.length > 0 ? ["--", ...args] : [])],
    env: userEnvironment({ home, env }) as Record<string, string>,
  });
  // Lanes are windows, too, so the first one is not always the user's.
  const isMain = (page: Page) => page.url().startsWith("pdfprompt-ui:");
  const page =
    app.windows().find(isMain) ?? (await app.waitForEvent("window", { predicate: isMain, timeout: START_MS }));
  await page.waitForSelector('[data-testid="queue-depth"]', { timeout: START_MS });
  const snapshot = await page.evaluate(() =>
    (window as unknown as { pdfprompt: Bridge }).pdfprompt.request("getSnapshot", {}),
  );
  if (!snapshot.ok) throw new Error(snapshot.problem.message);
  return { app, page, outDir: snapshot.value.outputFolder };
}

/** Drops files and folders on the window, as the system's file manager does. Paths are absolute. */
export async function dropFiles(page: Page, files: readonly string[], isReleased = true): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const types = ["dragEnter", "dragOver", ...(isReleased ? ["drop"] : [])];
  for (const type of types) await session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data } as never);
}

/** Drops files and folders, and adds what is found in them once all of it is read. */
export async function dropAndAdd(page: Page, files: readonly string[]): Promise<void> {
  await dropFiles(page, files);
  await page.locator('[data-testid="import-add"][aria-disabled="false"]').click();
}

/** The number shown in an element, without its thousands separators. */
export async function shownNumber(page: Page, testId: string): Promise<number> {
  const text = (await page.getByTestId(testId).textContent()) ?? "";
  return Number(/[\d.,]+/.exec(text)?.[0]?.replaceAll(",", ""));
}

/** Gives the window another size, frame included. */
export async function resize({ app, page }: OpenWindow, [width, height]: readonly [number, number]): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
      window?.setSize(size.width, size.height);
    },
    { width, height },
  );
  await page.waitForFunction(([x, y]) => outerWidth === x && outerHeight === y, [width, height] as const);
}

/** Which of them do not lie in the window as a whole, or lie beneath something else. */
export async function outOfSight(page: Page, testIds: readonly string[]): Promise<string[]> {
  const seen = await Promise.all(
    testIds.map((id) =>
      page.getByTestId(id).evaluate((part) => {
        const { left, right, top, bottom } = part.getBoundingClientRect();
        const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        const spots = [0.1, 0.5, 0.9].map((share) => [left + (right - left) * share, top + (bottom - top) * share]);
        return isInside && spots.every(([x = 0, y = 0]) => part.contains(document.elementFromPoint(x, y)));
      }),
    ),
  );
  return testIds.filter((_, index) => !seen[index]);
}
