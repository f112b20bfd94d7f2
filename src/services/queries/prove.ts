import { hostname } from 'node:os';
import { treatAs } from '../../core/connections/environment';
import { OpsError } from '../../core/base/errors';
import type { BulkSession } from '../../core/connections/bulk';
import type { Permit } from '../../core/connections/permit';
import type { Suggestion } from '../../core/queries/advisor/advice';
import { proofText, suggestionText } from '../../core/queries/indexTree';
import { dropOrphans } from '../../core/queries/proof/orphans';
import type { Proof } from '../../core/queries/proof/proof';
import { refineOnCopy } from '../../core/queries/proof/onCopy';
import { proveAdvice, proveSuggestion } from '../../core/queries/proof/prove';
import type { App, SqlSession } from '../app';
import { liveDatabaseOf, operationOn } from '../backups/operation';
import type { Workspace } from '../workspace';
import { catalogOf } from './facts';
import type { Shown } from './findIndexes';
import { goneIndex, subjectOf } from './indexChange';

/** Who makes scratch copies, for whoever finds one. */
function scratchOwner(): string {
  return `laravel-ops on ${hostname()}, process ${process.pid}`;
}

/** Opens writing sessions in no database, which end with the permit. */
export function sessionOpener(app: App, permit: Permit, used: SqlSession) {
  return (signal: AbortSignal): Promise<BulkSession> =>
    app.connectBulk(permit, used, { database: undefined, setup: [], signal });
}

/** @throws OpsError `production`: nothing is built there, not even beside the data */
export function refuseProduction({ environment }: SqlSession): void {
  if (treatAs(environment) !== 'production') return;
  throw new OpsError('production', `${environment.name} is production: no index is tried there.`, {
    safe: 'Nothing was changed.',
    next: 'Switch to another environment of this application, or run the proof on a restored backup.',
  });
}

/**
 * Proves one suggestion on a scratch copy, through the guard (T1: it adds a database and drops it). The proof is kept for the
 * view and the page.
 *
 * @returns what was found, in a sentence
 * @throws OpsError `gone`, `production`, what guard, driver and proof throw
 */
export async function proveIndex(
  workspace: Workspace,
  app: App,
  id: string,
  shown: Shown,
  signal: AbortSignal,
): Promise<string> {
  const known = await workspace.queries.of(app, signal);
  const subject = subjectOf(known, id);
  if (subject === undefined || known.advice === undefined) throw goneIndex();
  if (subject.kind === 'drop')
    throw new OpsError('notThisWay', 'An index that may go is tried by hiding it.', {
      next: 'Use “Try as Invisible Index”.',
    });
  const { suggestion } = subject;
  const proof = await proveOne(workspace, app, suggestion, shown, signal);
  known.proofs.set(id, proof);
  workspace.queries.tell(app.root);
  return `${suggestionText(suggestion)}: ${proofText(proof)}.`;
}

async function proveOne(
  workspace: Workspace,
  app: App,
  suggestion: Suggestion,
  { show }: Shown,
  signal: AbortSignal,
): Promise<Proof> {
  const known = await workspace.queries.of(app, signal);
  const statements = known.advice?.value.workload.statements ?? [];
  return app.withOwnSql(signal, async (client, used) => {
    refuseProduction(used);
    const schema = liveDatabaseOf(used);
    const catalog = await catalogOf(known, client, schema, signal);
    const operation = operationOn(workspace, app, used, {
      id: 'database.proveIndex',
      tier: 1,
      title: `Prove ${suggestionText(suggestion)} on a scratch copy`,
      preview: [
        'CREATE DATABASE laravel_ops_scratch_…',
        `-- a sample of the rows of ${suggestion.index.table} and of the tables that its statements read`,
        '-- the index, and the statements with it and without it',
        'DROP DATABASE laravel_ops_scratch_…',
      ],
      verb: 'Build, Measure and Drop',
    });
    return workspace.guard.run(
      operation,
      async (permit) => {
        const open = sessionOpener(app, permit, used);
        show('Looking for scratch copies that a crash left', 0.05);
        await dropLeft(open, signal);
        show('Copying a sample of rows, building the index, running the statements', 0.2);
        return proveSuggestion(open, catalog, suggestion, statements, { who: scratchOwner() }, signal);
      },
      signal,
    );
  });
}

/**
 * Proves all suggestions on one scratch copy, each on top of those before it, and lets the advisor correct its advice by what
 * is measured: suggestions may change. Through the guard (T1).
 *
 * @returns what was found, in a sentence
 * @throws OpsError `nothingFound`, `production`, what guard, driver and proof throw
 */
export async function proveAll(workspace: Workspace, app: App, { show }: Shown, signal: AbortSignal): Promise<string> {
  const known = await workspace.queries.of(app, signal);
  const given = known.advice;
  if (given === undefined || given.value.advice.suggestions.length === 0)
    throw new OpsError('nothingFound', 'No index is suggested.', { next: 'Run “Find Missing Indexes” first.' });
  const { advice, workload, model } = given.value;
  const proven = await app.withOwnSql(signal, async (client, used) => {
    refuseProduction(used);
    const catalog = await catalogOf(known, client, liveDatabaseOf(used), signal);
    const count = advice.suggestions.length;
    const operation = operationOn(workspace, app, used, {
      id: 'database.proveAll',
      tier: 1,
      title: `Prove ${count === 1 ? 'the suggested index' : `${count} suggested indexes`} on a scratch copy`,
      preview: [
        'CREATE DATABASE laravel_ops_scratch_…',
        '-- a sample of the rows of the tables that the statements read',
        ...advice.suggestions.map((suggestion) => `-- ${suggestionText(suggestion)}, with it and without it`),
        'DROP DATABASE laravel_ops_scratch_…',
      ],
      verb: 'Build, Measure and Drop',
    });
    return workspace.guard.run(
      operation,
      async (permit) => {
        const open = sessionOpener(app, permit, used);
        await dropLeft(open, signal);
        show('Copying a sample of rows', 0.1);
        let done = 0;
        return proveAdvice(
          open,
          catalog,
          advice,
          workload.statements,
          {
            who: scratchOwner(),
            ...(model === undefined ? {} : { refine: refineOnCopy(model) }),
            onProof: ({ suggestion }) => show(suggestionText(suggestion), 0.3 + (0.7 * ++done) / count),
          },
          signal,
        );
      },
      signal,
    );
  });
  known.advice = { at: given.at, value: { ...given.value, advice: proven.advice } };
  known.proofs.clear();
  for (const { suggestion, proof } of proven.suggestions)
    if (proof !== undefined) known.proofs.set(suggestion.id, proof);
  workspace.queries.tell(app.root);
  const good = proven.suggestions.filter(({ proof }) => proof?.verdict === 'proven').length;
  const unmeasured = proven.unmeasured.length;
  return `${good} of ${proven.suggestions.length} indexes are proven${unmeasured === 0 ? '' : `; ${unmeasured} statements could not be run on the copy`}.`;
}

/**
 * Drops scratch copies that a crash left on the server of the environment in use, through the guard (T1). Copies that a
 * living process holds are not touched.
 *
 * @returns what was dropped, in a sentence
 */
export async function dropScratch(workspace: Workspace, app: App, signal: AbortSignal): Promise<string> {
  return app.withOwnSql(signal, async (_client, used) => {
    const operation = operationOn(workspace, app, used, {
      id: 'database.dropScratch',
      tier: 1,
      title: 'Drop scratch copies that a crash left',
      preview: ['DROP DATABASE laravel_ops_scratch_… -- those whose owner is gone'],
      verb: 'Drop Left Copies',
    });
    const dropped = await workspace.guard.run(
      operation,
      (permit) => dropLeft(sessionOpener(app, permit, used), signal),
      signal,
    );
    return dropped.length === 0 ? 'No scratch copy was left.' : `Dropped ${dropped.join(', ')}.`;
  });
}

/** Drops scratch copies whose owner is gone. */
async function dropLeft(
  open: (signal: AbortSignal) => Promise<BulkSession>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const session = await open(signal);
  try {
    return (await dropOrphans(session, signal)).dropped;
  } finally {
    await session.close();
  }
}
