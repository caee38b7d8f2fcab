import { language } from "../i18n";

const kept = new Map<string, Intl.DateTimeFormat>();

/** A moment in the window's language, from milliseconds since 1970. */
export function formatWhen(ms: number): string {
  let format = kept.get(language());
  if (!format) {
    format = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "medium" });
    kept.set(language(), format);
  }
  return format.format(ms);
}
