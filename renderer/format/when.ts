import { language } from "../i18n";

/** A moment in the window's language, from milliseconds since 1970. */
export function formatWhen(ms: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "medium" }).format(ms);
}
