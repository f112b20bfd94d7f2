import { OpsError } from '../../core/base/errors';
import { proofText, suggestionText } from '../../core/queries/indexTree';
import { hidesIndexes } from '../../core/queries/indexes/indexDdl';
import { trialStatements, tryInvisible as tryOn } from '../../core/queries/proof/invisible';
import type { Proof } from '../../core/queries/proof/proof';
import { beginTrial, endTrial, type IndexTrial, trialIndexName } from '../../node/indexTrials';
import type { App } from '../app';
import { liveDatabaseOf, operationOn } from '../backups/operation';
import type { Workspace } from '../workspace';
import type { Shown } from './findIndexes';
import { goneIndex, type IndexSubject, subjectOf } from './indexChange';
import { refuseProduction, sessionOpener } from './prove';
import { takeBackElsewhere, takeBackLeft } from './takeBackTrials';
import { type Trial, tryWithout } from './tryWithout';

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
    if (!hidesIndexes(client.server))
      throw new OpsError('unsupported', `${client.server.version} has no invisible indexes.`, {
        safe: 'Nothing was changed.',
        next: 'Prove it on a scratch copy.',
      });
    await takeBackLeft(workspace, app, used, signal);
    const schema = liveDatabaseOf(used);
    show('Trying it on the real table', 0.2);
    return subject.kind === 'add'
      ? tryNew(workspace, app, { used, client, subject, statements, schema, signal })
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

function tryNew(
  workspace: Workspace,
  app: App,
  { used, client, subject, statements, schema, signal }: Trial & { readonly subject: Added },
): Promise<Proof> {
  const { suggestion } = subject;
  const { index } = suggestion;
  const name = trialIndexName();
  const concerned = new Set(suggestion.gains.map(({ statement }) => statement));
  const { make, see, undo } = trialStatements(client.server, { schema, index, name });
  const operation = operationOn(workspace, app, used, {
    id: 'database.tryInvisible',
    tier: 2,
    title: `Try ${suggestionText(suggestion)} on the real table`,
    preview: ['-- the statements without it', make, see, '-- the statements with it', undo],
    verb: 'Build, Measure and Drop',
  });
  return workspace.guard.run(
    operation,
    async (permit) => {
      const open = sessionOpener(app, permit, used);
      const session = await open(signal);
      let trial: IndexTrial | undefined;
      try {
        return await tryOn(
          session,
          {
            schema,
            index,
            name,
            statements: statements.filter(({ id }) => concerned.has(id)),
            production: false,
            // Dropping it takes back whatever is done to it later.
            onChange: async () => {
              trial ??= await beginTrial(app.root, { profile: used.profile.id, undo }, workspace.queries.atWork);
            },
            onUndone: async () => {
              if (trial !== undefined) await endTrial(app.root, trial, workspace.queries.atWork);
              trial = undefined;
            },
          },
          signal,
        );
      } catch (error) {
        if (trial !== undefined) await takeBackElsewhere(workspace, app, { open, trial, failed: error });
        throw error;
      } finally {
        await session.close();
      }
    },
    signal,
  );
}
