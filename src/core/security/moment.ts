import { utcOf } from './zone';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const clock = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const zonePart = String.raw`(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})| ([A-Za-z][A-Za-z0-9_+/-]{1,39}))?`;
/** "2026-11-22 20:42:43", ISO 8601 with fraction and offset; "2026/11/22 …". */
const yearFirst = new RegExp(String.raw`^(\d{4})[-/](\d{2})[-/](\d{2})[T ]${clock}${zonePart}$`);
/** nginx, Apache "22/Nov/2026:20:42:43 +0100"; PHP "22-Nov-2026 20:42:43 UTC"; RFC 2822 "Sun, 22 Nov 2026 20:42:43 +0000". */
const dayFirst = new RegExp(
  String.raw`^(?:[A-Z][a-z]{2}, )?(\d{1,2})[/ -]([A-Z][a-z]{2})[/ -](\d{4})[: ]${clock}${zonePart}$`,
);
/** "22.11.2026 20:42:43": dots stand between day and month. With slashes or dashes nobody can tell which is which. */
const dotted = new RegExp(String.raw`^(\d{2})\.(\d{2})\.(\d{4}) ${clock}${zonePart}$`);

/**
 * When a record was written, in milliseconds since 1970.
 *
 * @param at the moment as written: Laravel's "Y-m-d H:i:s", ISO 8601, the dates of nginx, Apache and PHP-FPM, RFC 2822, Unix
 *   seconds or milliseconds
 * @param zone what a moment without an offset is in: an IANA name ("Europe/Berlin", Laravel's `app.timezone`) or an offset
 *   ("+02:00"). A time that a clock shows twice is the first of both; one that it skips is taken as if it had not
 *   skipped, as PHP does
 * @returns undefined when it is not understood, or has no offset and there is no zone, or an unknown one
 */
export function timeOf(at: string, zone?: string): number | undefined {
  const text = at.length > 64 ? '' : at.trim();
  const [, seconds, fraction] = /^(\d{9,10})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1000 + milliseconds(fraction);
  if (/^\d{13}$/.test(text)) return Number(text);
  const fields = fieldsOf(text);
  if (fields === undefined) return undefined;
  const [year, month, day, hour, minute, second, part, offset, name] = fields;
  const local = localOf(Number(year), month, Number(day), Number(hour), Number(minute), Number(second ?? '0'));
  if (local === undefined) return undefined;
  const utc = utcOf(local, offset ?? name ?? zone);
  return utc === undefined ? undefined : utc + milliseconds(part);
}

type Fields = readonly [
  year: string | undefined,
  month: number,
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
  offset: string | undefined,
  zone: string | undefined,
];

function fieldsOf(text: string): Fields | undefined {
  const iso = yearFirst.exec(text);
  if (iso !== null) return [iso[1], Number(iso[2]), iso[3], iso[4], iso[5], iso[6], iso[7], iso[8], iso[9]];
  const named = dayFirst.exec(text);
  const found = named ?? dotted.exec(text);
  if (found === null) return undefined;
  const month = named === null ? Number(found[2]) : months.indexOf((found[2] ?? '').toLowerCase()) + 1;
  return [found[3], month, found[1], found[4], found[5], found[6], found[7], found[8], found[9]];
}

/** As if in UTC; undefined for the 30th of February and 25 o'clock. */
function localOf(year: number, month: number, day: number, hour: number, minute: number, second: number) {
  const local = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
  const date = new Date(local);
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
  return year >= 1970 && exists ? local + Math.max(0, second - 59) * 1000 : undefined;
}

function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
}
