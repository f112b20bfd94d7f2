import { detailsPreview, displayLine, displayText } from '../../core/security/display';
import type { StreamEntry } from '../../core/security/stream/entry';
import type { SecurityLogRow, Severity } from '../../protocol/views/securityLog';

/** UTF-16 units that are read of a message and of further lines for a row: more than it shows, so that no secret is cut in two. */
const read = { message: 3000, more: 1200, field: 600 } as const;

const divider = '\n\u0001\n';

/** What surrounds an entry in the stream. */
export interface RowContext {
  readonly redact: (text: string) => string;
  /** The source's name, where several are shown. */
  readonly sourceTitle?: (id: string) => string;
  readonly finding?: Severity;
}

/** An entry as a row: every text without secrets, and ready to be shown. */
export function rowOf(entry: StreamEntry, { redact, sourceTitle, finding }: RowContext): SecurityLogRow {
  const { record, id, event } = entry;
  const [first = '', ...rest] = record.message.slice(0, read.message).split('\n');
  const further = `${rest.join('\n')} ${record.stack?.slice(0, read.more) ?? ''} ${contextStart(entry)}`.trim();
  const [message = '', more = '', user = '', ip = '', route = '', at = '', name = ''] = redactAll(
    [first, further.slice(0, read.more), record.user, record.ip, record.route, record.at, record.event].map(
      (text) => text ?? '',
    ),
    redact,
  );
  const preview = detailsPreview(displayText(more));
  return {
    id,
    at: displayLine(at, 100),
    ...(record.level === undefined ? {} : { level: record.level }),
    ...(sourceTitle === undefined ? {} : { source: displayLine(sourceTitle(event.source), 100) }),
    ...field('event', name),
    ...field('actor', user),
    ...field('ip', ip),
    ...field('route', route),
    ...(record.status === undefined ? {} : { status: String(record.status) }),
    message: displayLine(message),
    ...(preview === '' ? {} : { more: preview }),
    ...(finding === undefined ? {} : { finding }),
    ...(event.forged === true ? { forged: true as const } : {}),
  };
}

function field(key: 'event' | 'actor' | 'ip' | 'route', text: string): Partial<SecurityLogRow> {
  return text === '' ? {} : { [key]: displayLine(text, 200) };
}

/** The beginning of the context as JSON, without writing a large one out. */
function contextStart({ record: { context } }: StreamEntry): string {
  if (context === undefined) return '';
  const some = Object.entries(context).slice(0, 20);
  const short = some.map(
    ([key, value]) => [key, typeof value === 'string' ? value.slice(0, read.field) : value] as const,
  );
  const text = JSON.stringify(Object.fromEntries(short), boundedDepth(), 1);
  return text.slice(0, read.more);
}

/** Leaves out what a preview has no room for: a value of a hostile context may be a megabyte of nothing. */
function boundedDepth(): (key: string, value: unknown) => unknown {
  let left = 200;
  return (_, value) => {
    if (--left < 0) return undefined;
    return typeof value === 'string' ? value.slice(0, read.field) : value;
  };
}

/** Redacts several texts in one go, which costs a third; one by one where their borders cannot be found again. */
function redactAll(texts: readonly string[], redact: (text: string) => string): readonly string[] {
  const parts = redact(texts.join(divider)).split(divider);
  return parts.length === texts.length ? parts : texts.map(redact);
}
