/** 1980-01-01T00:00:00Z in seconds since 1970: what counts as now in reproducible PDFs where nobody says otherwise. */
export const DEFAULT_EPOCH_SECONDS = 315_532_800;
/** 9999-12-31T23:59:59Z: a PDF writes years with four digits. */
export const MAX_EPOCH_SECONDS = 253_402_300_799;

/** The environment variable that builds agree on. */
export const EPOCH_VARIABLE = "SOURCE_DATE_EPOCH";

/**
 * What counts as now in reproducible PDFs, in seconds since 1970.
 * @param given value of {@link EPOCH_VARIABLE}, if it is set
 * @returns undefined where that is no such number
 */
export function epochFrom(given: string | undefined): number | undefined {
  const text = given?.trim() ?? "";
  if (text === "") return DEFAULT_EPOCH_SECONDS;
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= MAX_EPOCH_SECONDS ? seconds : undefined;
}
