/** A point in time, and how far the zone it was written in is ahead of UTC. */
export interface Moment {
  date: Date;
  offsetMinutes: number;
}

const WRITTEN_SO = 'write it like 2026-01-30, 2026-01-30T14:05, or "30 January 2026"';

const ISO = /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;
/** The month in letters: nothing but English can be read alike everywhere, and days cannot be taken for months. */
const WRITTEN_OUT =
  /^(?:[a-z]{3,9}\.?,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}))$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES = [
  ...["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"],
  "december",
];

/**
 * Reads a date as data carry it. Without a zone it is taken for UTC and printed in UTC, so that it comes out as it was
 * written; with one it is printed in that zone.
 * @param value ISO 8601, an English date with the month in letters, `now`, `today`, or seconds since 1970
 * @param epochSeconds what `now` and `today` are; undefined: the machine's clock and zone
 * @throws Error with the reason, for what is none of them or not in the calendar
 */
export function parseMoment(value: unknown, epochSeconds: number | undefined): Moment {
  if (value === "now" || value === "today") {
    if (epochSeconds !== undefined) return { date: new Date(epochSeconds * 1000), offsetMinutes: 0 };
    const date = new Date();
    return { date, offsetMinutes: -date.getTimezoneOffset() };
  }
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { date: value, offsetMinutes: 0 };
  const text = String(value).trim();
  if (/^\d{9,11}$/.test(text)) return { date: new Date(Number(text) * 1000), offsetMinutes: 0 };
  const moment = readIso(text) ?? readWrittenOut(text);
  if (moment) return moment;
  throw new Error(`"${text.slice(0, 100)}" is no date; ${WRITTEN_SO}`);
}

function readIso(text: string): Moment | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "0", zone] = match;
  const local = calendarDate(Number(year), Number(month), Number(day), text);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new Error(`"${text}" is no time of a day; ${WRITTEN_SO}`);
  }
  const offsetMinutes = offsetOf(zone);
  local.setUTCHours(Number(hour), Number(minute), Number(second), Math.floor(Number(`0.${fraction}`) * 1000));
  return { date: new Date(local.getTime() - offsetMinutes * 60_000), offsetMinutes };
}

function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

function readWrittenOut(text: string): Moment | undefined {
  const match = WRITTEN_OUT.exec(text);
  if (!match) return undefined;
  const [, dayFirst, monthSecond, yearThird, monthFirst, daySecond, year] = match;
  const name = (monthSecond ?? monthFirst ?? "").toLowerCase();
  const month = MONTHS.indexOf(name.slice(0, 3)) + 1;
  if (month === 0 || !(MONTH_NAMES[month - 1]?.startsWith(name) || name === "sept")) return undefined;
  const date = calendarDate(Number(yearThird ?? year), month, Number(dayFirst ?? daySecond), text);
  return { date, offsetMinutes: 0 };
}

/** Midnight of a day that is in the calendar. */
function calendarDate(year: number, month: number, day: number, text: string): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return date;
  throw new Error(`"${text}" is not in the calendar`);
}
