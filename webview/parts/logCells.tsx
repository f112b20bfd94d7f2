import type { SecurityLogRow } from '../../src/protocol/views/securityLog';
import { Icon } from './icon';
import { LevelWord } from './levelWord';
import { severityMarks } from './logKeys';
import { logTime } from './logTime';

const columns = [
  { id: 'at', title: 'Time' },
  { id: 'level', title: 'Level' },
  { id: 'source', title: 'Log' },
  { id: 'event', title: 'Event' },
  { id: 'actor', title: 'Actor' },
  { id: 'ip', title: 'Address' },
  { id: 'status', title: 'Status' },
  { id: 'route', title: 'Route' },
  { id: 'message', title: 'Message' },
] as const;

/** A log without routes has no use for a column of them. */
export function filledColumns(rows: readonly SecurityLogRow[]) {
  return columns.filter(({ id }) => rows.some((row) => row[id] !== undefined));
}

/** One cell of the stream. Every text in it is untrusted and shown as text. */
export function logCell(row: SecurityLogRow | undefined, column: string) {
  if (row === undefined) return null;
  switch (columns.find(({ id }) => id === column)?.id) {
    case 'at':
      return <span title={row.at}>{logTime(row.at, new Date())}</span>;
    case 'level':
      return row.level === undefined ? null : <LevelWord level={row.level} />;
    case 'source':
      return row.source;
    case 'event':
      return row.event;
    case 'actor':
      return row.actor;
    case 'ip':
      return row.ip;
    case 'status':
      return row.status;
    case 'route':
      return row.route;
    default:
      return <Message row={row} />;
  }
}

function Message({ row }: { readonly row: SecurityLogRow }) {
  const finding = row.finding === undefined ? undefined : severityMarks[row.finding];
  return (
    <>
      {finding === undefined ? null : (
        <span class="mark" title={`Part of a finding: ${finding.word}`}>
          <Icon name="eye" tone={finding.tone} />
          <span class="hidden-text">Part of a finding, {finding.word}.</span>
        </span>
      )}
      {row.forged === true ? (
        <span class="mark tone-warning" title="It stands inside the text of another entry">
          may be forged
        </span>
      ) : null}
      <span class={row.message === row.event ? 'repeated' : ''}>{row.message}</span>
      {row.more === undefined ? null : <span class="note more">{row.more}</span>}
    </>
  );
}
