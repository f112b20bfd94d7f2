import { OpsError } from '../../core/base/errors';
import type { BulkSession } from '../../core/connections/bulk';
import type { SqlClient } from '../../core/connections/sql';
import type { WorkloadStatement } from '../../core/queries/advisor/workload';
import { explainStatement } from '../../core/queries/explain/explain';
import { proofText, suggestionText } from '../../core/queries/indexTree';
import type { UnneededIndex } from '../../core/queries/indexes/unneeded';
import { canHideIndexes, hideIndex, showIndex, tryInvisible as tryOn } from '../../core/queries/proof/invisible';
import type { Proof, StatementProof } from '../../core/queries/proof/proof';
import { beginTrial, endTrial, leftTrials } from '../../node/indexTrials';
import type { App, SqlSession } from '../app';
import { liveDatabaseOf, operationOn } from '../backups/operation';
import type { Workspace } from '../workspace';
import { catalogOf } from './facts';
import type { Shown } from './findIndexes';
import { changeOf, goneIndex, type IndexSubject, subjectOf, tableOf } from './indexChange';
import { refuseProduction, sessionOpener } from './prove';

/**
 * Tries an index on the real table of a server that is not production, through the guard (T2): a suggested one is made out of
 * sight, measured and dropped; one that may go is hidden, plans are asked for, and it is shown again. What takes it back is on
 * the disk before anything is run.
 *
 * @returns what was found, in a sentence
 * @throws OpsError `gone`, `production`, `unsupported`, what guard and driver throw
 */
export async function tryInvisible(
  workspace: Workspace,
  app: App,
  id: string,
  { show }: Shown,
  signal: AbortSignal,
): Promise<string> {
  const known = await workspace.queries.of(app, signal);
  const subject = subjectOf(known, id);
  if (subject === undefined) throw goneIndex();
  const statements = known.advice?.value.workload.statements ?? [];
  const proof = await app.withOwnSql(signal, async (client, used) => {
    refuseProduction(used);
    if (!canHideIndexes(client.server))
      throw new OpsError('unsupported', `${client.server.version} has no invisible indexes.`, {
        safe: 'Nothing was changed.',
        next: 'Prove it on a scratch copy.',
      });
    await takeBackLeft(workspace, app, used, signal);
    const schema = liveDatabaseOf(used);
    const catalog = await catalogOf(known, client, schema, signal);
    show('Trying it on the real table', 0.2);
    return subject.kind === 'add'
      ? tryNew(workspace, app, { used, client, subject, statements, schema, name: nameOf(subject, catalog, used), signal })
      : tryWithout(workspace, app, { used, client, unneeded: subject.unneeded, statements, schema, signal });
  });
  known.proofs.set(id, proof);
  workspace.queries.tell(app.root);
  if (subject.kind === 'add') return `${suggestionText(subject.suggestion)}: ${proofText(proof)}.`;
  const { table, index } = subject.unneeded;
  const needed = proof.statements.filter(({ used }) => used).length;
  return needed === 0
    ? `No statement of the list reads ${table}.${index}; it is shown again.`
    : `${needed === 1 ? '1 statement uses' : `${needed} statements use`} ${table}.${index}; it is shown again.`;
}

type Added = Extract<IndexSubject, { readonly kind: 'add' }>;

interface Trial {
  readonly used: SqlSession;
  readonly client: SqlClient;
  readonly statements: readonly WorkloadStatement[];
  readonly schema: string;
  readonly signal: AbortSignal;
}

function nameOf(subject: Added, catalog: Parameters<typeof tableOf>[0], used: SqlSession): string {
  const change = changeOf(subject, tableOf(catalog, subject), used);
  return 'index' in change && typeof change.index !== 'string' ? change.index.name : subject.suggestion.id;
}

function tryNew(
  workspace: Workspace,
  app: App,
  { used, client, subject, statements, schema, name, signal }: Trial & { readonly subject: Added; readonly name: string },
): Promise<Proof> {
  const { suggestion } = subject;
  const concerned = new Set(suggestion.gains.map(({ statement }) => statement));
  const operation = operationOn(workspace, app, used, {
    id: 'database.tryInvisible',
    tier: 2,
    title: `Try ${suggestionText(suggestion)} on the real table`,
    preview: [
      `ALTER TABLE ${suggestion.index.table} ADD INDEX ${name} … ${client.server.flavour === 'mysql' ? 'INVISIBLE' : 'IGNORED'}`,
      '-- the statements with it and without it',
      `ALTER TABLE ${suggestion.index.table} DROP INDEX ${name}`,
    ],
    verb: 'Build, Measure and Drop',
  });
  return workspace.guard.run(
    operation,
    async (permit) => {
      const session = await sessionOpener(app, permit, used)(signal);
      const done: (() => Promise<void>)[] = [];
      try {
        const proof = await tryOn(
          session,
          {
            schema,
            index: suggestion.index,
            name,
            statements: statements.filter(({ id }) => concerned.has(id)),
            production: false,
            onChange: async ({ undo }) => {
              const trial = await beginTrial(app.root, { profile: used.profile.id, undo });
              done.push(() => endTrial(app.root, trial));
            },
          },
          signal,
        );
        for (const end of done) await end();
        return proof;
      } finally {
        await session.close();
      }
    },
    signal,
  );
}

/** Hides an index that exists, asks for the plans of the statements of its table, and shows it again. */
function tryWithout(
  workspace: Workspace,
  app: App,
  { used, client, unneeded, statements, schema, signal }: Trial & { readonly unneeded: UnneededIndex },
): Promise<Proof> {
  const { table, index } = unneeded;
  const hide = hideIndex(client.server, schema, table, index);
  const show = showIndex(client.server, schema, table, index);
  const operation = operationOn(workspace, app, used, {
    id: 'database.hideIndex',
    tier: 2,
    title: `Hide ${table}.${index} for a moment`,
    preview: [hide, '-- EXPLAIN of the statements of its table', show],
    verb: 'Hide, Explain and Show',
  });
  return workspace.guard.run(
    operation,
    async (permit) => {
      const started = performance.now();
      const before = await plansOf(client, table, statements, schema, signal);
      const session: BulkSession = await sessionOpener(app, permit, used)(signal);
      try {
        const trial = await beginTrial(app.root, { profile: used.profile.id, undo: show });
        let after: Plans;
        try {
          await session.run(hide, signal);
          after = await plansOf(client, table, statements, schema, signal);
        } finally {
          // Not with the caller's signal: whatever was cancelled, the index has to be seen again.
          await session.run(show, AbortSignal.timeout(60_000));
        }
        await endTrial(app.root, trial);
        return proofWithout({ unneeded, before, after, client, ms: performance.now() - started });
      } finally {
        await session.close();
      }
    },
    signal,
  );
}

type Plans = ReadonlyMap<string, Awaited<ReturnType<typeof explainStatement>>>;

/** Statements that are explained for one table. */
const mostStatements = 50;

async function plansOf(
  client: SqlClient,
  table: string,
  statements: readonly WorkloadStatement[],
  schema: string,
  signal: AbortSignal,
): Promise<Plans> {
  const plans = new Map<string, Awaited<ReturnType<typeof explainStatement>>>();
  for (const { id, calls } of statements) {
    const call = calls.find(({ runnable }) => runnable);
    const reads = call?.blocks.blocks.some(({ tables }) => tables.some((use) => use.table === table)) === true;
    if (call === undefined || !reads || plans.size >= mostStatements) continue;
    plans.set(id, await explainStatement(client, { sql: call.sql, schema, signal }));
  }
  return plans;
}

function proofWithout(given: {
  readonly unneeded: UnneededIndex;
  readonly before: Plans;
  readonly after: Plans;
  readonly client: SqlClient;
  readonly ms: number;
}): Proof {
  const { unneeded, before, after, client, ms } = given;
  const statements = [...before].flatMap(([statement, plan]): readonly StatementProof[] => {
    const other = after.get(statement);
    if (other === undefined) return [];
    const used = plan.raw.rows.some((row) => row.includes(unneeded.index));
    return [{ statement, used, before: { plan }, after: { plan: other } }];
  });
  return {
    way: 'invisible',
    index: { table: unneeded.table, columns: [] },
    statements: statements.filter(({ used }) => used),
    // "proven" of an index that may go: statements do use it.
    verdict: statements.some(({ used }) => used) ? 'proven' : 'notUsed',
    at: new Date().toISOString(),
    server: client.server.version,
    fraction: 1,
    tookMs: Math.round(ms),
    remarks: [
      `${statements.length === 1 ? '1 statement' : `${statements.length} statements`} of its table were explained with it and without it; only those with a known call can be.`,
    ],
  };
}

/** Takes back what trials of a process that is gone left on this server. */
export async function takeBackLeft(
  workspace: Workspace,
  app: App,
  used: SqlSession,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const left = (await leftTrials(app.root)).filter(({ profile }) => profile === used.profile.id);
  if (left.length === 0) return [];
  const operation = operationOn(workspace, app, used, {
    id: 'database.takeBackTrials',
    tier: 2,
    title: 'Take back what an interrupted trial left',
    preview: left.map(({ undo }) => undo),
    verb: 'Take Back',
  });
  return workspace.guard.run(
    operation,
    async (permit) => {
      const session = await sessionOpener(app, permit, used)(signal);
      try {
        for (const trial of left) {
          await session.run(trial.undo, signal).catch((error: unknown) => {
            // 1091: the index is not there, so the trial was taken back already.
            if (!(error instanceof OpsError) || !/\b1091\b/.test(error.message)) throw error;
          });
          await endTrial(app.root, trial);
        }
      } finally {
        await session.close();
      }
      return left.map(({ undo }) => undo);
    },
    signal,
  );
}
