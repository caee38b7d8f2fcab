import { basename } from "node:path";
import type { BatchSettings } from "../../../shared/batch";
import type { BatchDefaults } from "../../../shared/batch-defaults";
import { OWN_TEMPLATE } from "../../../shared/choices";
import { PdfPromptError, type Problem, toProblem } from "../../../shared/errors";
import {
  firstChoices,
  type ImportChoices,
  type ImportPreview,
  type ImportResult,
  type ImportView,
} from "../../../shared/import";
import type { IntakeItem, PromptOrigin } from "../../../shared/stages";
import { readInputs } from "../../intake";
import { type Looker, namePatternProblem } from "../../worker";
import { settingsFrom } from "../batch-defaults";
import { fieldMap, fieldsFor } from "./fields";
import { FoundFiles } from "./found-files";
import { toResult } from "./import-result";
import { KeptPrompts } from "./kept-prompts";
import { mapFields } from "./map-fields";
import type { Presets } from "./presets";

/** A PDF beyond this is opened when it is made, not shown before. */
const MOST_PREVIEW_BYTES = 30_000_000;
/** Somebody who types wants an answer when they stop, not after each letter. */
const SETTLE_MS = 200;
/** How often the window is told while files are read. */
const TELL_MS = 150;

export interface ImportSessionOptions {
  id: number;
  /** Absolute. */
  inputs: readonly string[];
  /** Absolute. */
  outputFolder: string;
  presets: Presets;
  /** What is chosen at first, and what holds besides the choices. */
  defaults: BatchDefaults;
  looker: Pick<Looker, "preflight" | "fieldsOf" | "preview">;
  openOrigin: (folder: string, sealed: string) => PromptOrigin | undefined;
  /** Told of each change. */
  onView: (view: ImportView) => void;
}

/** What is to be queued, as it was chosen. */
export interface ChosenImport {
  items: AsyncIterable<IntakeItem>;
  /** Reads them once more; see {@link Submission.itemsAgain}. */
  itemsAgain?: () => AsyncIterable<IntakeItem>;
  inputs: readonly string[];
  /** What people see as the batch's name. */
  label: string;
  outDir: string;
  settings: BatchSettings;
}

/**
 * One look at dropped files before they are queued. Every change of the choices begins another look, which ends the one
 * before; nothing is written.
 */
export class ImportSession {
  readonly #options: ImportSessionOptions;
  #choices: ImportChoices;
  #ownTemplate: string | undefined;
  #outputFolder: string;
  #look = new AbortController();
  #lookNumber = 0;
  #seen = 0;
  #isReading = true;
  #found: FoundFiles;
  /** Columns of the last whole look: choosing another template does not make them unknown. */
  #columns: string[] = [];
  #templateFields: string[] = [];
  #problem: Problem | null = null;
  #result: ImportResult | null = null;
  #kept = new KeptPrompts();
  #rendering = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ImportSessionOptions) {
    this.#options = options;
    this.#outputFolder = options.outputFolder;
    this.#choices = firstChoices(options.defaults);
    this.#found = new FoundFiles(options.inputs);
    void this.#begin();
  }

  get id(): number {
    return this.#options.id;
  }

  get outputFolder(): string {
    return this.#outputFolder;
  }

  get view(): ImportView {
    const columns = this.#columns.length > 0 ? this.#columns : this.#found.columns;
    return {
      id: this.id,
      isReading: this.#isReading,
      seen: this.#seen,
      files: this.#found.files,
      fileCount: this.#found.fileCount,
      choices: this.#choices,
      ownTemplate: this.#ownTemplate === undefined ? null : basename(this.#ownTemplate),
      presets: this.#options.presets.names,
      columns,
      fields: fieldsFor(this.#templateFields, columns, this.#choices.fields),
      problem: this.#problem,
      result: this.#result,
      names: this.#kept.names,
      previews: this.#kept.count,
      look: this.#lookNumber,
      outputFolder: this.#outputFolder,
      outputFolderName: basename(this.#outputFolder),
    };
  }

  /** Takes over what was chosen, and looks again. */
  choose(changes: Partial<ImportChoices>): void {
    this.#choices = { ...this.#choices, ...changes };
    this.#again();
  }

  /** @param path absolute */
  chooseOwnTemplate(path: string): void {
    this.#ownTemplate = path;
    this.choose({ template: OWN_TEMPLATE, fields: {} });
  }

  /** Keeps what is chosen, but for the columns, under a name. */
  savePreset(name: string): void {
    const { fields: _, name: pattern, ...chosen } = this.#choices;
    const ownTemplate = chosen.template === OWN_TEMPLATE ? (this.#ownTemplate ?? null) : null;
    this.#options.presets.save({ ...chosen, name, pattern, ownTemplate });
    this.#tell();
  }

  /** @throws PdfPromptError `input-invalid` where there is none of this name */
  applyPreset(name: string): void {
    const preset = this.#options.presets.get(name);
    if (!preset) throw new PdfPromptError("input-invalid", "There is no preset of this name any more.");
    const { name: _, pattern, ownTemplate, ...chosen } = preset;
    const before = this.#template();
    if (ownTemplate !== null) this.#ownTemplate = ownTemplate;
    const after = chosen.template === OWN_TEMPLATE ? this.#ownTemplate : (chosen.template ?? undefined);
    // The fields of another template are others.
    const fields = after === before ? this.#choices.fields : {};
    this.choose({ ...chosen, name: pattern, fields });
  }

  removePreset(name: string): void {
    this.#options.presets.remove(name);
    this.#tell();
  }

  /** @param folder absolute */
  chooseOutputFolder(folder: string): void {
    this.#outputFolder = folder;
    this.#again();
  }

  /**
   * The PDF of one of the first prompts. Another call gives this one up.
   * @throws PdfPromptError as the job would fail; `cancelled` when it was given up
   */
  async preview(index: number): Promise<ImportPreview> {
    this.#rendering.abort();
    this.#rendering = new AbortController();
    const prompt = this.#kept.at(index);
    // Another look has begun: it is told when its prompts are there.
    if (!prompt) throw new PdfPromptError("cancelled", "This prompt is not there to be looked at any more.");
    const { found, name } = prompt;
    const pdf = await this.#options.looker.preview(found, this.#settings(), this.#rendering.signal);
    if (pdf.byteLength > MOST_PREVIEW_BYTES) {
      throw new PdfPromptError("input-invalid", "This PDF is too large to be shown here. Open it when it is made.");
    }
    return { pdf, name, source: found.source, line: found.line };
  }

  /** What is to be queued. The session looks no more. */
  take(): ChosenImport {
    const { inputs } = this.#options;
    if (this.#problem) throw new PdfPromptError(this.#problem.code, this.#problem.message);
    const map = this.#fieldMap();
    this.close();
    return {
      items: this.#items(map),
      itemsAgain: () => this.#items(map),
      // Another choice of columns makes other prompts of the same files: it is another call.
      inputs: Object.keys(map).length === 0 ? inputs : [...inputs, JSON.stringify(map)],
      label: labelOf(inputs),
      outDir: this.#outputFolder,
      settings: this.#settings(),
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#look.abort();
    this.#rendering.abort();
  }

  #again(): void {
    this.#look.abort();
    this.#rendering.abort();
    this.#isReading = true;
    this.#result = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#begin(), SETTLE_MS);
    this.#tell();
  }

  async #begin(): Promise<void> {
    this.#look = new AbortController();
    const { signal } = this.#look;
    this.#problem = this.#nameProblem();
    try {
      if (!this.#problem) await this.#lookAtAll(signal);
    } catch (error) {
      if (!signal.aborted) this.#problem = toProblem(error);
    }
    if (signal.aborted) return;
    this.#isReading = false;
    this.#tell();
  }

  #nameProblem(): Problem | null {
    const message = this.#choices.name === "" ? undefined : namePatternProblem(this.#choices.name);
    return message === undefined ? null : { code: "input-invalid", message };
  }

  async #lookAtAll(signal: AbortSignal): Promise<void> {
    const { looker, inputs } = this.#options;
    const template = this.#template();
    const templateFields = template === undefined ? [] : await looker.fieldsOf(template);
    if (signal.aborted) return;
    this.#templateFields = templateFields;
    const found = new FoundFiles(inputs);
    this.#found = found;
    // Which column fills a field is known when the columns are: the first look finds them, a second one uses them.
    const isFirst = this.#columns.length === 0;
    const map = this.#fieldMap();
    this.#lookNumber += 1;
    this.#seen = 0;
    this.#kept = new KeptPrompts();
    let toldAt = performance.now();
    const preflight = await looker.preflight({
      items: this.#items(map, found),
      outDir: this.#outputFolder,
      settings: this.#settings(),
      signal,
      onLook: (count) => {
        this.#seen = count;
        if (performance.now() - toldAt < TELL_MS) return;
        toldAt = performance.now();
        this.#tell();
      },
      onRead: (source, isRejected) => found.count(source, isRejected),
      onPlanned: (prompt, output) => {
        if (this.#kept.keep(prompt, output)) this.#tell();
      },
    });
    if (signal.aborted) return;
    this.#columns = found.columns;
    if (isFirst && JSON.stringify(this.#fieldMap()) !== JSON.stringify(map)) {
      await this.#lookAtAll(signal);
      return;
    }
    this.#result = toResult(preflight, new Set(Object.values(map)));
  }

  #items(map: Record<string, string>, found?: FoundFiles): AsyncIterable<IntakeItem> {
    const template = this.#template();
    const items = readInputs(this.#options.inputs, {
      cwd: this.#outputFolder,
      openOrigin: this.#options.openOrigin,
      onFile: (file) => found?.read(file),
      // With one, no row is refused for want of a column "prompt": which column that is may be chosen here.
      template: template ?? "plain",
    });
    return mapFields(found ? found.watch(items) : items, map, template === undefined);
  }

  #fieldMap(): Record<string, string> {
    return fieldMap(fieldsFor(this.#templateFields, this.#columns, this.#choices.fields), this.#columns);
  }

  #template(): string | undefined {
    const { template } = this.#choices;
    return template === OWN_TEMPLATE ? this.#ownTemplate : (template ?? undefined);
  }

  #settings(): BatchSettings {
    const { name, onConflict, options } = this.#choices;
    return settingsFrom({ ...this.#options.defaults, name, onConflict, options }, this.#template());
  }

  #tell(): void {
    this.#options.onView(this.view);
  }
}

/** The name of a batch of these inputs. */
export function labelOf(inputs: readonly string[]): string {
  return inputs.map((path) => basename(path)).join(", ");
}
