import type { BatchDefaults } from "../../../shared/batch-defaults";
import { PdfPromptError } from "../../../shared/errors";
import type { ImportView } from "../../../shared/import";
import { ImportSession, type ImportSessionOptions } from "./import-session";

export type ImportDeskOptions = Pick<ImportSessionOptions, "looker" | "openOrigin" | "presets"> & {
  outputFolder: () => string;
  defaults: () => BatchDefaults;
};

/** The one look at dropped files that may be open, as the window has one sheet. Opening another ends it. */
export class ImportDesk {
  readonly #options: ImportDeskOptions;
  #session: ImportSession | undefined;
  #lastId = 0;
  #onView: (view: ImportView) => void = () => undefined;

  constructor(options: ImportDeskOptions) {
    this.#options = options;
  }

  /** Has the window told of every change from now on. */
  watch(onView: (view: ImportView) => void): void {
    this.#onView = onView;
  }

  /** @param inputs absolute paths of files and folders */
  open(inputs: readonly string[]): ImportView {
    this.close();
    this.#lastId += 1;
    const { looker, openOrigin, presets, outputFolder, defaults } = this.#options;
    this.#session = new ImportSession({
      id: this.#lastId,
      inputs,
      outputFolder: outputFolder(),
      defaults: defaults(),
      looker,
      openOrigin,
      presets,
      onView: (view) => this.#onView(view),
    });
    return this.#session.view;
  }

  /** What is looked at now. */
  get view(): ImportView | null {
    return this.#session?.view ?? null;
  }

  /** @throws PdfPromptError `input-invalid` where it was closed meanwhile */
  session(id: number): ImportSession {
    if (this.#session?.id === id) return this.#session;
    throw new PdfPromptError("input-invalid", "These files are not open any more. Drop them again.");
  }

  close(): void {
    this.#session?.close();
    this.#session = undefined;
  }
}
