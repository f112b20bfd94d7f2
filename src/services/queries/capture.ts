import { isAbort, messageOf, OpsError } from '../../core/base/errors';
import type { CaptureBegun } from '../../core/queries/capture/journal';
import { type CapturePlan, planCapture } from '../../core/queries/capture/plan';
import { startCapture as begin } from '../../core/queries/capture/capture';
import { endedRemarks, forgetCapture, revertCapture } from '../../core/queries/capture/revert';
import { captureOwner, newCaptureId, openCaptureJournal, openCaptures } from '../../node/captureJournal';
import type { App, SqlSession } from '../app';
import { operationOn } from '../backups/operation';
import type { Workspace } from '../workspace';

/** A capture that this window began and has not ended yet. */
interface Running {
  /** Ends it before its time. */
  readonly stop: AbortController;
  /** Settles with what is said when the server is set back. */
  readonly ended: Promise<string>;
}

const running = new WeakMap<App, Running>();

/** Setting the server back may take this long, connecting included. Milliseconds. */
const revertMs = 30_000;

/**
 * Sets the server to write down slow statements, through the guard (T2), and sets it back when the time is over, on
 * `stopCapture`, or when the window closes. What was set is on the disk before it is set.
 *
 * @returns what was begun, in a sentence, once the server is set
 * @throws OpsError `running` when one is open already, `noPrivilege` with the GRANT, what the guard and the driver throw
 */
export async function startCapture(
  workspace: Workspace,
  app: App,
  minutes: number,
  signal: AbortSignal,
): Promise<string> {
  const [open] = await openCaptures(app.root, { now: new Date(), atWork: workspace.queries.atWork }, signal);
  if (running.has(app) || open !== undefined)
    throw new OpsError('running', 'A capture of this application is open already.', {
      next: 'Stop it first: “Stop Capturing Slow Queries”.',
    });
  const { plan, used } = await app.withOwnSql(signal, async (client, session) => {
    const log = { to: 'table', thresholdSeconds: 0.05, withoutIndex: false } as const;
    const whole = await planCapture(client, { minutes, log, recentStatements: true }, signal);
    // What recent statements need may be refused where the slow log is allowed: better half of it than nothing.
    const plan =
      whole.grants.length === 0 ? whole : await planCapture(client, { minutes, log, recentStatements: false }, signal);
    return { plan, used: session };
  });
  if (plan.grants.length > 0)
    throw new OpsError('noPrivilege', 'This login may not change what the server writes down.', {
      safe: 'Nothing was changed.',
      next: `An administrator can allow it: ${plan.grants.join(' ')}`,
    });
  if (plan.settings.length === 0)
    throw new OpsError('nothingToSet', 'The server writes all of it down already.', {
      safe: 'Nothing was changed.',
      next: 'Choose the slow log as the source.',
    });
  await runCapture(workspace, app, { plan, used, minutes, signal });
  return [`Capturing for ${minutes} minutes; the server is set back by itself.`, ...plan.remarks].join(' ');
}

/** Resolves when the server is set; goes on until it is set back. */
function runCapture(
  workspace: Workspace,
  app: App,
  given: {
    readonly plan: CapturePlan;
    readonly used: SqlSession;
    readonly minutes: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { plan, used, minutes, signal } = given;
  const operation = operationOn(workspace, app, used, {
    id: 'database.capture',
    tier: 2,
    title: `Capture slow queries for ${minutes} minutes`,
    preview: [...plan.statements, `-- after ${minutes} minutes:`, ...plan.reverting],
    verb: 'Set and Capture',
  });
  return new Promise<void>((resolve, reject) => {
    const stop = new AbortController();
    const id = newCaptureId(new Date());
    let begins = false;
    let failed = false;
    // Before there is a journal: whoever finds it sees that somebody is at it.
    workspace.queries.atWork.add(id);
    const ended = workspace.guard.run(
      operation,
      async (permit) => {
        const journal = await openCaptureJournal(app.root, id);
        const { profile, environment } = used;
        begins = true;
        const begun = await app.withSqlOf(used, signal, (client) =>
          begin(
            client,
            permit,
            plan,
            { id, owner: captureOwner(), environment: environment.id, profile: profile.id, now: new Date() },
            journal,
            signal,
          ),
        );
        resolve();
        workspace.queries.tell(app.root);
        await until(new Date(begun.until), stop.signal);
        // Not where the app leads by now: another environment may be in use, or the window closed.
        const end = await app.withSqlOf(used, AbortSignal.timeout(revertMs), (client) =>
          revertCapture(client, permit, begun, journal),
        );
        return ['The server is set back as it was.', ...endedRemarks(end)].join(' ');
      },
      signal,
    );
    running.set(app, { stop, ended });
    const gone = workspace.queries.onDidClose(() => stop.abort());
    workspace.queries.runs(ended);
    ended
      .catch((error: unknown) => {
        failed = true;
        reject(error);
        if (!isAbort(error))
          workspace.host.logger.error(`${app.name}: a capture could not be set back. ${messageOf(error)}`, error);
      })
      .finally(() => {
        gone.dispose();
        running.delete(app);
        workspace.queries.atWork.delete(id);
        workspace.queries.tell(app.root);
        if (begins && failed) workspace.queries.leave();
      });
  });
}

/** Resolves at a moment, or when it is ended before. */
function until(moment: Date, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, moment.getTime() - Date.now()));
    const ended = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (stop.aborted) ended();
    else stop.addEventListener('abort', ended, { once: true });
  });
}

/**
 * Ends the capture of this window, or one that a crash left, and sets the server back.
 *
 * @returns what was set back, in a sentence
 * @throws OpsError `nothingOpen`, `elsewhere` when another window is at it, what the guard and the driver throw
 */
export async function stopCapture(workspace: Workspace, app: App, signal: AbortSignal): Promise<string> {
  const mine = running.get(app);
  if (mine !== undefined) {
    mine.stop.abort();
    return mine.ended;
  }
  const open = await openCaptures(app.root, { now: new Date(), atWork: workspace.queries.atWork }, signal);
  const left = open.filter(({ state }) => state === 'left');
  if (left.length === 0)
    throw open.length === 0
      ? new OpsError('nothingOpen', 'No capture is open.', { safe: 'The server is as it was.' })
      : new OpsError('elsewhere', 'Another window captures now, and sets the server back when its time is over.');
  const said: string[] = [];
  for (const { begun } of left) said.push(await revertLeft(workspace, app, begun, signal));
  return said.join(' ');
}

/**
 * Ends the journals of captures that nobody is at, without setting anything back: for a server that is gone for good, or that
 * somebody has set back by hand. Only for a person who says so; no server is asked.
 *
 * @returns what was done, in a sentence
 * @throws OpsError `nothingOpen`, `journalNotWritten`
 */
export async function forgetCaptures(workspace: Workspace, app: App, signal: AbortSignal): Promise<string> {
  const open = await openCaptures(app.root, { now: new Date(), atWork: workspace.queries.atWork }, signal);
  const left = open.filter(({ state }) => state === 'left');
  if (left.length === 0) throw new OpsError('nothingOpen', 'No interrupted capture is open.');
  for (const { begun } of left) await forgetCapture(await openCaptureJournal(app.root, begun.id));
  return 'Nothing was set back, and nothing will ask again.';
}

async function revertLeft(workspace: Workspace, app: App, begun: CaptureBegun, signal: AbortSignal): Promise<string> {
  return app.withOwnSql(signal, async (client, used) => {
    if (begun.profile !== used.profile.id)
      throw new OpsError('otherEnvironment', `The capture of ${begun.at} was made in ${begun.environment}.`, {
        safe: 'Nothing was changed.',
        next: 'Switch to that environment and stop the capture there.',
      });
    const operation = operationOn(workspace, app, used, {
      id: 'database.stopCapture',
      tier: 1,
      title: 'Set back what an interrupted capture left',
      preview: begun.settings.map(({ name, before }) => `-- ${name}: ${before}`),
      verb: 'Set Back',
    });
    const journal = await openCaptureJournal(app.root, begun.id);
    const end = await workspace.guard.run(operation, (permit) => revertCapture(client, permit, begun, journal), signal);
    return ['The server is set back as it was.', ...endedRemarks(end)].join(' ');
  });
}
