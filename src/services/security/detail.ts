import { displayLine, displayRecord, displayText } from '../../core/security/display';
import type { Finding } from '../../core/security/findings/finding';
import type { StreamEntry } from '../../core/security/stream/entry';
import { createFindingIndex } from '../../core/security/stream/findingIndex';
import type { Fact } from '../../protocol/views/common';
import { filterFields, type LogFinding, type SecurityLogDetail } from '../../protocol/views/securityLog';
import { type Mute, muteOf } from '../../core/security/findings/mute';

/** Milliseconds before and after an event in which others are related to it. */
const near = 30_000;
const mostRelated = 20;
/** UTF-16 units of one text of a detail. */
const textLimit = 20_000;

/** What a detail is made from. */
export interface DetailContext {
  readonly redact: (text: string) => string;
  /** Among which related events are looked for. */
  readonly entries: readonly StreamEntry[];
  readonly findings: readonly Finding[];
  readonly mutes: readonly Mute[];
  readonly sourceTitle: string;
  /** A moment in words, by the log's clock. */
  readonly moment: (time: number) => string;
}

/** One event in full. Every text is without secrets and ready to be shown. */
export function detailOf(entry: StreamEntry, context: DetailContext): SecurityLogDetail {
  const { record, position } = entry;
  const { redact } = context;
  const shown = displayRecord({ ...record, raw: '' }, redact);
  return {
    id: entry.id,
    title: shown.event ?? shown.level ?? 'Event',
    ...(shown.level === undefined ? {} : { level: shown.level }),
    message: cut(displayText(redact(record.message.slice(0, textLimit)))),
    facts: [
      ...facts({
        Time: shown.at,
        Level: shown.level,
        Channel: shown.channel,
        Event: shown.event,
        User: shown.user,
        Address: shown.ip,
        Route: shown.route,
        Request: record.method === undefined ? undefined : displayLine(record.method, 20),
        Status: record.status === undefined ? undefined : String(record.status),
        'User agent': record.userAgent === undefined ? undefined : displayLine(redact(record.userAgent), 300),
        Country: entry.event.country === undefined ? undefined : displayLine(entry.event.country, 100),
        Device: entry.event.device === undefined ? undefined : displayLine(entry.event.device, 100),
        Log: context.sourceTitle,
        Place: `${displayLine(position.file, 300)}, byte ${position.offset.toLocaleString('en-US')}`,
      }),
      ...(entry.event.forged === true
        ? [
            {
              label: 'Doubt',
              value: 'It may have been forged: it stands inside the text of another entry.',
              tone: 'warning' as const,
            },
          ]
        : []),
    ],
    filterBy: filterFields.flatMap((field) => {
      const value = shown[field];
      return value === undefined ? [] : [{ field, value }];
    }),
    ...(shown.details === undefined ? {} : { more: cut(shown.details) }),
    raw: cut(displayText(redact(record.raw.slice(0, textLimit + 1)))),
    related: relatedTo(entry, context.entries).map((other) => {
      const { at, level, event, message } = displayRecord(other.record, redact);
      return {
        id: other.id,
        at: at ?? '',
        ...(level === undefined ? {} : { level }),
        text: event === undefined || event === message ? message : `${event} · ${message}`,
      };
    }),
    findings: createFindingIndex(context.findings)
      .of(entry)
      .map((finding) => {
        const until = muteOf(context.mutes, finding, Date.now())?.until;
        return {
          ...findingRow(finding, redact),
          why: displayText(redact(finding.why)),
          advice: displayText(redact(finding.advice)),
          ...(until === undefined ? {} : { muted: `until ${context.moment(until)}` }),
        };
      }),
  };
}

/** A finding as the strip shows it. */
export function findingRow(finding: Finding, redact: (text: string) => string): LogFinding {
  const { id, severity, title, summary, events } = finding;
  return {
    id,
    severity,
    title: displayLine(redact(title), 200),
    summary: displayLine(redact(summary), 400),
    count: `${events.toLocaleString('en-US')} ${events === 1 ? 'event' : 'events'}`,
  };
}

function relatedTo({ id, event }: StreamEntry, entries: readonly StreamEntry[]): readonly StreamEntry[] {
  const { time, ip, user } = event;
  if (time === undefined || (ip === undefined && user === undefined)) return [];
  const related = entries.filter(
    (other) =>
      other.id !== id &&
      other.event.time !== undefined &&
      Math.abs(other.event.time - time) <= near &&
      ((ip !== undefined && other.event.ip === ip) || (user !== undefined && other.event.user === user)),
  );
  // The nearest, shown in their order.
  const nearest = new Set(
    [...related]
      .sort((a, b) => Math.abs((a.event.time ?? 0) - time) - Math.abs((b.event.time ?? 0) - time))
      .slice(0, mostRelated),
  );
  return related.filter((other) => nearest.has(other));
}

function facts(named: Readonly<Record<string, string | undefined>>): readonly Fact[] {
  return Object.entries(named).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function cut(text: string): string {
  return text.length <= textLimit ? text : `${text.slice(0, textLimit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
