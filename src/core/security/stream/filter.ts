import { isOpsError, messageOf } from '../../base/errors';
import { type LogLevel, logLevelOf, severityOf } from '../level';
import type { StreamEntry } from './entry';
import { compilePattern } from './pattern';

/** What somebody wants to see of a stream. */
export interface StreamFilter {
  /**
   * Words that all have to occur, in any case; "a b" in double quotes is one word. `ip:` `user:` `event:` `route:`
   * `channel:` look into that field: a value without quotes is a part of it, in quotes all of it. Several values of one
   * field are alternatives. `level:error` is that level alone, `level:error+` it and above. `status:404`, `status:4xx`.
   * With "-" before it, a term must not hold.
   */
  readonly text: string;
  /** `text` is a JavaScript regular expression for the whole record instead. */
  readonly regex: boolean;
  /** This level and above; records of no known level always pass. */
  readonly level: LogLevel;
  /** Milliseconds since 1970, from included, to not. Records of no known moment are outside every range. */
  readonly from?: number;
  readonly to?: number;
}

/** A filter that is ready for use. */
export interface CompiledFilter {
  matches(entry: StreamEntry): boolean;
  /** The same without the range of time. */
  matchesAnyTime(entry: StreamEntry): boolean;
  /** A text that stands in every matching record as written, for `LogSearch`. */
  readonly contains?: string;
}

/** Shows everything. */
export const openFilter: StreamFilter = { text: '', regex: false, level: 'debug' };

const textFields = ['ip', 'user', 'event', 'route', 'channel'] as const;
const fieldName = /^(ip|user|event|route|channel|level|status):/;

interface Term {
  readonly field: string | undefined;
  readonly value: string;
  readonly negated: boolean;
  readonly exact: boolean;
}

/**
 * Compiles a filter; a test takes time linear in the length of a record, whatever was typed or logged.
 *
 * @returns a sentence instead when the regular expression cannot be used
 */
export function compileFilter(filter: StreamFilter): CompiledFilter | { readonly problem: string } {
  const least = severityOf(filter.level);
  const { from = -Infinity, to = Infinity } = filter;
  const bounded = filter.from !== undefined || filter.to !== undefined;
  const inTime = ({ event: { time } }: StreamEntry): boolean =>
    !bounded || (time !== undefined && time >= from && time < to);
  const loud = ({ record: { level } }: StreamEntry): boolean => level === undefined || severityOf(level) >= least;
  try {
    const terms = filter.regex ? [] : termsOf(filter.text);
    const said = filter.regex ? patternTest(filter.text) : termsTest(terms);
    const contains = containsOf(terms);
    const matchesAnyTime = (entry: StreamEntry): boolean => loud(entry) && said(entry);
    return {
      matchesAnyTime,
      matches: (entry) => inTime(entry) && matchesAnyTime(entry),
      ...(contains === undefined ? {} : { contains }),
    };
  } catch (error) {
    if (!isOpsError(error, 'badPattern')) throw error;
    return { problem: messageOf(error) };
  }
}

function patternTest(text: string): (entry: StreamEntry) => boolean {
  if (text === '') return () => true;
  const pattern = compilePattern(text);
  return ({ record }) => pattern.test(record.raw) || pattern.test(record.message);
}

function termsTest(terms: readonly Term[]): (entry: StreamEntry) => boolean {
  const words = terms.filter(({ field }) => field === undefined);
  const byField = new Map<string, Term[]>();
  for (const term of terms) {
    if (term.field === undefined) continue;
    const key = `${term.negated} ${term.field}`;
    byField.set(key, [...(byField.get(key) ?? []), term]);
  }
  const groups = Array.from(byField.values(), (group) => ({
    negated: group[0]?.negated === true,
    tests: group.map(fieldTest),
  }));
  return (entry) => {
    for (const { negated, tests } of groups) if (tests.some((test) => test(entry)) === negated) return false;
    if (words.length === 0) return true;
    const text = searched(entry);
    return words.every(({ value, negated }) => text.includes(value) !== negated);
  };
}

function fieldTest({ field, value, exact }: Term): (entry: StreamEntry) => boolean {
  const textField = textFields.find((each) => each === field);
  if (textField !== undefined)
    return ({ record }) => {
      const written = (record[textField] ?? '').toLowerCase();
      return exact ? written === value : written.includes(value);
    };
  if (field === 'status') {
    const wanted = value.replace(/x+$/, '');
    return ({ record }) => {
      const status = record.status === undefined ? '' : String(record.status);
      return status !== '' && (wanted.length === value.length ? status === value : status.startsWith(wanted));
    };
  }
  const level = logLevelOf(value.replace(/\+$/, ''));
  if (level === undefined) return () => false;
  const above = value.endsWith('+');
  return ({ record }) =>
    record.level !== undefined && (above ? severityOf(record.level) >= severityOf(level) : record.level === level);
}

function termsOf(text: string): readonly Term[] {
  const parts = text.toLowerCase().match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  return parts.flatMap((part) => {
    const negated = part.startsWith('-') && part.length > 1;
    const rest = negated ? part.slice(1) : part;
    const field = fieldName.exec(rest)?.[1];
    const written = field === undefined ? rest : rest.slice(field.length + 1);
    const value = written.replaceAll('"', '');
    // "ip:" alone is somebody who is still typing.
    return value === '' ? [] : [{ field, value, negated, exact: written.startsWith('"') }];
  });
}

/** `raw` has the escapes of JSON, so what was read of it is searched beside it. */
function searched({ record }: StreamEntry): string {
  return `${record.event ?? ''}\n${record.user ?? ''}\n${record.message}\n${record.raw}`.toLowerCase();
}

/**
 * The longest word that must stand in the record as written. Not everything that is searched is written: the event may
 * have been recognised ("Signed in" is `login`), and in JSON other characters may be escaped. So a word must hold
 * something that is in no event's name, and nothing that any encoder escapes.
 */
function containsOf(terms: readonly Term[]): string | undefined {
  const words = terms.filter(
    ({ field, negated, value }) =>
      field === undefined && !negated && /^[\w .:@,;=?!+*#()[\]-]+$/.test(value) && /\W/.test(value),
  );
  return words.map(({ value }) => value).sort((a, b) => b.length - a.length)[0];
}

/** A term for a field of an entry, as one types it: in quotes, because it means all of it. */
export function fieldTerm(field: string, value: string): string {
  return `${field}:"${value.replaceAll('"', '').replace(/\s+/g, ' ')}"`;
}
