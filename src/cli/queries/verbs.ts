import { readFile } from 'node:fs/promises';
import { formatBytes, formatCount, formatDuration } from '../../core/base/format';
import { messageOf, OpsError } from '../../core/base/errors';
import { shortText } from '../../core/queries/statementText';
import type { QueryVerb } from './arguments';
import { planLines } from './planText';
import type { QueryAnswer, QueryRun } from './runQueries';
import { writeNew } from './writeNew';

/** What each verb does. Each rejects with an OpsError for what kept it from working. */
export const verbs: Readonly<Record<QueryVerb, (run: QueryRun) => Promise<QueryAnswer>>> = {
  slow,
  explain,
  advise,
  migration,
};

async function slow({ queries, workspace, app, command, signal }: QueryRun): Promise<QueryAnswer> {
  const { snapshot, title } = await queries.slowList(workspace, app, command.limit, signal);
  const { statements, digests, totalMs, uncaptured, remarks = [] } = snapshot;
  const since = snapshot.since === undefined ? '' : `, since ${snapshot.since.toISOString()}`;
  const rows = statements
    .slice(0, command.limit)
    .map(
      ({ loadShare, calls, averageMs, p95Ms, rowsExaminedPerCall, text, digest }) =>
        `${(loadShare * 100).toFixed(1).padStart(5)} %  ${callsText(calls).padStart(15)}  ${(p95Ms === undefined ? `avg ${formatDuration(averageMs)}` : `p95 ${formatDuration(p95Ms)}`).padStart(12)}  ${(rowsExaminedPerCall === undefined ? '' : `${formatCount(rowsExaminedPerCall)} rows`).padStart(14)}  ${shortText(text, 120)}\n         ${digest}\n`,
    );
  const notes = [
    ...remarks,
    ...uncaptured.map(({ calls, reason }) => `${callsText(calls)} without a text: ${uncapturedReasons[reason]}.`),
  ];
  return {
    text: `${title}${since}: ${formatCount(digests)} kinds of statements, ${formatDuration(totalMs)} in all.\n${rows.join('')}${notes.map((note) => `${note}\n`).join('')}`,
    data: {
      source: snapshot.source,
      since: snapshot.since?.toISOString() ?? null,
      readAt: snapshot.readAt.toISOString(),
      digests,
      totalCalls: snapshot.totalCalls,
      totalMs,
      remarks: notes,
      statements: statements.slice(0, command.limit).map((statement) => ({
        ...statement,
        firstSeen: statement.firstSeen.toISOString(),
        lastSeen: statement.lastSeen.toISOString(),
      })),
    },
    whole: true,
  };
}

async function explain({ queries, workspace, app, command, signal }: QueryRun): Promise<QueryAnswer> {
  const asked = command.digest === undefined ? { sql: command.sql ?? '' } : { digest: command.digest };
  const { plan, provenance } = await queries.explainAsked(
    workspace,
    app,
    { ...asked, analyze: command.analyze },
    signal,
  );
  return {
    text: [
      `${plan.server}. ${provenance}`,
      ...plan.warnings.map((warning) => `! ${warning}`),
      ...planLines(plan.nodes),
      '',
    ].join('\n'),
    data: {
      server: plan.server,
      executed: plan.executed ?? false,
      provenance,
      warnings: plan.warnings,
      nodes: plan.nodes,
      raw: plan.raw,
    },
    whole: true,
  };
}

async function advise(run: QueryRun): Promise<QueryAnswer> {
  const { queries, workspace, app, command, signal, show } = run;
  await lookForIndexes(run);
  const proof = command.prove ? await queries.proveAll(workspace, app, { show }, signal) : undefined;
  const advice = await queries.adviceData(workspace, app, signal);
  const proofs = Object.fromEntries(
    advice.suggestions.flatMap(({ id, proof: found }) => (found === undefined ? [] : [[id, found]])),
  );
  const unproven = command.prove && advice.suggestions.some(({ id }) => proofs[id] === undefined);
  const lines = advice.suggestions.flatMap((each) => [
    `${each.text}\n`,
    ...each.reasons.map((reason) => `    ${reason}\n`),
    `    about ${formatBytes(each.bytes)}, ${each.statements === 1 ? '1 statement' : `${each.statements} statements`}, saves about ${(each.saves * 100).toFixed(1)} % of reading (model)\n`,
    ...(each.proofText === undefined ? [] : [`    ${each.proofText}\n`]),
  ]);
  return {
    text: [
      `${advice.summary}\n`,
      ...lines,
      ...(proof === undefined ? [] : [`${proof}\n`]),
      ...advice.remarks.map((remark) => `- ${remark}\n`),
      ...unreadLines(advice.unread),
    ].join(''),
    data: { ...advice },
    whole: !unproven,
  };
}

async function lookForIndexes({ queries, workspace, app, command, io, signal, show }: QueryRun): Promise<void> {
  if (command.workload === undefined) {
    await queries.findIndexes(workspace, app, { show }, signal);
    return;
  }
  const file = io.resolve(command.workload);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    // "ENOENT: no such file or directory, open '…'": the file stands there already.
    const [, why = messageOf(error)] = /^[A-Z]+: ([^,]+)/.exec(messageOf(error)) ?? [];
    throw new OpsError('unreadable', `${file} cannot be read: ${why}.`, { safe: 'Nothing was changed.' });
  });
  await queries.findIndexesFor(workspace, app, text, { show }, signal);
}

async function adviceOf(run: QueryRun) {
  const { queries, workspace, app, signal } = run;
  await lookForIndexes(run);
  return queries.adviceData(workspace, app, signal);
}

async function migration(run: QueryRun): Promise<QueryAnswer> {
  const { queries, workspace, app, command, signal } = run;
  const id = command.index === undefined ? undefined : await queries.askForIndex(workspace, app, command.index, signal);
  const ids = id === undefined ? (await adviceOf(run)).suggestions.map((each) => each.id) : [id];
  if (ids.length === 0) return { text: 'No index would help enough.\n', data: { migrations: [] }, whole: true };
  const made: { file: string; text: string; written: boolean; pretended?: readonly string[] }[] = [];
  for (const each of ids) {
    const found = await queries.indexMigrationFile(workspace, app, each, signal);
    const pretended = command.pretend ? await queries.pretendMigration(app, found, signal) : undefined;
    if (command.write) await writeNew(found.file, found.text);
    made.push({
      file: found.file,
      text: found.text,
      written: command.write,
      ...(pretended === undefined ? {} : { pretended }),
    });
  }
  const text = made
    .map(({ file, text: php, written, pretended }) =>
      [
        written ? `Wrote ${file}.` : `// ${file}\n${php.trimEnd()}`,
        ...(pretended ?? []).map((sql) => `-- ${sql}`),
        '',
      ].join('\n'),
    )
    .join('\n');
  return { text, data: { migrations: made }, whole: true };
}

function callsText(calls: number): string {
  return calls === 1 ? '1 call' : `${formatCount(calls)} calls`;
}

const uncapturedReasons = {
  tableFull: 'the digest table is full (performance_schema_digests_size)',
  prepared: 'prepared statements, of which MariaDB keeps no digest',
} as const;

/** Statements without a part in the advice that people are shown; the document has all of them. */
const mostUnread = 10;

function unreadLines(unread: readonly { readonly text: string; readonly reason: string }[]): readonly string[] {
  const lines = [...new Set(unread.map(({ text, reason }) => `? not read (${reason}): ${shortText(text, 120)}\n`))];
  const more = lines.length - mostUnread;
  return more > 0 ? [...lines.slice(0, mostUnread), `? and ${more} more; --json lists them\n`] : lines;
}
