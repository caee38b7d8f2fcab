import type { ImportResult } from "../../../shared/import";
import type { Preflight } from "../../worker";

const PROBLEMS_SHOWN = 100;
const FIELDS_SHOWN = 20;

/**
 * What the sheet says of a look at all prompts.
 * @param filling columns that fill a field: they are used by way of it
 */
export function toResult(preflight: Preflight, filling: ReadonlySet<string>): ImportResult {
  const {
    toRender,
    unchanged,
    rejected,
    composed,
    failing,
    renamed,
    replaced,
    skipped,
    refused,
    warningCount,
    estimate,
  } = preflight;
  const unused = preflight.unusedFields.map(({ field }) => field).filter((field) => !filling.has(field));
  return {
    ...{ toRender, unchanged, rejected, composed, failing, renamed, replaced, skipped, refused, warningCount },
    unusedFields: unused.slice(0, FIELDS_SHOWN),
    failures: preflight.failures.slice(0, PROBLEMS_SHOWN),
    failureCount: rejected + failing,
    warnings: preflight.warnings.slice(0, PROBLEMS_SHOWN),
    seconds: estimate.seconds,
  };
}
