import type { BatchSettings } from "../../shared/batch";
import { HAS_MARGIN_BOXES } from "../../shared/chromium";
import { formatLocation } from "../../shared/errors";
import { printable } from "../../shared/printable";
import type { FoundPrompt, IntakeItem } from "../../shared/stages";
import { note } from "./command-context";

/** Built-in templates with the number of the page in their running lines. */
const NUMBERING: ReadonlySet<string> = new Set(["report", "invoice"]);

/**
 * Says of the first PDF whose pages will have numbers of their own that a book with page numbers has two on each, before
 * anything is rendered for it. They count something else: that PDF, and the book.
 */
export async function* noteOwnNumbers(
  items: AsyncIterable<IntakeItem>,
  settings: BatchSettings,
): AsyncGenerator<IntakeItem> {
  let isNoted = false;
  for await (const item of items) {
    if (!isNoted && item.kind === "prompt" && numbersItself(item.found, settings)) {
      isNoted = true;
      const { source, line } = item.found;
      note(
        `[pdfprompt] ${printable(formatLocation({ source, line }))}: its PDF numbers its own pages, so those of the combined PDF ` +
          'have two numbers. --footer "" leaves out the one of built-in templates.',
      );
    }
    yield item;
  }
}

function numbersItself({ prompt }: FoundPrompt, settings: BatchSettings): boolean {
  const { header, footer } = { ...settings.options, ...prompt.options };
  if ([header, footer].some((line) => line?.includes("pageNumber"))) return true;
  if (footer !== undefined) return false;
  const template = prompt.template ?? settings.template ?? (prompt.format === "html" ? "" : "plain");
  // Those of `plain` stand in page margin boxes.
  return NUMBERING.has(template) || (template === "plain" && HAS_MARGIN_BOXES);
}
