import type { Problem } from "../../shared/errors";
import { inOwnWords, MESSAGE_LANGUAGE } from "../format/problem";

interface ProblemReasonProps {
  problem: Pick<Problem, "code" | "message">;
  /** Not where the same was said just before. */
  hasAdvice?: boolean;
}

/** Why something failed: the message; in another language than its, what kind of failure it is and what helps, too. */
export function ProblemReason({ problem: { code, message }, hasAdvice = true }: ProblemReasonProps) {
  const own = inOwnWords(code);
  if (!own) return message;
  return (
    <>
      <strong>{own.headline}.</strong> {hasAdvice && `${own.advice} `}
      <span lang={MESSAGE_LANGUAGE}>{message}</span>
    </>
  );
}
