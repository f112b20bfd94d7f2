/** A moment as Monolog writes it: ISO 8601 or "2026-11-23 13:02:10", with or without parts of a second and a zone. */
const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,]\d+)?\s?(Z|[+-]\d{2}:?\d{2})?$/;

const two = (value: number): string => String(value).padStart(2, '0');

/** The calendar day of a moment where the clock is `zone` ("+02:00", "Z"), or here where the log names none. */
function dayIn(zone: string | undefined, now: Date): string {
  if (zone === undefined) return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const sign = zone.startsWith('-') ? -1 : 1;
  const [hours = '0', minutes = '0'] = zone.replace(/[^\d]/g, '').match(/\d\d/g) ?? [];
  const ahead = zone === 'Z' ? 0 : sign * (Number(hours) * 60 + Number(minutes));
  return new Date(now.getTime() + ahead * 60_000).toISOString().slice(0, 10);
}

/**
 * A log's moment short enough for a column: "13:02:10" for today, else "11-22 13:02:10", by the clock of the log, whose
 * zone is not changed. What is written otherwise stays as it is.
 */
export function logTime(at: string, now: Date): string {
  const [, day, time, zone] = written.exec(at) ?? [];
  if (day === undefined || time === undefined) return at;
  if (day === dayIn(zone, now)) return time;
  return day.slice(0, 4) === dayIn(zone, now).slice(0, 4) ? `${day.slice(5)} ${time}` : `${day} ${time}`;
}
