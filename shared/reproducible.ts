/** 1980-01-01T00:00:00Z in seconds since 1970: what counts as now in reproducible PDFs where nobody says otherwise. */
export const DEFAULT_EPOCH_SECONDS = 315_532_800;
/** 9999-12-31T23:59:59Z: a PDF writes years with four digits. */
export const MAX_EPOCH_SECONDS = 253_402_300_799;
