import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { PdfPromptError } from "../../../shared/errors";
import { MOST_TRIED_CHARACTERS } from "../../../shared/gallery";
import type { BuiltinTemplate } from "../../../shared/templates";
import { decodeWhole } from "../../intake";

/** Which of the bundled samples belongs to which template. */
const BUILTIN_SAMPLES: Readonly<Record<BuiltinTemplate, string>> = {
  plain: "plain.md",
  letter: "letter.md",
  report: "report.md",
  invoice: "invoice.md",
  labels: "labels.json",
  slides: "slides.md",
  invitation: "invitations.csv",
  certificate: "certificate.json",
};
/** Endings of a sample beside a template of one's own, the first that is there wins. */
const ENDINGS = [".json", ".md", ".csv", ".jsonl", ".txt", ".html"];

/** A text, and the file that it is or stands for: relative images are looked up beside it. */
export interface Sample {
  /** Absolute. */
  path: string;
  text: string;
}

/** @param folder absolute path of the bundled samples of templates */
export function builtinSample(folder: string, template: BuiltinTemplate): Promise<Sample> {
  return readSample(join(folder, BUILTIN_SAMPLES[template]));
}

/**
 * What is tried in a template of one's own: the file of the same name beside it, or else a prompt that fills each of its
 * fields with the field's name.
 * @param template absolute path
 */
export async function ownSample(template: string, fields: readonly string[]): Promise<Sample> {
  const stem = template.slice(0, -extname(template).length);
  for (const ending of ENDINGS) {
    const isThere = await stat(stem + ending).then(
      (info) => info.isFile(),
      () => false,
    );
    if (isThere) return readSample(stem + ending);
  }
  const title = basename(stem);
  const data = Object.fromEntries(fields.map((field) => [field, field]));
  const prompt = { title, prompt: `The text of **${title}**.`, data };
  return { path: join(dirname(template), `${title}.json`), text: `${JSON.stringify(prompt, null, 2)}\n` };
}

/**
 * @param path absolute
 * @throws PdfPromptError `input-unreadable` where it cannot be read or is too large to be edited
 */
export async function readSample(path: string): Promise<Sample> {
  try {
    const { size } = await stat(path);
    if (size <= MOST_TRIED_CHARACTERS) return { path, text: decodeWhole(await readFile(path)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PdfPromptError("input-unreadable", `It cannot be read: ${why}.`, { source: path });
  }
  const message =
    "It is too large to be tried here. Use the template for new prompts instead, which may be of any size.";
  throw new PdfPromptError("input-unreadable", message, { source: path });
}
