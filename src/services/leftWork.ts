import { openCaptures } from '../node/captureJournal';
import { leftTrials } from '../node/indexTrials';
import type { App } from './app';
import type { Workspace } from './workspace';

/** What nobody is at any more and is still on the server of one app: of a process that is gone, or of this one that failed. */
export interface LeftWork {
  readonly app: App;
  /** Captures of slow statements that nobody is going to end. */
  readonly captures: number;
  /** Indexes that were being tried on a real table. */
  readonly trials: number;
}

/** Apps with work that a crash or a failure left, as their journals say: files alone are read, and nobody is asked. */
export async function leftWork(
  { apps, host, queries }: Workspace,
  now: Date,
  signal: AbortSignal,
): Promise<readonly LeftWork[]> {
  const found: LeftWork[] = [];
  for (const app of apps) {
    signal.throwIfAborted();
    try {
      const captures = (await openCaptures(app.root, { now, atWork: queries.atWork }, signal)).filter(
        ({ state }) => state === 'left',
      ).length;
      const trials = (await leftTrials(app.root, queries.atWork)).length;
      if (captures + trials > 0) found.push({ app, captures, trials });
    } catch (error) {
      signal.throwIfAborted();
      // A folder that this user may not read holds nothing that this user left.
      host.logger.warn(`${app.name}: journals of captures and trials could not be read. ${String(error)}`);
    }
  }
  return found;
}
