import type { BatchSettings } from "../../shared/batch";
import type { Problem } from "../../shared/errors";
import { nearest } from "../../shared/nearest";
import type { FoundPrompt, IntakeItem } from "../../shared/stages";
import { FIELDS_OF_ALL, isBuiltin, TEMPLATE_FIELDS } from "../../shared/template-fields";
import { BUILTIN_TEMPLATES, type BuiltinTemplate } from "../../shared/templates";
import { fieldsInName } from "../publish";

/** So many fields are told apart; whoever has more has data that are for something else as well. */
const MOST_FIELDS = 1000;
/** A name that has another in mind differs in more: `price` is no slip of `place`, as `adress` is of `address`. */
const LETTERS_PER_SLIP = 4;

/** A field of the data that neither a built-in template nor the name of the output reads. */
interface UnknownField {
  /** A member of an object behind a dot: `recipient.adress`. */
  field: string;
  /** The field that was most likely meant: of nearly the same name, and not in the data. */
  meant: string | undefined;
}

/** What the data of a batch have that its built-in templates do not know. */
export interface UnknownFields {
  /** Of each that is nearly called like a field that is missing, one: a slip, which leaves something out of every page. */
  slips: Problem[];
  /** All others, by template: data may be for something else as well. */
  others: { template: BuiltinTemplate; fields: string[] }[];
}

/** What each built-in template reads: fields, and the members of those that are objects. */
const KNOWN = new Map(
  BUILTIN_TEMPLATES.map((template) => {
    const paths = TEMPLATE_FIELDS[template];
    const membersOf = (field: string) =>
      paths.filter((path) => path.startsWith(`${field}.`)).map((path) => path.slice(field.length + 1));
    const fields = [...FIELDS_OF_ALL, ...paths.filter((path) => !path.includes("."))];
    return [template, new Map(fields.map((field) => [field, membersOf(field)]))];
  }),
);

type Settings = Pick<BatchSettings, "template" | "name">;

/** Looks at the prompts of a batch, one after the other, and keeps each field that is not known once. */
export class FieldWatch {
  readonly #settings: Settings;
  readonly #slips: Problem[] = [];
  readonly #others = new Map<BuiltinTemplate, string[]>();
  readonly #told = new Set<string>();
  readonly #templates = new Set<BuiltinTemplate>();
  #columns: readonly string[] | undefined;
  #template: string | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  see(item: IntakeItem): void {
    if (item.kind !== "prompt") return;
    const { found, columns, headerLine = item.found.line } = item;
    const template = found.prompt.template ?? this.#settings.template;
    // All rows of a table have the same fields, but in a column of JSON: its first one tells of all.
    if (columns && columns === this.#columns && template === this.#template && !columns.includes("data")) return;
    [this.#columns, this.#template] = [columns, template];
    if (template === undefined || !isBuiltin(template)) return;
    this.#templates.add(template);
    if (this.#told.size >= MOST_FIELDS) return;
    for (const unknown of unknownFields(template, found, this.#settings, this.#told)) {
      this.#told.add(keyOf(template, unknown.field));
      if (unknown.meant !== undefined) {
        this.#slips.push(
          toProblem(template, unknown, found.source, columns?.includes(unknown.field) ? headerLine : found.line),
        );
        continue;
      }
      const others = this.#others.get(template);
      if (others) others.push(unknown.field);
      else this.#others.set(template, [unknown.field]);
    }
  }

  report(): UnknownFields {
    // Rows of one table may have several templates: a column is there for those that read it.
    const isRead = (field: string) => [...this.#templates].some((template) => KNOWN.get(template)?.has(field));
    const others = [...this.#others].map(([template, fields]) => ({
      template,
      fields: fields.filter((field) => !isRead(field)),
    }));
    return { slips: this.#slips, others: others.filter(({ fields }) => fields.length > 0) };
  }
}

/** The slips of one prompt alone, as its warnings. */
export function slipsOf(found: FoundPrompt, settings: Settings): Problem[] {
  const template = found.prompt.template ?? settings.template;
  if (template === undefined || !isBuiltin(template)) return [];
  return unknownFields(template, found, settings)
    .filter(({ meant }) => meant !== undefined)
    .map((unknown) => toProblem(template, unknown, found.source, found.line));
}

/** @param told fields that need not be looked at again, each behind its template: to look for what was meant takes time */
function unknownFields(
  template: BuiltinTemplate,
  found: FoundPrompt,
  { name }: Settings,
  told: ReadonlySet<string> = new Set(),
): UnknownField[] {
  const { title, data = {} } = found.prompt;
  const known = KNOWN.get(template);
  if (!known) return [];
  const fields = Object.keys(data);
  const all = title === undefined ? [...known.keys(), "title"] : [...known.keys()];
  const left = fields.filter((field) => !known.has(field)).map((field) => ({ field, before: "", given: fields, all }));
  for (const field of fields) {
    const members = known.get(field) ?? [];
    if (members.length === 0) continue;
    const given = membersOf(data[field]);
    const unknown = given.filter((member) => !members.includes(member));
    left.push(...unknown.map((member) => ({ field: member, before: `${field}.`, given, all: members })));
  }
  const news = left.filter(({ field, before }) => !told.has(keyOf(template, before + field)));
  if (news.length === 0) return [];
  const named = fieldsInName(name, found);
  return news
    .filter(({ field, before }) => !named.includes(before + field) && !named.includes(before.slice(0, -1) || field))
    .map(({ field, before, given, all }) => {
      // What another template reads is no slip.
      const isOthers = before === "" && BUILTIN_TEMPLATES.some((other) => KNOWN.get(other)?.has(field));
      const missing = isOthers ? [] : all.filter((other) => !given.includes(other));
      const meant = nearest(field, missing, LETTERS_PER_SLIP);
      return { field: before + field, meant: meant === undefined ? undefined : before + meant };
    });
}

function keyOf(template: string, field: string): string {
  return `${template} ${field}`;
}

/** Keys of an object, or of all objects of a list. */
function membersOf(value: unknown): string[] {
  const objects = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "object" && one !== null);
  return [...new Set(objects.flatMap((one: object) => (Array.isArray(one) ? [] : Object.keys(one))))];
}

function toProblem(template: string, { field, meant }: UnknownField, source: string, line: number): Problem {
  const message =
    `The template ${template} has no field "${field}", so what it holds is not printed. Did you mean "${meant}"? ` +
    "Rename it, or leave it out.";
  return { code: "input-invalid", message, source, line };
}
