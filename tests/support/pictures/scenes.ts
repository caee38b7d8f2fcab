import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { leaveDiskFull } from "../full-disk";
import { leaveInterrupted } from "../full-queue";
import { dropAndAdd, dropFiles, shownNumber } from "../window";
import type { Scene, Stage } from "./scene";
import { addWatchedFolder, GOOD_OFFERS, watchedFolders, writeGuests, writeOffers, writeWatched } from "./things";

const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await sleep(200);
};

/** Closes what lies over the window, and waits for that. */
const close = async ({ page }: Stage, testId: string) => {
  await page.keyboard.press("Escape");
  await page.getByTestId(testId).waitFor({ state: "detached" });
};

/** Everything that pictures are taken of, in the order of the contact sheet. A view more is a line more. */
export const SCENES: readonly Scene[] = [
  {
    name: "a batch",
    prepare: (home) => writeOffers(join(home, "Offers")),
    views: [
      {
        name: "first-run",
        caption: "First run",
        show: ({ page }) => page.getByTestId("samples").first().waitFor(),
      },
      {
        name: "drop",
        caption: "Drop anywhere",
        show: ({ home, page }) => dropFiles(page, [join(home, "Offers")], false),
      },
      {
        name: "window",
        caption: "Rendering a batch",
        isInDocs: true,
        async show({ home, page }) {
          await dropAndAdd(page, [join(home, "Offers")]);
          await sleep(2500);
        },
      },
      {
        name: "pause",
        caption: "Two kinds of pause",
        show: ({ page }) => page.getByTestId("pause-more").click(),
      },
      {
        name: "cancel",
        caption: "Asked before much is given up",
        async show({ page }) {
          await page.keyboard.press("Escape");
          await page.getByTestId("cancel-queued").click();
          await page.getByTestId("cancel-confirm").waitFor();
        },
      },
      {
        name: "lanes",
        caption: "How many at a time",
        async show(stage) {
          await close(stage, "cancel-confirm");
          await stage.page.getByTestId("open-lanes").click();
          await stage.page.getByTestId("lanes-popover").waitFor();
        },
      },
      {
        name: "finished",
        caption: "Finished, with failures",
        async show({ page }) {
          await page.keyboard.press("Escape");
          await until(async () => (await shownNumber(page, "done-count")) === GOOD_OFFERS);
        },
      },
      {
        name: "failure",
        caption: "What is wrong, why, and what to do",
        async show({ page }) {
          await page.getByTestId("rail-failed").click();
          await page.locator('[data-testid="job-row"][data-state="failed"]').first().click();
          await page.keyboard.press("i");
          await page.getByTestId("inspector-error").waitFor();
        },
      },
      {
        name: "search",
        caption: "Found among all",
        async show({ page }) {
          await page.keyboard.press("i");
          await page.getByTestId("rail-queue").click();
          await page.getByTestId("job-search").fill("77");
          await page.getByTestId("search-count").waitFor();
          await sleep(1000);
        },
      },
      {
        name: "selection",
        caption: "Many jobs at once",
        async show({ page }) {
          await page.getByTestId("job-row").first().focus();
          await page.keyboard.press("Control+a");
          await page.getByTestId("selection-bar").waitFor();
        },
      },
      {
        name: "undo",
        caption: "Removed, and how to have it back",
        async show({ page }) {
          await page.keyboard.press("Delete");
          await page.getByTestId("undo").waitFor();
        },
      },
    ],
  },
  {
    name: "sheets and dialogs",
    prepare(home) {
      writeGuests(join(home, "Summer party"));
      writeWatched(home);
    },
    views: [
      {
        name: "import",
        caption: "The import sheet",
        isInDocs: true,
        async show({ home, page }) {
          await dropFiles(page, [join(home, "Summer party")]);
          await page.getByTestId("import-template").selectOption("invitation");
          await page.locator('[data-field="name"] select').selectOption("Guest");
          await page.getByTestId("import-name").fill("{field:Guest|slug}");
          await sleep(4000);
          await page.getByTestId("import-files").scrollIntoViewIfNeeded();
        },
      },
      {
        name: "throughput",
        caption: "Throughput",
        isInDocs: true,
        async show({ page }) {
          await page.getByTestId("import-add").click();
          await sleep(400);
          await page.getByTestId("open-throughput").click();
          await sleep(3500);
        },
      },
      {
        name: "inspector",
        caption: "The inspector",
        isInDocs: true,
        async show({ page }) {
          await page.keyboard.press("Escape");
          await until(async () => (await shownNumber(page, "queue-depth")) === 0);
          await page.getByTestId("job-row").nth(2).focus();
          await page.keyboard.press("i");
          await sleep(2000);
        },
      },
      {
        name: "menu",
        caption: "What can be done with a job",
        show: ({ page }) => page.keyboard.press("Shift+F10"),
      },
      {
        name: "keys",
        caption: "Every key",
        async show({ page }) {
          await page.keyboard.press("Escape");
          await page.keyboard.press("?");
        },
      },
      {
        name: "settings",
        caption: "Settings",
        isInDocs: true,
        async show(stage) {
          await close(stage, "shortcuts");
          await stage.page.getByTestId("open-settings").click();
        },
      },
      {
        name: "watched",
        caption: "Watched folders",
        isInDocs: true,
        async show(stage) {
          for (const folder of watchedFolders(stage.home)) await addWatchedFolder(stage, folder);
          await stage.page.getByTestId("watched-folder").nth(1).waitFor();
          await stage.page.getByTestId("watched-preset").first().selectOption("Letters");
          await stage.page.getByTestId("watched-add").scrollIntoViewIfNeeded();
        },
      },
      {
        name: "paste",
        caption: "Paste a prompt",
        async show(stage) {
          await close(stage, "settings");
          await stage.page.keyboard.press("Control+Shift+V");
          await stage.page
            .getByTestId("paste-text")
            .fill("# Minutes of May\n\n- Budget agreed\n- Next meeting on 3 June");
        },
      },
    ],
  },
  {
    name: "batches, templates and the palette",
    prepare(home) {
      writeGuests(join(home, "Summer party"));
      writeOffers(join(home, "Offers"));
    },
    views: [
      {
        name: "batches",
        caption: "Batches",
        isInDocs: true,
        async show({ home, page }) {
          await page.getByTestId("rail-batches").click();
          for (const folder of ["Summer party", "Offers"]) {
            await dropFiles(page, [join(home, folder)]);
            await page.getByTestId("import-template").selectOption("letter");
            await sleep(1000);
            await page.locator('[data-testid="import-add"][aria-disabled="false"]').press("Enter");
            // Until the notice of what was added is gone.
            await sleep(9000);
          }
        },
      },
      {
        name: "batch-menu",
        caption: "One PDF of a batch",
        async show({ page }) {
          await until(async () => (await shownNumber(page, "queue-depth")) === 0);
          await page.getByTestId("batch-more").first().click();
          await page.getByTestId("batch-combined").waitFor();
        },
      },
      {
        name: "templates",
        caption: "Templates",
        isInDocs: true,
        async show({ page }) {
          await page.keyboard.press("Escape");
          await page.getByTestId("rail-templates").click();
          await page.locator('[data-testid="template-certificate"][data-picture="page"]').waitFor({ timeout: 60_000 });
        },
      },
      {
        name: "template",
        caption: "A template, tried live",
        isInDocs: true,
        async show({ page }) {
          await page.getByTestId("template-invoice").click();
          await page.locator('[data-testid="template-preview"] [data-pages="1"]').waitFor({ timeout: 60_000 });
          await sleep(1000);
        },
      },
      {
        name: "palette",
        caption: "Every command under one key",
        async show({ page }) {
          await page.keyboard.press("Control+k");
          await page.keyboard.type("re");
        },
      },
    ],
  },
  {
    name: "a full disk",
    prepare: (home) => void leaveDiskFull(home, { folder: join(home, "Documents", "Offers 2026") }),
    views: [
      { name: "disk-full", caption: "The disk is full", show: ({ page }) => page.getByTestId("disk-full").waitFor() },
    ],
  },
  {
    name: "after a crash",
    prepare: (home) => leaveInterrupted(home, { jobs: 312, running: 4 }),
    views: [
      { name: "recovered", caption: "After a crash", show: ({ page }) => page.getByTestId("recovered").waitFor() },
      {
        name: "german",
        caption: "In German",
        async show(stage) {
          const { page } = stage;
          await until(async () => (await shownNumber(page, "queue-depth")) === 0);
          await page.getByTestId("open-settings").click();
          await page.getByTestId("language").selectOption("de");
          await close(stage, "settings");
        },
      },
    ],
  },
];
