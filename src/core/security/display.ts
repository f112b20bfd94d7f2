import type { LogRecord } from './records';

/** Everything a terminal, a text renderer or a reader can be fooled with, but for line feed and tab. */
const unseen =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115F\u1160\u2800\u3164\uFFA0]|\p{Default_Ignorable_Code_Point}/gu;

/**
 * Text from a log as it can be shown: control characters as their pictures (ESC is "␛"), characters that change the
 * direction of text or are invisible as "<U+202E>". Line feeds and tabs stay; letters of every script stay. Applying
 * it twice changes nothing. Emoji that are joined by invisible characters fall apart: honest is better than pretty here.
 */
export function displayText(text: string): string {
  return text.replace(unseen, visible);
}

/** As `displayText`, on one line: line feeds as "␊", tabs as spaces. Cut to `limit` UTF-16 units with "…". */
export function displayLine(text: string, limit = 1000): string {
  // Cut first: a hostile message must not cost more than its limit. A pair is never cut in two.
  const cut = text.length > limit ? `${text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return displayText(cut).replace(/\n/g, '␊').replace(/\t/g, ' ');
}

/** Characters of further lines that are looked at for a preview, and that one has. */
const previewLimits = { looked: 600, shown: 300 } as const;

/**
 * The further lines of a record as one, for the rest of its row: white space folded, JSON context without its braces and
 * with `key=value`. Cut; the detail of the record has all of it. Takes text that is ready to be shown.
 */
export function detailsPreview(details: string): string {
  return details
    .slice(0, previewLimits.looked)
    .replace(/\s+/g, ' ')
    .replace(/^\{ | \}$/g, '')
    .replace(/"([\w.-]+)": /g, '$1=')
    .slice(0, previewLimits.shown)
    .replace(/[\uD800-\uDBFF]$/, '');
}

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** A record with every field ready to be shown. */
export interface DisplayedRecord {
  readonly at?: string;
  readonly level?: LogRecord['level'];
  readonly channel?: string;
  readonly event?: string;
  readonly user?: string;
  readonly ip?: string;
  readonly route?: string;
  /** One line. */
  readonly message: string;
  /** Further lines of the message, the stack trace and the context, in that order. */
  readonly details?: string;
}

/**
 * What people see of a record. `details` ends with a sentence when the record was cut.
 *
 * @param redact takes secrets out of every field before it is made visible: queries are logged with their values in them
 */
export function displayRecord(record: LogRecord, redact: (text: string) => string = (text) => text): DisplayedRecord {
  const [first = '', ...rest] = record.message.split('\n');
  const details = [
    rest.join('\n'),
    record.stack ?? '',
    record.context === undefined ? '' : JSON.stringify(record.context, undefined, 2),
    record.truncated ? 'The entry is longer than what is read of it: the rest is in the file.' : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
  const fields: { -readonly [Key in keyof DisplayedRecord]: DisplayedRecord[Key] } = {
    message: displayLine(redact(first)),
  };
  if (record.level !== undefined) fields.level = record.level;
  for (const key of ['at', 'channel', 'event', 'user', 'ip', 'route'] as const) {
    const text = record[key];
    if (text !== undefined) fields[key] = displayLine(redact(text), 200);
  }
  if (details !== '') fields.details = displayText(redact(details));
  return fields;
}
