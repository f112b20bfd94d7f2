import { formatCount } from '../../base/format';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** "1 address", "214 failed logins". @param many where adding "s" is not enough */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A span in the words of a sentence: "5 minutes", "3 hours", "2 days". */
export function spanWords(milliseconds: number): string {
  if (milliseconds < 90_000) return counted(Math.max(1, Math.round(milliseconds / 1000)), 'second');
  if (milliseconds < 90 * minute) return counted(Math.round(milliseconds / minute), 'minute');
  if (milliseconds < 48 * hour) return counted(Math.round(milliseconds / hour), 'hour');
  return counted(Math.round(milliseconds / day), 'day');
}

/**
 * One word of the stream's filter. Quotes cannot stand in it, and a client of IPv6 is found by the beginning of its addresses.
 */
export function filterWord(field: 'ip' | 'user' | 'route' | 'event', value: string): string {
  const plain = value
    .replace(/(?:::\/64)$/, ':')
    .replaceAll('"', '')
    .slice(0, 200);
  return /\s/.test(plain) ? `"${field}:${plain}"` : `${field}:${plain}`;
}

/** A subject in a sentence: short, on one line. Still untrusted, as all of a finding's texts. */
export function named(subject: string): string {
  const line = subject.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
