import { basename, dirname } from "node:path";
import pLimit from "p-limit";
import { type BatchSettings, batchSettingsSchema } from "../../../shared/batch";
import { PdfPromptError } from "../../../shared/errors";
import type { TemplateList, TemplateSample } from "../../../shared/gallery";
import type { FoundPrompt } from "../../../shared/stages";
import { BUILTIN_TEMPLATES } from "../../../shared/templates";
import { readText } from "../../intake";
import type { Looker } from "../../worker";
import { FileWatch } from "./file-watch";
import { TemplatePlaces } from "./places";
import { builtinSample, ownSample, readSample, type Sample } from "./samples";

/** A PDF beyond this is made, not shown here. */
const MOST_PREVIEW_BYTES = 30_000_000;

export interface TemplateGalleryOptions {
  looker: Pick<Looker, "fieldsOf" | "preview">;
  /** Absolute path of the bundled samples of templates. */
  samplesFolder: string;
  /** Where the list of the user's own places is kept. Absolute. */
  placesFile: string;
  /** Milliseconds between two looks at the files of the template that is open. */
  lookMs?: number;
}

/** A template that is looked at: what is tried in it, and what watches its files. */
interface OpenTemplate {
  id: string;
  sample: Sample;
  files: FileWatch | undefined;
}

/**
 * The templates that there are, each with something to be tried in it, printed live. One is open at a time, as the window
 * shows one; a preview gives up the one before, and pictures are printed one by one: the queue's work goes on beside both.
 */
export class TemplateGallery {
  readonly places: TemplatePlaces;
  readonly #options: TemplateGalleryOptions;
  readonly #onePicture = pLimit(1);
  readonly #closing = new AbortController();
  #rendering = new AbortController();
  #open: OpenTemplate | undefined;
  /** Grows with each opening and closing: what was begun before is out of date. */
  #turn = 0;
  #onChange: (template: string) => void = () => undefined;

  constructor(options: TemplateGalleryOptions) {
    this.#options = options;
    this.places = new TemplatePlaces(options.placesFile);
  }

  /** Calls back when a file changed that the template which is open is made of. */
  watch(onChange: (template: string) => void): void {
    this.#onChange = onChange;
  }

  get list(): TemplateList {
    return { builtin: BUILTIN_TEMPLATES, places: this.places.list };
  }

  /**
   * What a batch calls the template: a built-in one's name or an absolute path.
   * @throws PdfPromptError `input-invalid` where there is none with this id
   */
  templateOf(id: string): string {
    const template = BUILTIN_TEMPLATES.find((name) => name === id) ?? this.places.pathOf(id);
    if (template !== undefined) return template;
    throw new PdfPromptError("input-invalid", "This template is not in the gallery any more.");
  }

  /** The fields of the data that the template mentions. @throws PdfPromptError `template-failed` */
  async fieldsOf(id: string): Promise<string[]> {
    return this.#options.looker.fieldsOf(this.templateOf(id));
  }

  /** The PDF of a template's own sample. */
  picture(id: string): Promise<Uint8Array> {
    return this.#onePicture(async () => {
      const { path, text } = await this.#sampleOf(id);
      return this.#print(id, { path, text }, this.#closing.signal);
    });
  }

  /**
   * Looks at a template from now on, with its own sample.
   * @throws PdfPromptError `input-unreadable` where its sample cannot be read, `cancelled` where another was opened meanwhile
   */
  async open(id: string): Promise<TemplateSample> {
    this.close();
    const turn = this.#turn;
    const sample = await this.#sampleOf(id);
    if (turn !== this.#turn) throw new PdfPromptError("cancelled", "Another template was opened.");
    const own = this.places.pathOf(id);
    const files = own === undefined ? undefined : new FileWatch(() => this.#onChange(id), this.#options.lookMs);
    this.#open = { id, sample, files };
    // The folder, too: an include that was missing may come.
    if (own !== undefined) await files?.add([own, dirname(own)]);
    return toView(sample);
  }

  /** Tries the text of this file from now on. @param path absolute */
  async tryFile(id: string, path: string): Promise<TemplateSample> {
    const open = this.#openOf(id);
    open.sample = await readSample(path);
    return toView(open.sample);
  }

  /**
   * The PDF of the first prompt of a text that stands for the contents of the sample. Another call gives this one up.
   * @throws PdfPromptError with its place where the text is no prompt or the template fails; `cancelled` when given up
   */
  async preview(id: string, text: string): Promise<Uint8Array> {
    const { sample, files } = this.#openOf(id);
    this.#rendering.abort();
    this.#rendering = new AbortController();
    const { signal } = this.#rendering;
    let watched = Promise.resolve();
    try {
      return await this.#print(id, { path: sample.path, text }, signal, (paths) => {
        watched = files?.add(paths) ?? watched;
      });
    } finally {
      // Whoever has the page is told of the next change.
      await watched;
    }
  }

  /** Looks at no template any more. */
  close(): void {
    this.#turn += 1;
    this.#rendering.abort();
    this.#open?.files?.close();
    this.#open = undefined;
  }

  /** Ends all that is under way. */
  end(): void {
    this.close();
    this.#closing.abort();
  }

  #openOf(id: string): OpenTemplate {
    if (this.#open?.id === id) return this.#open;
    throw new PdfPromptError("cancelled", "This template is not looked at any more.");
  }

  async #sampleOf(id: string): Promise<Sample> {
    const builtin = BUILTIN_TEMPLATES.find((name) => name === id);
    if (builtin) return builtinSample(this.#options.samplesFolder, builtin);
    // What is wrong with a template is told where it is printed.
    return ownSample(this.templateOf(id), await this.fieldsOf(id).catch(() => []));
  }

  async #print(
    id: string,
    { path, text }: Sample,
    signal: AbortSignal,
    onFiles?: (paths: readonly string[]) => void,
  ): Promise<Uint8Array> {
    const settings: BatchSettings = batchSettingsSchema.parse({ template: this.templateOf(id) });
    const found = await firstPrompt(path, text);
    const pdf = await this.#options.looker.preview(found, settings, signal, onFiles);
    if (pdf.byteLength <= MOST_PREVIEW_BYTES) return pdf;
    throw new PdfPromptError("input-invalid", "This PDF is too large to be shown here.");
  }
}

/** The first prompt of a text, without the template that it may name itself: another one is looked at. */
async function firstPrompt(path: string, text: string): Promise<FoundPrompt> {
  // With a template, a record needs no text of its own.
  for await (const item of readText(path, text, { template: "plain" })) {
    if (item.kind === "rejected") {
      const { code, message, ...place } = item.problem;
      throw new PdfPromptError(code, message, place);
    }
    const { template: _, ...prompt } = item.found.prompt;
    return { ...item.found, prompt };
  }
  throw new PdfPromptError("input-invalid", "There is no prompt in it.", { source: path, line: 1 });
}

function toView({ path, text }: Sample): TemplateSample {
  return { name: basename(path), text };
}
