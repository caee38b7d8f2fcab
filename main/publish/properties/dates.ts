/** A date of PDF: `D:20261126075437+00'00'`, or with `Z` for the offset. */
const PDF_DATE = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:(Z)|([+-]\d\d)'(\d\d)'?)$/;

/** @returns the date as XMP writes it (ISO 8601); undefined where it is none */
export function xmpDate(pdfDate: string): string | undefined {
  const match = PDF_DATE.exec(pdfDate);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, zulu, offsetHours, offsetMinutes] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${zulu ?? `${offsetHours}:${offsetMinutes}`}`;
}

/** @param epochSeconds since 1970, up to the end of the year 9999 */
export function pdfDate(epochSeconds: number): string {
  const digits = new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace(/\D/g, "");
  return `D:${digits}+00'00'`;
}
