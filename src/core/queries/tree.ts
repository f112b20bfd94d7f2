import { momentText } from '../base/clock';
import { type OpsError } from '../base/errors';
import { formatCount, formatDuration } from '../base/format';
import type { Ability, Icon, TreeNode, ViewModel } from '../tree';
import type { DigestSnapshot, StatementDigest, UncapturedLoad } from './digest';
import type { RunningStatement } from './sources/processlist';
import { looksExplainable, oneLine, shortText } from './statementText';

export interface DatabaseViewContext {
  /** Root of the application. */
  readonly root: string;
  readonly now: Date;
  /** Name of the source for people: "Slow log file"; the snapshot's own word when left out. */
  readonly sourceTitle?: string;
  /** Digests that a person does not want to see. */
  readonly muted?: ReadonlySet<string>;
  /** Statements that got slower, by digest: a sentence each. */
  readonly regressions?: ReadonlyMap<string, string>;
}

const shown = 10;

/** "38 %"; below one percent one decimal, so that a small share is not "0 %". */
function percent(share: number): string {
  const value = share * 100;
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} %`;
}

const calls = (count: number): string => (count === 1 ? '1 call' : `${formatCount(count)} calls`);

/** What the server's counters say of a statement, worst first. */
function iconOf(statement: StatementDigest, slower: boolean): Icon {
  if (slower) return { id: 'arrow-up', color: 'list.errorForeground' };
  const { noIndexUsed = 0, tmpDiskTables = 0, sortRows = 0 } = statement;
  if (noIndexUsed > 0) return { id: 'flame', color: 'list.errorForeground' };
  if (tmpDiskTables > 0 || sortRows > 0) return { id: 'warning', color: 'list.warningForeground' };
  return { id: 'circle-outline' };
}

function tooltipOf(statement: StatementDigest, now: Date): string {
  const { calls: count, p95Ms, noIndexUsed = 0, tmpDiskTables = 0, sortRows = 0, rowsSent } = statement;
  const examined = statement.rowsExaminedPerCall;
  return [
    shortText(statement.text, 400),
    ...(statement.schema === undefined ? [] : [`Schema ${statement.schema}`]),
    `${percent(statement.loadShare)} of the captured load, ${formatDuration(statement.totalMs)} in ${calls(count)}`,
    `Average ${formatDuration(statement.averageMs)}${p95Ms === undefined ? '' : `, p95 ${formatDuration(p95Ms)}`}, longest ${formatDuration(statement.maxMs)}`,
    ...(examined === undefined ? [] : [`Rows examined a call: ${formatCount(examined)}`]),
    ...(rowsSent === undefined ? [] : [`Rows sent in all: ${formatCount(rowsSent)}`]),
    ...(noIndexUsed === 0 ? [] : [`No index used in ${calls(noIndexUsed)}`]),
    ...(tmpDiskTables === 0 ? [] : [`Temporary tables on disk: ${formatCount(tmpDiskTables)}`]),
    ...(sortRows === 0 ? [] : [`Rows sorted: ${formatCount(sortRows)}`]),
    ...(statement.prepared ? ['Sent as a prepared statement: the server keeps no values of it'] : []),
    `Seen ${momentText(statement.firstSeen, now)} to ${momentText(statement.lastSeen, now)}`,
  ].join('\n');
}

function statementNode(statement: StatementDigest, context: DatabaseViewContext): TreeNode {
  const { root, now } = context;
  const { digest, schema, text, p95Ms } = statement;
  const slower = context.regressions?.get(digest);
  const typical = p95Ms === undefined ? `avg ${formatDuration(statement.averageMs)}` : `p95 ${formatDuration(p95Ms)}`;
  const abilities: readonly Ability[] = looksExplainable(text)
    ? ['canExplain', 'canCopyStatement', 'canFindInCode', 'canMute']
    : ['canCopyStatement', 'canFindInCode', 'canMute'];
  return {
    // One digest may run in several schemas; each is a row of its own.
    id: `statement:${schema ?? ''}:${digest}`,
    // The share comes first: in a narrow side bar the end of the line is what is lost.
    label: `${percent(statement.loadShare)}  ${shortText(text)}`,
    description: `${calls(statement.calls)} · ${typical}${slower === undefined ? '' : ' · slower'}`,
    tooltip: [...(slower === undefined ? [] : [slower]), tooltipOf(statement, now)].join('\n'),
    icon: iconOf(statement, slower !== undefined),
    abilities,
    opens: { kind: 'statement', digest },
    subject: { kind: 'statement', root, digest },
  };
}

const uncapturedText: Record<UncapturedLoad['reason'], (load: UncapturedLoad) => string> = {
  tableFull: (load) =>
    `${calls(load.calls)} (${formatDuration(load.totalMs)}) are not shown: the digest table is full (performance_schema_digests_size).`,
  prepared: (load) =>
    `${calls(load.calls)} of prepared statements (${formatDuration(load.totalMs)}, all schemas) are not shown: MariaDB keeps no digest of them.`,
};

/** "performance_schema since 13:02", with the load that nobody can name. */
function slowStatements(snapshot: DigestSnapshot, context: DatabaseViewContext): TreeNode {
  const since = snapshot.since === undefined ? '' : ` since ${momentText(snapshot.since, context.now)}`;
  const muted = snapshot.statements.filter(({ digest }) => context.muted?.has(digest) === true).length;
  const top = snapshot.statements.filter(({ digest }) => context.muted?.has(digest) !== true).slice(0, shown);
  return {
    id: 'slow',
    label: 'Slow Statements',
    description: `top ${top.length} of ${formatCount(snapshot.digests)}${since}${
      context.sourceTitle === undefined ? '' : ` · ${context.sourceTitle}`
    }`,
    tooltip: [
      `Source: ${context.sourceTitle ?? snapshot.source}, by total time${since}`,
      `${calls(snapshot.totalCalls)}, ${formatDuration(snapshot.totalMs)} in all${snapshot.schema === undefined ? '' : ` in schema ${snapshot.schema}`}`,
      ...snapshot.uncaptured.map((load) => uncapturedText[load.reason](load)),
      ...(snapshot.remarks ?? []),
      ...(muted === 0 ? [] : [muted === 1 ? '1 statement is muted' : `${muted} statements are muted`]),
    ].join('\n'),
    expanded: true,
    children: top.map((statement) => statementNode(statement, context)),
  };
}

function runningNode(statement: RunningStatement, root: string): TreeNode {
  const { connectionId, seconds, user, host, state, schema, text } = statement;
  return {
    id: `running:${connectionId}`,
    label: shortText(text),
    description: `${formatDuration(seconds * 1000)} · ${user}`,
    tooltip: [
      shortText(oneLine(text), 400),
      `Running for ${formatDuration(seconds * 1000)}`,
      `Connection ${connectionId} of ${user} from ${host}${schema === undefined ? '' : ` in ${schema}`}`,
      ...(state === '' ? [] : [`State: ${state}`]),
    ].join('\n'),
    icon: { id: 'pulse' },
    abilities: looksExplainable(text) ? ['canKill', 'canExplainConnection'] : ['canKill'],
    subject: { kind: 'connection', root, connectionId },
  };
}

function runningGroup(running: readonly RunningStatement[], root: string): readonly TreeNode[] {
  if (running.length === 0) return [];
  return [
    {
      id: 'running',
      label: 'Running',
      description: running.length === 1 ? '1 statement' : `${running.length} statements`,
      tooltip:
        'Statements that have run for more than 5 s. Without the PROCESS privilege the server lists only sessions of this login.',
      expanded: true,
      children: running.map((statement) => runningNode(statement, root)),
    },
  ];
}

function messageFor(statements: DigestSnapshot | OpsError, now: Date): string | undefined {
  if (statements instanceof Error) return statements.explanation;
  const notes = statements.uncaptured.map((load) => uncapturedText[load.reason](load));
  if (statements.statements.length > 0) return notes.length === 0 ? undefined : notes.join(' ');
  const where = statements.schema === undefined ? '' : ` in ${statements.schema}`;
  const since = statements.since ?? statements.readAt;
  const began = statements.since === undefined ? `as of ${momentText(since, now)}` : `since ${momentText(since, now)}`;
  return [`No statement was captured${where} ${began} (${statements.source}).`, ...notes].join(' ');
}

/**
 * The Database view: the statements that cost most, and those that run now. `statements` may be why they could not be
 * read: the rest is shown all the same.
 */
export function databaseView(
  statements: DigestSnapshot | OpsError,
  running: readonly RunningStatement[] | undefined,
  context: DatabaseViewContext,
): ViewModel {
  const slow =
    statements instanceof Error || statements.statements.length === 0 ? [] : [slowStatements(statements, context)];
  const message = messageFor(statements, context.now);
  return {
    nodes: [...runningGroup(running ?? [], context.root), ...slow],
    ...(message === undefined ? {} : { message }),
  };
}
