import { clockTimeWithSeconds } from '../core/base/clock';
import { isAbort, isOpsError, messageOf, OpsError } from '../core/base/errors';
import type { Event } from '../core/base/event';
import { formatCount, formatDuration } from '../core/base/format';
import type { StatementDigest } from '../core/queries/digest';
import { explainDigest } from '../core/queries/explain/explain';
import type { Plan, PlanNode } from '../core/queries/explain/plan';
import { readDigest } from '../core/queries/sources/performanceSchema';
import { oneLine, shortText } from '../core/queries/statementText';
import type { Fact } from '../protocol/views/common';
import {
  copyText,
  type Copyable,
  type ExplainContent,
  type PlanModel,
  type PlanNodeModel,
} from '../protocol/views/explain';
import type { App } from './app';
import { bannerOf } from './banner';
import type { Workspace } from './workspace';

/** What the editor does for a statement's page. */
export interface StatementActions {
  runCommand(command: string): Promise<void>;
  copy(text: string): Thenable<void>;
}

/** The page of one statement: `key` is the JSON of app root and digest. Undefined when the app is not in the window. */
export function createStatementSource(workspace: Workspace, key: string, actions: StatementActions) {
  const [root, digest] = parseKey(key);
  const app = workspace.apps.find((candidate) => candidate.root === root);
  if (root === undefined || app === undefined || digest === undefined) return undefined;
  // Not of every change of the window: an editor of another app asks no server for this plan again.
  const onDidChange: Event<void> = (listener) => {
    const both = [app.onDidChange(listener), workspace.guard.onDidChange(listener)];
    return { dispose: () => both.forEach((each) => each.dispose()) };
  };
  return {
    title: `Statement ${digest.slice(0, 8)}`,
    onDidChange,
    load: async (signal: AbortSignal) => loadStatement(workspace, workspace.appAt(root), digest, signal),
    runCommand: (command: string) => actions.runCommand(command),
    copy: async (what: Copyable, content: ExplainContent) => actions.copy(copyText(what, content)),
  };
}

/** The normalised text of a statement, without a value of the application. */
export async function statementText(app: App, digest: string, signal: AbortSignal): Promise<string> {
  return oneLine((await findStatement(app, digest, signal)).text);
}

async function findStatement(app: App, digest: string, signal: AbortSignal): Promise<StatementDigest> {
  const found = await app.withSql(signal, (client, { profile }) =>
    readDigest(client, digest, { ...(profile.database === undefined ? {} : { schema: profile.database }), signal }),
  );
  if (found !== undefined) return found;
  throw new OpsError('gone', 'The server does not list this statement any more.', {
    next: 'Refresh the Database view: its statistics may have been reset.',
  });
}

async function loadStatement(
  workspace: Workspace,
  app: App,
  digest: string,
  signal: AbortSignal,
): Promise<ExplainContent> {
  const statement = await findStatement(app, digest, signal);
  const common = {
    banner: bannerOf(workspace, app, await app.current(signal)),
    asOf: clockTimeWithSeconds(new Date()),
    digest,
    facts: factsOf(statement),
  };
  const schema = statement.schema === undefined ? {} : { schema: statement.schema };
  try {
    const plan = await app.withSql(signal, (client) => explainDigest(client, statement, { signal }));
    return {
      ...common,
      statement: { text: plan.sql, ...schema, provenance: `${plan.source.text} ${plan.server}` },
      state: { kind: 'ready' },
      plan: planModel(plan),
      raw: plan.raw,
    };
  } catch (error) {
    if (isAbort(error) || !isOpsError(error)) throw error;
    const kind = error.reason === 'noPrivilege' ? 'noPrivilege' : error.reason === 'noSample' ? 'empty' : 'error';
    return {
      ...common,
      statement: {
        text: oneLine(statement.text),
        ...schema,
        provenance: 'As the server keeps it, values replaced by ?.',
      },
      state: { kind, message: messageOf(error) },
      raw: { columns: [], rows: [] },
    };
  }
}

function factsOf(statement: StatementDigest): readonly Fact[] {
  const { loadShare, calls, averageMs, p95Ms, maxMs, rowsExaminedPerCall, rowsSent, noIndexUsed, tmpDiskTables } =
    statement;
  const sentPerCall = calls === 0 || rowsSent === undefined ? undefined : rowsSent / calls;
  return [
    { label: 'Load', value: `${(loadShare * 100).toFixed(1)} %` },
    { label: 'Calls', value: formatCount(calls) },
    { label: 'Average', value: formatDuration(averageMs) },
    ...(p95Ms === undefined ? [] : [{ label: 'p95', value: formatDuration(p95Ms) }]),
    { label: 'Longest', value: formatDuration(maxMs) },
    ...(rowsExaminedPerCall === undefined
      ? []
      : [{ label: 'Rows examined a call', value: formatCount(rowsExaminedPerCall) }]),
    ...(sentPerCall === undefined ? [] : [{ label: 'Rows sent a call', value: formatCount(sentPerCall) }]),
    ...(noIndexUsed === undefined || noIndexUsed === 0
      ? []
      : [{ label: 'Without an index', value: `${formatCount(noIndexUsed)} calls`, tone: 'bad' as const }]),
    ...(tmpDiskTables === undefined || tmpDiskTables === 0
      ? []
      : [{ label: 'Temporary tables on disk', value: formatCount(tmpDiskTables), tone: 'warning' as const }]),
  ];
}

/** The plan as the page draws it. */
export function planModel({ nodes, warnings }: Plan): PlanModel {
  return { nodes: nodes.map(nodeModel), warnings };
}

function nodeModel(node: PlanNode): PlanNodeModel {
  const { tableName, table, access, rows, filtered, key, possibleKeys, extra } = node;
  const out = rows === undefined || filtered === undefined ? undefined : (rows * filtered) / 100;
  const facts: Fact[] = [
    { label: 'Select', value: node.selectType },
    ...(node.accessType === undefined ? [] : [{ label: 'Type', value: node.accessType }]),
    ...(possibleKeys.length === 0 ? [] : [{ label: 'Possible keys', value: possibleKeys.join(', ') }]),
    ...(node.keyLength === undefined ? [] : [{ label: 'Key bytes used', value: node.keyLength }]),
    ...(node.ref === undefined ? [] : [{ label: 'Compared with', value: node.ref }]),
    ...(node.partitions === undefined ? [] : [{ label: 'Partitions', value: node.partitions }]),
  ];
  return {
    id: node.id,
    title: tableName === undefined ? (table ?? 'Result') : `${tableName} (${table ?? ''})`,
    access,
    tone: access === 'Full scan' ? 'bad' : access === 'Index scan' ? 'warning' : 'plain',
    ...(rows === undefined
      ? {}
      : {
          rows:
            out === undefined
              ? `${rowsText(rows)} (estimate)`
              : `${rowsText(rows)} in, ${formatCount(out)} out (estimate)`,
        }),
    ...(key === undefined ? {} : { key }),
    facts,
    notes: extra.map(({ sentence }) => sentence),
    children: node.children.map(nodeModel),
  };
}

function parseKey(key: string): readonly [string | undefined, string | undefined] {
  try {
    const value: unknown = JSON.parse(key);
    return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string'
      ? [value[0], value[1]]
      : [undefined, undefined];
  } catch (error) {
    // The key of a panel restored from an older version: it stands for nothing now.
    if (error instanceof SyntaxError) return [undefined, undefined];
    throw error;
  }
}

/** "38 %" with one decimal below ten: for the dashboard and the statement's page. */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** A statement as one short line. */
export function statementLine({ text }: StatementDigest): string {
  return shortText(text, 160);
}

function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${formatCount(rows)} rows`;
}
