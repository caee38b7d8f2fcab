import type { WatchedFolder } from "../../shared/watched-folders";
import { t } from "../i18n";
import { lastPart } from "./place";
import { reasonOf } from "./problem";

/** The state of a watched folder in words: what is wrong, and where. */
export function watchedStateText({ state, problem }: WatchedFolder): string {
  if (state === "watching" || !problem) return t("watched.states.watching");
  const { source = "", line } = problem;
  const why = reasonOf(problem);
  if (state === "unwatchable") return t("watched.states.unwatchable", { why });
  const file = lastPart(source);
  return line === undefined
    ? t("watched.states.preset-wrong", { file, why })
    : t("watched.states.preset-wrong-at", { file, line, why });
}
