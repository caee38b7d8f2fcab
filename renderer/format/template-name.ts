import { BUILTIN_TEMPLATES } from "../../shared/templates";
import { t } from "../i18n";
import { lastPart } from "./place";

/** What people call a template: a built-in one by its name, a file without its folders. Null is the one for all others. */
export function templateName(template: string | null): string {
  const builtin = BUILTIN_TEMPLATES.find((name) => name === (template ?? "plain"));
  return builtin ? t(`templates.${builtin}`) : lastPart(template ?? "");
}
