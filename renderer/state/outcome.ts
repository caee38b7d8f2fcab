import type { AddOutcome } from "../../shared/ipc";
import { texts } from "../texts";

/** What became of an addition, in a line: `128 queued, 12 unchanged`. What was rejected has a notice of its own. */
export function summarizeOutcome({ queued, unchanged }: AddOutcome): {
  title: string;
  message: string;
  /** Whether something was queued. */
  isGood: boolean;
} {
  const { outcome } = texts;
  if (queued + unchanged === 0) {
    return { title: outcome.nothingFound, message: outcome.nothingFoundNote, isGood: false };
  }
  const parts = [outcome.queued(queued), ...(unchanged > 0 ? [outcome.unchanged(unchanged)] : [])];
  const title = queued > 0 ? outcome.title : outcome.nothingNew;
  return { title, message: parts.join(", "), isGood: queued > 0 };
}
