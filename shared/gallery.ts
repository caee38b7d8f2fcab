/** What the gallery of templates asks, and what it is told. Own templates cross as ids, their paths only to be read by people. */
import { z } from "zod";
import type { BuiltinTemplate } from "./templates";

/** A built-in template's name, or what the main process calls one of the user's own. */
const template = z.string().min(1).max(100);

/** A text that is tried in a template may be so long. */
export const MOST_TRIED_CHARACTERS = 200_000;

export const galleryRequestSchemas = {
  listTemplates: z.strictObject({}),
  /** Let the user pick a template or a folder of them, to be shown from now on. */
  addTemplates: z.strictObject({ kind: z.enum(["file", "folder"]) }),
  /** Show them no more. */
  removeTemplates: z.strictObject({ place: z.number().int() }),
  /** Print a template's sample, to be shown small. */
  pictureTemplate: z.strictObject({ template }),
  /** Look at one template, and be told when its files change. */
  openTemplate: z.strictObject({ template }),
  closeTemplate: z.strictObject({}),
  /** The fields of the data that the template mentions. */
  templateFields: z.strictObject({ template }),
  /** Print this text, which stands for the contents of the sample, by the template that is looked at. */
  previewTemplate: z.strictObject({ template, text: z.string().max(MOST_TRIED_CHARACTERS) }),
  /** Let the user pick a file whose text is then tried instead of the sample. */
  tryTemplateFile: z.strictObject({ template }),
  /** Let the user pick files, and look at them with this template before they are queued. */
  useTemplate: z.strictObject({ template, kind: z.enum(["files", "folder"]) }),
} as const;

/** A template of the user's. */
export interface OwnTemplate {
  id: string;
  /** Name of its file, below the folder that was chosen. */
  name: string;
  /** Another one where the file has changed. */
  stamp: string;
}

/** A folder or a file that the user chose. */
export interface TemplatePlace {
  id: number;
  /** Absolute. */
  path: string;
  name: string;
  templates: OwnTemplate[];
  /** There are more than are shown. */
  isCut: boolean;
}

export interface TemplateList {
  builtin: readonly BuiltinTemplate[];
  places: TemplatePlace[];
}

/** What is tried in a template. */
export interface TemplateSample {
  /** Name of the file that it is, or could be; its ending says what the text is. */
  name: string;
  text: string;
}
