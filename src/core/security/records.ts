import type { JsonObject } from './embeddedJson';
import { eventFields } from './event';
import { readJsonRecord } from './jsonRecord';
import type { LogLevel } from './level';
import type { EventFields } from './securityEvent';
import { type LineHeader, readLineBody, readLineHeader } from './lineRecord';
import { lineLimit, type LogLine } from './logLine';

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
 * Makes a parser for Monolog's line and JSON formats, each recognised line by line. What stands before the first record
 * of a file that is read from its middle is the rest of a record and left out; a file without any known record gives one
 * record a line.
 */
export function createRecordParser(): RecordParser {
  let open: OpenRecord | undefined;
  let leading: LogLine[] = [];
  let known = false;
  let shownPlain = false;

  const take = (line: LogLine, out: LogRecord[]): void => {
    const header = readLineHeader(line.text);
    const json = header === undefined ? readJsonRecord(line.text) : undefined;
    if (header === undefined && json === undefined) {
      if (!known) leading.push(line);
      else if (open === undefined) open = opened(line, undefined);
      else continueWith(open, line);
      return;
    }
    if (shownPlain || leading[0]?.offset === 0) out.push(...leading.map(plain));
    known = true;
    leading = [];
    if (open !== undefined) out.push(closed(open));
    open = undefined;
    if (json === undefined) open = opened(line, header);
    else out.push(finished({ ...json, offset: line.offset, raw: line.text, truncated: line.cut === true }));
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
      if (open !== undefined && endsVisibly(open)) {
        out.push(closed(open));
        open = undefined;
      }
      return out;
    },
    flush() {
      const last = open === undefined ? [] : [closed(open)];
      open = undefined;
      return last;
    },
  };
}

interface OpenRecord {
  readonly header: LineHeader | undefined;
  readonly offset: number;
  readonly lines: string[];
  length: number;
  truncated: boolean;
}

function opened(line: LogLine, header: LineHeader | undefined): OpenRecord {
  const record = { header, offset: line.offset, lines: [], length: 0, truncated: false };
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

function closed(record: OpenRecord): LogRecord {
  const { header, offset, truncated } = record;
  const raw = record.lines.join('\n');
  if (header === undefined) return finished({ message: raw.trimEnd(), offset, raw, truncated });
  const { at, channel, level, bodyStart } = header;
  return finished({ at, channel, level, ...readLineBody(raw.slice(bodyStart)), offset, raw, truncated });
}

function plain(line: LogLine): LogRecord {
  return finished({ message: line.text, offset: line.offset, raw: line.text, truncated: line.cut === true });
}

function finished(record: Omit<LogRecord, keyof EventFields>): LogRecord {
  return { ...record, ...eventFields(record.message, record.context, record.extra) };
}

/** LineFormatter leaves the space before an absent extra: "… {context} " and "…  ". */
function endsVisibly(record: OpenRecord): boolean {
  if (record.header === undefined || record.truncated) return false;
  const last = record.lines.at(-1) ?? '';
  if (last.endsWith('  ')) return true;
  return /[}\]] ?$/.test(last) && (record.lines.length === 1 || last.startsWith('"}'));
}

function withoutReturn(line: LogLine): LogLine {
  return line.text.endsWith('\r') ? { ...line, text: line.text.slice(0, -1) } : line;
}
