import { instantInZone } from '../../base/clock';
import type { LoggedCall } from './digests';

/** A record of the application's own log, taken apart: what is needed of it here. */
export interface QueryLogRecord {
  /** The moment as written. */
  readonly at?: string;
  readonly message: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Statements as Laravel's grammars and people write them; prose that begins with such a word has not the rest. */
const statement =
  /^(?:select\s[\s\S]*[`"'?=*(]|insert\s+(?:ignore\s+)?into\s+\S|update\s+\S[\s\S]*?\sset\s+\S+\s*=|delete\s+(?:\S+\s+)?from\s+[`"\w]|replace\s+into\s+\S|with\s+(?:recursive\s+)?\S+\s+as\s*\()/i;

const units: Readonly<Record<string, number>> = { s: 1000, sec: 1000, ms: 1, μs: 0.001, µs: 0.001, us: 0.001 };
const amount = '(\\d{1,9}(?:\\.\\d{1,6})?) ?(s|sec|ms|μs|µs|us)';
const alone = new RegExp(`^${amount}$`);
/** overtrue/laravel-query-logger 3: "[database] [12.34ms] select … | GET: /uri". */
const bracketed = new RegExp(`^\\[([^\\]\\n]{1,64})\\] \\[${amount}\\] `);
/** "[12.34ms] …", "(12.34 ms) …", "SQL (12.34 ms): …" and "Query [12.34ms]: …". */
const leading = new RegExp(`^(?:(?:SQL|Query|DB) ?)?[\\[(]${amount}[\\])]:? `, 'i');
/** "… [12.34ms]", "… (12.34 ms)" at the end. */
const trailing = new RegExp(`\\s[\\[(]${amount}[\\])]$`);
const request = / \| (?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONSOLE): \S*$/;

/** Longest message that is looked at. */
const longest = 100_000;

/**
 * A statement that the application logged with its time: DB::listen with `Log::…($query->sql, ['bindings' => …, 'time' => …])`
 * (milliseconds, Illuminate\Database\Events\QueryExecuted), overtrue/laravel-query-logger, and times in brackets before or
 * behind the statement.
 *
 * @param moment reads the record's moment, of which the time zone is the application's; milliseconds since 1970
 * @returns undefined for everything that is not certainly a statement with a time
 */
export function loggedQuery(
  record: QueryLogRecord,
  moment: (written: string) => number | undefined,
): LoggedCall | undefined {
  if (record.message.length > longest) return undefined;
  const found = fromContext(record) ?? fromMessage(record.message.trim());
  if (found === undefined || !Number.isFinite(found.queryMs) || !statement.test(found.text)) return undefined;
  const atMs = record.at === undefined ? undefined : moment(record.at);
  return { ...found, text: found.text.replace(/;$/, ''), ...(atMs === undefined ? {} : { atMs }) };
}

function fromContext({ message, context }: QueryLogRecord): LoggedCall | undefined {
  if (context === undefined) return undefined;
  const queryMs = milliseconds(context);
  if (queryMs === undefined) return undefined;
  const sql = context['sql'] ?? context['query'];
  const text = typeof sql === 'string' && sql.length <= longest ? sql.trim() : message.trim();
  const bindings = context['bindings'];
  const schema = context['database'];
  return {
    text,
    queryMs,
    ...(typeof schema === 'string' ? { schema } : {}),
    ...(Array.isArray(bindings) ? { bindings } : {}),
  };
}

/** Laravel's own figure is a number of milliseconds; anything with a unit says it itself. */
function milliseconds(context: Readonly<Record<string, unknown>>): number | undefined {
  const value = context['time'] ?? context['time_ms'] ?? context['duration_ms'];
  if (typeof value === 'number' && value >= 0) return value;
  const text = value ?? context['duration'];
  if (typeof text !== 'string') return undefined;
  const [, number, unit] = alone.exec(text.trim()) ?? [];
  return number === undefined ? undefined : times(number, unit);
}

function fromMessage(message: string): LoggedCall | undefined {
  const [whole, schema, number, unit] = bracketed.exec(message) ?? [];
  if (whole !== undefined && schema !== undefined)
    return { schema, text: message.slice(whole.length).replace(request, ''), queryMs: times(number, unit) };
  const [before, beforeNumber, beforeUnit] = leading.exec(message) ?? [];
  if (before !== undefined)
    return { text: message.slice(before.length).replace(request, ''), queryMs: times(beforeNumber, beforeUnit) };
  const [behind, behindNumber, behindUnit] = trailing.exec(message.slice(-40)) ?? [];
  if (behind === undefined) return undefined;
  return { text: message.slice(0, -behind.length).trim(), queryMs: times(behindNumber, behindUnit) };
}

function times(number: string | undefined, unit: string | undefined): number {
  return Number(number) * (units[unit?.toLowerCase() ?? ''] ?? Number.NaN);
}

/**
 * Reads moments as Monolog writes them, "2026-11-23 10:11:12", in a time zone where they name none themselves. Milliseconds
 * since 1970; undefined for what is no moment, and in a zone that this machine does not know.
 */
export function momentIn(timeZone: string): (written: string) => number | undefined {
  // Asking for the offset of a zone takes longer than reading the rest of a record, and most are of the minute before.
  let known: { readonly minute: number; readonly instant: number } | undefined;
  return (written) => {
    if (/(?:Z|[+-]\d\d:?\d\d)$/.test(written)) {
      const instant = Date.parse(written);
      return Number.isNaN(instant) ? undefined : instant;
    }
    const wall = Date.parse(`${written.replace(' ', 'T')}Z`);
    if (Number.isNaN(wall)) return undefined;
    const minute = Math.floor(wall / 60_000) * 60_000;
    if (known?.minute !== minute) {
      const instant = instantInZone(new Date(minute), timeZone);
      if (instant === undefined) return undefined;
      known = { minute, instant: instant.getTime() };
    }
    return known.instant + (wall - minute);
  };
}
