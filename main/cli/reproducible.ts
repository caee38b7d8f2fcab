import { DEFAULT_EPOCH_SECONDS, MAX_EPOCH_SECONDS } from "../../shared/reproducible";
import { UsageError } from "./command-context";

/** The environment variable that builds agree on. */
const VARIABLE = "SOURCE_DATE_EPOCH";

/**
 * What counts as now for reproducible PDFs, in seconds since 1970; undefined where they are not asked for.
 * @throws UsageError naming the variable with a bad value
 */
export function epochSeconds(
  { reproducible }: { reproducible: boolean },
  environment: NodeJS.ProcessEnv,
): number | undefined {
  if (!reproducible) return undefined;
  const given = environment[VARIABLE]?.trim() ?? "";
  if (given === "") return DEFAULT_EPOCH_SECONDS;
  const seconds = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN;
  if (seconds <= MAX_EPOCH_SECONDS) return seconds;
  throw new UsageError(`${VARIABLE} must be a whole number of seconds since 1970, it is "${given}".`);
}
