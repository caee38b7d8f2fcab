import type { ImportResult } from "../../../shared/import";
import type { Preflight } from "../../worker";

/** The first so many are shown of all that would fail, and of the fields that no template uses. */
const PROBLEMS_SHOWN = 100;
const FIELDS_SHOWN = 20;

/** What adding would come to, as the sheet shows it. @param filling columns that fill a field: they are used by way of it */
export function toResult(preflight: Preflight, filling: ReadonlySet<string>): ImportResult {
  const { toRender, unchanged, rejected, composed, failing, renamed, replaced, warningCount, estimate } = preflight;
  return {
    ...{ toRender, unchanged, rejected, composed, failing, renamed, replaced, warningCount },
    unusedFields: preflight.unusedFields
      .map(({ field }) => field)
      .filter((field) => !filling.has(field))
      .slice(0, FIELDS_SHOWN),
    failures: preflight.failures.slice(0, PROBLEMS_SHOWN),
    failureCount: rejected + failing,
    seconds: estimate.seconds,
  };
}
