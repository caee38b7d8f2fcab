import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { composeDocument } from "../../../main/compose/compose-document";
import { PdfPromptError } from "../../../shared/errors";
import type { Prompt } from "../../../shared/prompt";
import type { ComposedDocument, ComposeRequest } from "../../../shared/stages";

/** A prompt's own folder, with the files a test puts there, gone afterwards. */
export function promptFolder() {
  const folder = { parent: "", path: "", write, compose };
  beforeEach(() => {
    folder.parent = mkdtempSync(join(tmpdir(), "compose-"));
    folder.path = join(folder.parent, "prompts");
    mkdirSync(folder.path);
  });
  afterEach(() => rmSync(folder.parent, { recursive: true, force: true }));

  function write(name: string, content: string | Buffer = "x"): string {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  function compose(prompt: Partial<Prompt>, more: Partial<ComposeRequest> = {}): Promise<ComposedDocument> {
    return composeDocument(request(prompt, { baseDir: folder.path, source: join(folder.path, "note.md"), ...more }));
  }

  return folder;
}

export function request(prompt: Partial<Prompt>, more: Partial<ComposeRequest> = {}): ComposeRequest {
  return {
    prompt: { prompt: "", ...prompt },
    source: "/nowhere/note.md",
    line: 1,
    baseDir: "/nowhere",
    allowScripts: false,
    ...more,
  };
}

export function compose(prompt: Partial<Prompt>, more: Partial<ComposeRequest> = {}): Promise<ComposedDocument> {
  return composeDocument(request(prompt, more));
}

export function html(prompt: string, more: Partial<ComposeRequest> = {}): Promise<ComposedDocument> {
  return compose({ prompt, format: "html" }, more);
}

export function markdown(prompt: string): Promise<ComposedDocument> {
  return compose({ prompt });
}

/** The `PdfPromptError` that a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<PdfPromptError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof PdfPromptError) return error;
  throw new Error(`expected a PdfPromptError, got ${String(error)}`);
}

/** What the body shows, template included. */
export function bodyOf(document: ComposedDocument): string {
  return document.html.slice(document.html.indexOf("<body"));
}
