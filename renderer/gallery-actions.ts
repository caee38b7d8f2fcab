/** What people do with templates. */
import { ask } from "./actions";
import { request } from "./api";
import { showInTurn } from "./import-actions";
import { notifyProblem } from "./notify";
import { pictureOf } from "./pdf/picture-of";
import { galleryStore, receiveTemplates, showAllTemplates, showTemplate } from "./state/gallery-store";
import { keepPicture, type Picture, pictureKey, pictureStore } from "./state/picture-store";

export async function loadTemplates(): Promise<void> {
  const answer = await ask("listTemplates", {});
  if (answer) receiveTemplates(answer.value);
}

export async function addTemplates(kind: "file" | "folder"): Promise<void> {
  const answer = await ask("addTemplates", { kind });
  if (answer) receiveTemplates(answer.value);
}

export async function removeTemplates(place: number): Promise<void> {
  const answer = await ask("removeTemplates", { place });
  if (answer) receiveTemplates(answer.value);
}

/** @param ownName name of an own template's file; null for a built-in one */
export async function openTemplate(template: string, ownName: string | null): Promise<void> {
  const answer = await request("openTemplate", { template });
  // Who opens another one meanwhile wants that.
  if (!answer.ok && answer.problem.code !== "cancelled") notifyProblem(answer.problem, "openTemplate");
  if (answer.ok) showTemplate({ template, ownName, sample: answer.value, isOwnFile: false });
}

export async function closeTemplate(): Promise<void> {
  showAllTemplates();
  await ask("closeTemplate", {});
}

/** Has the user choose a file, whose text is then tried instead of the sample. */
export async function tryFile(): Promise<void> {
  const { opened } = galleryStore.getState();
  if (!opened) return;
  const answer = await ask("tryTemplateFile", { template: opened.template });
  if (answer?.value) showTemplate({ ...opened, sample: answer.value, isOwnFile: true });
}

/** Has the user choose prompts, and opens the sheet for them with the template that is looked at. */
export function useTemplate(kind: "files" | "folder"): void {
  const { opened } = galleryStore.getState();
  if (!opened) return;
  showInTurn(async () => (await ask("useTemplate", { template: opened.template, kind }))?.value);
}

const asked = new Set<string>();

/** Prints a template's sample and keeps the picture, unless that was done before. */
export async function wantPicture(template: string, stamp: string): Promise<void> {
  const key = pictureKey(template, stamp);
  if (asked.has(key) || pictureStore.getState()[key]?.kind === "page") return;
  asked.add(key);
  const answer = await request("pictureTemplate", { template });
  keepPicture(key, answer.ok ? await pageOf(answer.value) : { kind: "broken" });
  // One that could not be printed is tried again at the next visit.
  asked.delete(key);
}

async function pageOf(pdf: Uint8Array): Promise<Picture> {
  try {
    return { kind: "page", url: await pictureOf(pdf) };
  } catch {
    return { kind: "broken" };
  }
}
