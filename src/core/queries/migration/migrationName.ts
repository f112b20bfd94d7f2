import type { IndexColumn } from '../catalog/table';

/** Columns for a file's name. */
export function columnWords(columns: readonly IndexColumn[]): string {
  return columns.map((part) => ('column' in part ? part.column : 'expression')).join('_');
}

/** Longest words behind the date: file systems take 255 bytes, and people read them. */
const longest = 100;

/**
 * Name and class of a new migration: `make:migration`'s date and words, later than every other one, with a class that no
 * other one has. Of the words only letters, digits and "_" of ASCII are left.
 *
 * @param names of the application's migrations
 */
export function migrationName(
  words: string,
  names: readonly string[],
  now: Date,
): { readonly name: string; readonly className: string } {
  const slug = slugOf(words);
  const taken = new Set(names.map((name) => name.replace(/^[\d_]*/, '').toLowerCase()));
  let free = slug;
  for (let number = 2; taken.has(free); number++) free = `${slug}_${number}`;
  return { name: `${later(now, names)}_${free}`, className: classOf(free) };
}

function slugOf(words: string): string {
  const parts = words
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
    .split('_')
    .filter((part) => part !== '');
  let slug = '';
  for (const part of parts) {
    if (slug.length + part.length >= longest) break;
    slug += slug === '' ? part : `_${part}`;
  }
  return /^[a-z]/.test(slug) ? slug : `migrate_${slug}`.replace(/_$/, '');
}

/** Str::studly, for words of ASCII. */
function classOf(slug: string): string {
  return slug
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

/** "2026_11_23_101500", or a second after the latest one of the application. */
function later(now: Date, names: readonly string[]): string {
  const latest = names
    .flatMap((name) => /^(\d{4})_(\d{2})_(\d{2})_(\d{2})(\d{2})(\d{2})/.exec(name) ?? [])
    .filter((part) => part.length === 17)
    .reduce((a, b) => (a > b ? a : b), '');
  const own = stamp(now);
  // Some put a migration at the end of time on purpose.
  if (own > latest || latest.startsWith('9999')) return own;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d{4})_(\d{2})_(\d{2})_(\d{2})(\d{2})(\d{2})$/.exec(latest) ?? [];
  return stamp(new Date(Date.UTC(+year, +month - 1, +day, +hour, +minute, +second + 1)));
}

function stamp(date: Date): string {
  const text = date.toISOString();
  return `${text.slice(0, 10).replaceAll('-', '_')}_${text.slice(11, 19).replaceAll(':', '')}`;
}
