import { EPOCH_VARIABLE, epochFrom } from "../../shared/reproducible";
import { UsageError } from "./command-context";

/**
 * What counts as now for reproducible PDFs, in seconds since 1970; undefined where they are not asked for.
 * @throws UsageError naming the variable with a bad value
 */
export function epochSeconds(
  { reproducible }: { reproducible: boolean },
  environment: NodeJS.ProcessEnv,
): number | undefined {
  if (!reproducible) return undefined;
  const given = environment[EPOCH_VARIABLE];
  const seconds = epochFrom(given);
  if (seconds !== undefined) return seconds;
  throw new UsageError(`${EPOCH_VARIABLE} must be a whole number of seconds since 1970, it is "${given?.trim()}".`);
}
