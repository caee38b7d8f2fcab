import type { ImportField } from "../../../shared/import";
import { nearest } from "../../../shared/nearest";
import { type FieldMap, PROMPT_FIELDS } from "./map-fields";

/**
 * The fields that columns can fill: the text and the title of a prompt, and those that its template mentions.
 * @param chosen field → column, an empty text for none
 */
export function fieldsFor(
  templateFields: readonly string[],
  columns: readonly string[],
  chosen: FieldMap,
): ImportField[] {
  if (columns.length === 0) return [];
  const names = [...new Set([...PROMPT_FIELDS, ...templateFields])];
  const filled = names.map((name) => {
    const column = Object.hasOwn(chosen, name) ? chosen[name] : columnFor(name, columns);
    return { name, column: column || null };
  });
  const taken = new Set(filled.map(({ column }) => column));
  const left = columns.filter((column) => !taken.has(column));
  return filled.map((field) => {
    const isOpen = field.column === null && !Object.hasOwn(chosen, field.name);
    return { ...field, suggestion: (isOpen ? nearest(field.name, left) : undefined) ?? null };
  });
}

/** The map that these fields come to: those that another column fills than that of their name, or none. */
export function fieldMap(fields: readonly ImportField[], columns: readonly string[]): Record<string, string> {
  const wanted = ({ name, column }: ImportField) => column ?? (columns.includes(name) ? "" : name);
  return Object.fromEntries(
    fields.filter((field) => wanted(field) !== field.name).map((field) => [field.name, wanted(field)]),
  );
}

/** The column of this name, or of the same name in another way of writing: `First Name` for `first_name`. */
function columnFor(name: string, columns: readonly string[]): string | undefined {
  if (columns.includes(name)) return name;
  return columns.find((column) => plain(column) === plain(name));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]+/g, "");
}
