import type { ErrorCode, Problem } from "../../shared/errors";
import { language, t } from "../i18n";

/** Messages come from the engine and are in this language. They say themselves what failed and what to do. */
export const MESSAGE_LANGUAGE = "en";

/** What a window in another language says in its own words, besides the message; null where that is understood. */
export function inOwnWords(code: ErrorCode): { headline: string; advice: string } | null {
  if (language() === MESSAGE_LANGUAGE) return null;
  return { headline: t(`problems.codes.${code}`), advice: t(`problems.advice.${code}`) };
}

/** Why something failed, on one line: the message, in another language after what kind of failure it is. */
export function reasonOf({ code, message }: Pick<Problem, "code" | "message">): string {
  const own = inOwnWords(code);
  return own ? `${own.headline}: ${message}` : message;
}
