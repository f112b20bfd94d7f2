import type { JsonObject } from './embeddedJson';
import { eventFields } from './event';
import { createForgery, hasEnd } from './formats/forgery';
import type { ReadRecord, RecordStart } from './formats/recordFormat';
import { recordStart } from './formats/recordStart';
import type { LogLevel } from './level';
import { lineLimit, type LogLine } from './logLine';
import type { EventFields } from './securityEvent';

/** One record of a log. Every text in it is as written, so hostile: show it through display.ts only. */
export interface LogRecord extends EventFields {
  /** The moment, as written: the format and the time zone are the application's. */
  readonly at?: string;
  /** Bytes before its first line in the file. */
  readonly offset: number;
  /** Undefined for lines of an unknown format. */
  readonly level?: LogLevel;
  readonly channel?: string;
  readonly message: string;
  /** Without the exception, which is the stack. */
  readonly context?: JsonObject;
  /** What processors and the Context facade add. */
  readonly extra?: JsonObject;
  readonly stack?: string;
  readonly raw: string;
  /** True when the record is longer than 100,000 characters, or a line of it longer than that: `raw` holds its start. */
  readonly truncated: boolean;
  /** True when it shows signs of standing inside the message of the record before (formats/forgery.ts says which). */
  readonly forged?: true;
}

/** Makes records of lines, in the order of the file. One parser reads one file from one place on. */
export interface RecordParser {
  /**
   * Takes the lines that follow the last ones. A record is given back once the next one starts, or at once when its end
   * can be seen (a JSON line; a context that closes; the two spaces that stand where there is none).
   */
  push(lines: readonly LogLine[]): readonly LogRecord[];
  /** The record that was still open, when nothing has followed for a while. */
  flush(): readonly LogRecord[];
}

/**
 * Makes a parser for the formats of formats/recordStart.ts, each recognised line by line. What stands before the first
 * record of a file that is read from its middle is the rest of a record and left out; a file without any known record
 * gives one record a line.
 */
export function createRecordParser(): RecordParser {
  const forgery = createForgery();
  const formats = new Set<RecordStart['format']>();
  let open: OpenRecord | undefined;
  let leading: LogLine[] = [];
  let known = false;
  let shownPlain = false;

  const close = (out: LogRecord[]): void => {
    if (open === undefined) return;
    const raw = open.lines.join('\n');
    const read = open.start?.read(raw) ?? { message: raw.trimEnd() };
    const { offset, truncated, start } = open;
    const forged = forgery.ends(raw, { truncated, hasContext: read.context !== undefined || read.extra !== undefined });
    open = undefined;
    const fields = { ...eventsOf(read, start), ...read, offset, raw, truncated };
    out.push(forged && start !== undefined ? { ...fields, forged } : fields);
  };

  const take = (line: LogLine, out: LogRecord[]): void => {
    const start = recordStart(line.text);
    if (start === undefined || isQuoted(start, open, formats)) {
      if (!known) leading.push(line);
      else if (open === undefined) open = opened(line, undefined);
      else continueWith(open, line);
      return;
    }
    // PHP-FPM's slow log begins with an empty line.
    const before = start.format === 'fpmSlow' ? leading.filter(({ text }) => text !== '') : leading;
    if (shownPlain || leading[0]?.offset === 0) out.push(...before.map(plain));
    known = true;
    leading = [];
    close(out);
    formats.add(start.format);
    forgery.starts(start, line.offset);
    open = opened(line, start);
    if (start.extent === 'line') close(out);
  };

  return {
    push(lines) {
      const out: LogRecord[] = [];
      for (const line of lines) take(withoutReturn(line), out);
      if (leading.length > 0) {
        out.push(...leading.map(plain));
        leading = [];
        shownPlain = true;
      }
      if (open !== undefined && endsVisibly(open)) close(out);
      return out;
    },
    flush() {
      const out: LogRecord[] = [];
      close(out);
      return out;
    },
  };
}

interface OpenRecord {
  readonly start: RecordStart | undefined;
  readonly offset: number;
  readonly lines: string[];
  length: number;
  truncated: boolean;
}

function opened(line: LogLine, start: RecordStart | undefined): OpenRecord {
  const record = { start, offset: line.offset, lines: [], length: 0, truncated: false };
  continueWith(record, line);
  return record;
}

function continueWith(record: OpenRecord, line: LogLine): void {
  const room = lineLimit - record.length;
  if (line.cut === true || line.text.length > room) record.truncated = true;
  if (room <= 0) return;
  record.lines.push(line.text.slice(0, room));
  record.length += line.text.length + 1;
}

/**
 * A line of another format inside a record of Monolog's line format that has no end yet: part of its message (the body of
 * a response that was logged, a line of another log), unless the file is known to hold that format too.
 */
function isQuoted(start: RecordStart, open: OpenRecord | undefined, formats: ReadonlySet<string>): boolean {
  if (open?.start?.format !== 'line' || start.format === 'line' || formats.has(start.format)) return false;
  if (hasEnd(open.lines.at(-1) ?? '')) return false;
  return start.format !== 'json' || start.at === undefined || start.channel === undefined;
}

function plain(line: LogLine): LogRecord {
  const { text: message, offset } = line;
  return { ...eventFields(message), message, offset, raw: message, truncated: line.cut === true };
}

/** Formats that know what happened say it themselves; the others have words. */
function eventsOf(read: ReadRecord, start: RecordStart | undefined): EventFields {
  if (start?.format === 'access' || start?.format === 'fpm' || start?.format === 'fpmSlow') return {};
  return eventFields(read.message, read.context, read.extra);
}

/** LineFormatter leaves the space before an absent extra: "… {context} " and "…  ". */
function endsVisibly(record: OpenRecord): boolean {
  if (record.start?.format !== 'line' || record.truncated) return false;
  const last = record.lines.at(-1) ?? '';
  if (last.endsWith('  ')) return true;
  return /[}\]] ?$/.test(last) && (record.lines.length === 1 || last.startsWith('"}'));
}

function withoutReturn(line: LogLine): LogLine {
  return line.text.endsWith('\r') ? { ...line, text: line.text.slice(0, -1) } : line;
}
