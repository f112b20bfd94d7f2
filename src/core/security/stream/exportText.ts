import { displayRecord, displayText } from '../display';
import type { StreamEntry } from './entry';

/** Formats that a stream is exported in, with what a file dialog says of them. */
export const exportFormats = [
  { id: 'csv', title: 'CSV', extension: 'csv' },
  { id: 'jsonl', title: 'JSON Lines', extension: 'jsonl' },
  { id: 'text', title: 'Plain text', extension: 'log' },
] as const;
export type ExportFormat = (typeof exportFormats)[number]['id'];

const columns = [
  'time',
  'level',
  'channel',
  'event',
  'user',
  'ip',
  'route',
  'status',
  'message',
  'source',
  'file',
  'offset',
] as const;

/** The first line of a file; empty for formats that have none. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${columns.join(',')}\r\n` : '';
}

/**
 * One record as exported, with its line break.
 *
 * - CSV (RFC 4180): every field quoted as needed and ready to be shown; what a spreadsheet would run as a formula has an
 *   apostrophe before it (OWASP, "CSV Injection").
 * - JSON Lines: the values as logged; what is invisible or controls a terminal is written as a JSON escape.
 * - Text: the record as logged, with control characters as their pictures, one line or more.
 *
 * @param redact takes secrets out of everything
 */
export function exportEntry(format: ExportFormat, entry: StreamEntry, redact: (text: string) => string): string {
  if (format === 'csv') return `${fieldsOf(entry, redact).map(csvField).join(',')}\r\n`;
  if (format === 'jsonl') return `${jsonLine(entry, redact)}\n`;
  return `${displayText(redact(entry.record.raw))}\n`;
}

function fieldsOf(entry: StreamEntry, redact: (text: string) => string): readonly string[] {
  const { record, position, event } = entry;
  const shown = displayRecord(record, redact);
  const { file } = position;
  return [
    shown.at ?? '',
    shown.level ?? '',
    shown.channel ?? '',
    shown.event ?? '',
    shown.user ?? '',
    shown.ip ?? '',
    shown.route ?? '',
    record.status === undefined ? '' : String(record.status),
    displayText(redact(record.message)),
    event.source,
    displayText(file),
    String(position.offset),
  ];
}

function csvField(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function jsonLine({ record, event, position }: StreamEntry, redact: (text: string) => string): string {
  const fields = {
    ...(event.time === undefined ? {} : { time: new Date(event.time).toISOString() }),
    at: record.at,
    level: record.level,
    channel: record.channel,
    event: record.event,
    user: record.user,
    ip: record.ip,
    userAgent: record.userAgent,
    method: record.method,
    status: record.status,
    route: record.route,
    message: record.message,
    context: record.context,
    extra: record.extra,
    stack: record.stack,
    source: event.source,
    file: position.file,
    offset: position.offset,
    ...(record.truncated ? { truncated: true } : {}),
  };
  const text = JSON.stringify(fields, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  return text.replace(/[\p{Cf}\p{Zl}\p{Zp}\p{Cc}]|\p{Default_Ignorable_Code_Point}/gu, (char) =>
    Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
