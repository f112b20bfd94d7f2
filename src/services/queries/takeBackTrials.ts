import { messageOf, OpsError } from '../../core/base/errors';
import type { BulkSession } from '../../core/connections/bulk';
import { serverErrorNumber } from '../../core/queries/serverErrors';
import { endTrial, type IndexTrial, leftTrials } from '../../node/indexTrials';
import type { App, SqlSession } from '../app';
import { operationOn } from '../backups/operation';
import type { Workspace } from '../workspace';
import { sessionOpener } from './prove';

/** Opens one more writing session where the trial runs. */
export type OpenSession = (signal: AbortSignal) => Promise<BulkSession>;

/** Taking a trial back may take this long, waiting for locks included. Milliseconds. */
export const undoMs = 60_000;

/**
 * Takes a trial back through a session of its own: the one that made it was lost, or a late KILL hit it.
 *
 * @throws OpsError `trialLeft` with the statement when that fails too; the trial is tried again at the next one
 */
export async function takeBackElsewhere(
  { queries }: Workspace,
  app: App,
  { open, trial, failed }: { readonly open: OpenSession; readonly trial: IndexTrial; readonly failed: unknown },
): Promise<void> {
  try {
    const limit = AbortSignal.timeout(undoMs);
    const session = await open(limit);
    try {
      await undoTrial(session, trial, limit);
    } finally {
      await session.close();
    }
    await endTrial(app.root, trial, queries.atWork);
  } catch (error) {
    // Nobody is at it any more: it may be tried again like those of processes that are gone.
    queries.atWork.delete(trial.id);
    throw new OpsError(
      'trialLeft',
      `The trial could not be taken back: ${messageOf(error)}`,
      {
        safe: 'No row of the table was touched. It is written down, and taken back before the next trial.',
        next: `An administrator can do it now: ${trial.undo};`,
      },
      { cause: failed },
    );
  }
}

/** Database, table or index are not there (any more), so that nothing is left of the trial. */
const nothingLeft: ReadonlySet<number> = new Set([1049, 1091, 1146, 1176]);

async function undoTrial(session: BulkSession, { undo }: IndexTrial, signal: AbortSignal): Promise<void> {
  await session.run(undo, signal).catch((error: unknown) => {
    if (!nothingLeft.has(serverErrorNumber(error) ?? 0)) throw error;
  });
}

/**
 * Takes back what trials of a process that is gone left on the server of the environment in use, through the guard (T2).
 *
 * @returns what was taken back, in a sentence
 * @throws OpsError `nothingOpen`, `otherEnvironment`, what guard and driver throw
 */
export async function takeBackTrials(workspace: Workspace, app: App, signal: AbortSignal): Promise<string> {
  const left = await leftTrials(app.root, workspace.queries.atWork);
  if (left.length === 0)
    throw new OpsError('nothingOpen', 'No trial is open.', { safe: 'The tables are as they were.' });
  const taken = await app.withOwnSql(signal, (_client, used) => takeBackLeft(workspace, app, used, signal));
  if (taken.length === 0)
    throw new OpsError('otherEnvironment', `The trial was made on ${left.map(({ profile }) => profile).join(', ')}.`, {
      safe: 'Nothing was changed.',
      next: 'Switch to that environment and take it back there.',
    });
  return taken.length === 1 ? 'The trial was taken back.' : `${taken.length} trials were taken back.`;
}

/** Takes back what trials of a process that is gone left on this server. */
export async function takeBackLeft(
  workspace: Workspace,
  app: App,
  used: SqlSession,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const left = (await leftTrials(app.root, workspace.queries.atWork)).filter(
    ({ profile }) => profile === used.profile.id,
  );
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
          await undoTrial(session, trial, signal);
          await endTrial(app.root, trial, workspace.queries.atWork);
        }
      } finally {
        await session.close();
      }
      return left.map(({ undo }) => undo);
    },
    signal,
  );
}
