/** What somebody might have who uses the window. */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { OpenWindow } from "../window";

export const OFFERS = 1200;
const BROKEN_EVERY = 400;
/** Those whose template there is. */
export const GOOD_OFFERS = OFFERS - OFFERS / BROKEN_EVERY;

/** A folder of prompts, a few of them broken. */
export function writeOffers(folder: string): void {
  mkdirSync(folder);
  for (let number = 1; number <= OFFERS; number += 1) {
    const name = `customer-${String(number).padStart(4, "0")}.md`;
    const template = number % BROKEN_EVERY === 0 ? "leter" : "letter";
    writeFileSync(
      join(folder, name),
      `---\ntitle: Offer ${number}\ntemplate: ${template}\n---\nDear customer,\n\nthank you.\n`,
    );
  }
}

/** A table with columns named their own way, and a letter beside it. */
export function writeGuests(folder: string): void {
  mkdirSync(folder);
  const guests = ["Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth"];
  const rows = Array.from({ length: 240 }, (_, index) => {
    const guest = guests[index % guests.length];
    return `${guest},The Old Mill,14 June 2026,7 pm,${1 + (index % 20)},+44 20 7946 0${100 + index}`;
  });
  rows.splice(17, 0, "Kurt Gödel,The Old Mill");
  const header = "Guest,Place,Date,Time,Table Number,Phone";
  writeFileSync(join(folder, "guests.csv"), [header, ...rows].join("\n"));
  writeFileSync(join(folder, "menu.md"), "# Menu\n\nSoup, trout, plum cake.\n");
}

/** Folders to be watched, the second of which has settings that are wrong, and a preset for the first. */
export function writeWatched(home: string): void {
  const config = join(home, ".config", "PDFPrompt");
  mkdirSync(config, { recursive: true });
  const preset = { template: "letter", ownTemplate: null, pattern: "{stem|slug}", onConflict: "unique", options: {} };
  writeFileSync(join(config, "presets.json"), JSON.stringify({ presets: [{ ...preset, name: "Letters" }] }));
  for (const folder of watchedFolders(home)) mkdirSync(folder);
  writeFileSync(join(home, "Invoices", "pdfprompt.json"), '{\n  "tempalte": "invoice"\n}\n');
}

export function watchedFolders(home: string): string[] {
  return [join(home, "Inbox"), join(home, "Invoices")];
}

/** Has a folder chosen in the settings, as if in the system's dialog. */
export async function addWatchedFolder({ app, page }: OpenWindow, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, folder);
  await page.getByTestId("watched-add").click();
  await page.getByText(basename(folder), { exact: true }).waitFor();
}
