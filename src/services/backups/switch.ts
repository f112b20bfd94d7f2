import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { OpsError } from '../../core/base/errors';
import { formatCount } from '../../core/base/format';
import { readContents } from '../../core/backups/readContents';
import { rowsOfClient } from '../../core/backups/readRows';
import type { JournalRecord, RestoreJournal } from '../../core/backups/restore/journal';
import { copyName } from '../../core/backups/restore/names';
import { standingOf } from '../../core/backups/restore/standing';
import { readSwitchAccount } from '../../core/backups/switch/account';
import type { SwitchOptions } from '../../core/backups/switch/carryOut';
import type { PlanProblem, SwitchPlan } from '../../core/backups/switch/plan';
import { planSwitch, type PlannedSwitch } from '../../core/backups/switch/planSwitch';
import { checkServer, lastSwitch, recoverSwitch } from '../../core/backups/switch/recover';
import { runSwitch } from '../../core/backups/switch/runSwitch';
import type { Permit } from '../../core/connections/permit';
import { addressText } from '../../core/connections/profile';
import type { SqlClient } from '../../core/connections/sql';
import type { BulkSession } from '../../core/connections/bulk';
import { openRestoreJournal } from '../../node/restoreJournal';
import type { App, SqlSession } from '../app';
import type { Workspace } from '../workspace';
import { databaseNames } from './databases';
import { operationOn } from './operation';
import { atRestore } from './running';
import { both, type Show } from './show';

/** Asks whether risks are taken that matter only when the server dies while tables move. False: nothing is switched. */
export type AcceptRisks = (risks: readonly PlanProblem[]) => Promise<boolean>;

export interface ExchangeOptions {
  readonly show: Show;
  readonly acceptRisks: AcceptRisks;
}

/** What an exchange of databases led to. */
export interface Exchanged {
  /** "shop holds 31 tables of the backup; what was live lies in shop_before_20261123_0307." */
  readonly summary: string;
  readonly live: string;
  /** The database that holds what was live before. */
  readonly kept: string;
  readonly tables: number;
  /** Objects that could not be made anew, and why. */
  readonly remarks: readonly string[];
}

/** A restore that was written down: its journal, what stands in it, and how it began. */
export interface WrittenRestore {
  readonly journal: RestoreJournal;
  readonly records: readonly JournalRecord[];
  readonly begun: Extract<JournalRecord, { kind: 'begun' }>;
}

/** @throws OpsError `noRestore` when there is no such restore */
export async function writtenRestore(app: App, restoreId: string): Promise<WrittenRestore> {
  const journal = await openRestoreJournal(app.root, restoreId);
  const records = await journal.read();
  const begun = records.find((record) => record.kind === 'begun');
  if (begun === undefined)
    throw new OpsError('noRestore', `There is no restore ${restoreId} of ${app.name}.`, {
      safe: 'Nothing was changed.',
    });
  return { journal, records, begun };
}

/**
 * Makes a restored copy the live database; what was live is kept beside it. Through the guard (tier 3), planned before
 * anybody is asked, checked again right before it runs.
 *
 * @throws OpsError `refused` with the reasons when it cannot be exact, and what `runSwitch` rejects with
 */
export async function switchCopy(
  workspace: Workspace,
  app: App,
  restoreId: string,
  { show, acceptRisks }: ExchangeOptions,
  signal: AbortSignal,
): Promise<Exchanged> {
  const restore = await writtenRestore(app, restoreId);
  const loaded = restore.records.find((record) => record.kind === 'loaded');
  if (loaded === undefined)
    throw new OpsError('notLoaded', 'This copy was never completely loaded.', { safe: 'Nothing was changed.' });
  if (restore.begun.purpose === 'drill')
    throw new OpsError('refused', 'This copy was made for a drill: it is removed, and never switched to.', {
      safe: 'Nothing was changed.',
      next: 'Restore the backup, and switch to that copy.',
    });
  if (loaded.missing !== undefined)
    throw new OpsError('refused', `The copy lacks what the server did not take: ${loaded.missing.join(', ')}.`, {
      safe: 'Nothing was changed. A missing trigger or view would be missed silently.',
      next: 'Grant the account what the preflight names, and restore again.',
    });
  const state = standingOf(restore.records)?.kind;
  if (state !== 'copy' && state !== 'undone')
    throw new OpsError('refused', 'There is no copy of this restore to switch to.', {
      safe: 'Nothing was changed.',
      ...(state === 'switched' ? { next: 'It is live already. Undo brings back what was live before.' } : {}),
      ...(state === 'switching' ? { next: 'Recover the interrupted switch first.' } : {}),
    });
  return app.withOwnSql(signal, async (client, used) => {
    const { live, database, tables } = restore.begun;
    // After an undo the backup's data lies where the undo put it.
    const copy = lastSwitch(restore.records)?.leaving.home ?? database;
    const names = { direction: 'switch', live, copy, tables } as const;
    const planned = await planAccepted(client, used, restore, names, acceptRisks, signal);
    return exchange({ workspace, app, client, used, restore, planned, show, verb: 'Switch' }, signal);
  });
}

/**
 * Takes the last switch of a restore back: what was live before is live again, the backup's data is kept beside it.
 *
 * @throws OpsError `nothingToUndo` when nothing was switched, or the old copy is gone
 */
export async function undoSwitch(
  workspace: Workspace,
  app: App,
  restoreId: string,
  { show, acceptRisks }: ExchangeOptions,
  signal: AbortSignal,
): Promise<Exchanged> {
  const restore = await writtenRestore(app, restoreId);
  const last = lastSwitch(restore.records);
  if (last === undefined || standingOf(restore.records)?.kind !== 'switched')
    throw new OpsError('nothingToUndo', 'This restore is not live: there is nothing to undo.', {
      safe: 'Nothing was changed.',
    });
  return app.withOwnSql(signal, async (client, used) => {
    const { live, leaving } = last;
    const tables = last.partial ? last.tables.map(({ name }) => name) : undefined;
    const names = { direction: 'undo', live, copy: leaving.home, tables } as const;
    const planned = await planAccepted(client, used, restore, names, acceptRisks, signal);
    return exchange({ workspace, app, client, used, restore, planned, show, verb: 'Undo' }, signal);
  });
}

/** What the last switch or undo of a restore led to, by its journal; undefined when there was none. */
export function lastExchange(records: readonly JournalRecord[]): Exchanged | undefined {
  const plan = lastSwitch(records);
  return plan === undefined ? undefined : exchangedBy(plan, []);
}

function exchangedBy({ live, leaving, coming, tables }: SwitchPlan, remarks: readonly string[]): Exchanged {
  const moved = tables.filter((table) => table.coming).length;
  return {
    summary: `${live} holds ${formatCount(moved)} tables of ${coming.home}; what was live lies in ${leaving.home}.`,
    live,
    kept: leaving.home,
    tables: moved,
    remarks,
  };
}

interface ExchangeNames {
  readonly direction: 'switch' | 'undo';
  readonly live: string;
  readonly copy: string;
  readonly tables: readonly string[] | undefined;
}

/** Plans, and where only risks stand against it that a person may accept, asks and plans again. */
async function planAccepted(
  client: SqlClient,
  used: SqlSession,
  restore: WrittenRestore,
  names: ExchangeNames,
  acceptRisks: AcceptRisks,
  signal: AbortSignal,
): Promise<PlannedSwitch> {
  const planned = await planExchange(client, used, restore, names, new Set(), signal);
  if (planned.kind === 'plan' || planned.problems.some(({ acceptable }) => acceptable !== true)) return planned;
  if (!(await acceptRisks(planned.problems))) return planned;
  const accepted = new Set(planned.problems.map(({ id }) => id));
  return planExchange(client, used, restore, names, accepted, signal);
}

/** Reads both databases and plans their exchange. Only reads. */
async function planExchange(
  client: SqlClient,
  used: SqlSession,
  restore: WrittenRestore,
  { direction, live, copy, tables }: ExchangeNames,
  accepted: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<PlannedSwitch> {
  checkServer(restore.records, addressText(used.profile.address));
  const read = rowsOfClient(client);
  const taken = await databaseNames(client, signal);
  if (!taken.has(copy))
    throw new OpsError('copyGone', `${copy} is not on ${addressText(used.profile.address)} any more.`, {
      safe: `${live} was not touched.`,
    });
  return planSwitch({
    direction,
    live: await readContents(read, live, signal),
    copy: await readContents(read, copy, signal),
    old: copyName(live, direction === 'switch' ? 'before' : 'restore', new Date(), taken),
    server: client.server,
    account: await readSwitchAccount(read, client.server, signal),
    accepted,
    ...(tables === undefined ? {} : { tables }),
  });
}

interface Exchange {
  readonly workspace: Workspace;
  readonly app: App;
  readonly client: SqlClient;
  readonly used: SqlSession;
  readonly restore: WrittenRestore;
  readonly planned: PlannedSwitch;
  readonly show: Show;
  readonly verb: 'Switch' | 'Undo';
}

const working = { Switch: 'Switching', Undo: 'Bringing back' } as const;

async function exchange(
  { workspace, app, used, restore, planned, show, verb }: Exchange,
  signal: AbortSignal,
): Promise<Exchanged> {
  if (planned.kind === 'refused')
    throw new OpsError('refused', planned.problems.map(({ message }) => message).join(' '), {
      safe: 'Nothing was changed.',
      next: planned.problems.flatMap(({ next }) => (next === undefined ? [] : [next])).join(' '),
    });
  const { plan, steps } = planned;
  const moved = plan.tables.filter(({ coming }) => coming).length;
  const operation = operationOn(workspace, app, used, {
    id: verb === 'Switch' ? 'backups.switch' : 'backups.undo',
    tier: 3,
    title:
      verb === 'Switch'
        ? `Replace ${plan.live} by ${plan.coming.home}`
        : `Bring back ${plan.live} from ${plan.coming.home}`,
    preview: steps.flatMap(({ title, statements }) => [`-- ${title}`, ...statements]),
    verb: verb === 'Switch' ? `Replace ${formatCount(moved)} Tables` : `Bring Back ${formatCount(moved)} Tables`,
  });
  return workspace.guard.run(
    operation,
    async (permit) => {
      const about = { kind: 'switch' as const, root: app.root, title: `${working[verb]} ${plan.live}` };
      const outcome = await atRestore(restore.begun.restoreId, () =>
        workspace.work.run(about, (tell) =>
          inOneSession(app, permit, used, signal, (session) =>
            runSwitch(session, plan, restore.journal, signal, switchOptions(both(show, tell))),
          ),
        ),
      );
      return exchangedBy(plan, outcome.remarks);
    },
    signal,
  );
}

/** Finishes, or takes back, an exchange that was interrupted. Undefined when none was. Through the guard (tier 3). */
export async function recoverExchange(
  workspace: Workspace,
  app: App,
  restoreId: string,
  { show }: { readonly show: Show },
  signal: AbortSignal,
): Promise<string | undefined> {
  const restore = await writtenRestore(app, restoreId);
  return app.withOwnSql(signal, async (_, used) => {
    const operation = operationOn(workspace, app, used, {
      id: 'backups.recover',
      tier: 3,
      title: `Recover the interrupted switch of ${restore.begun.live}`,
      preview: ['-- Looks at what is really there, then finishes the switch or takes it back.'],
      verb: 'Recover',
    });
    const server = addressText(used.profile.address);
    checkServer(restore.records, server);
    return workspace.guard.run(
      operation,
      async (permit) => {
        const outcome = await inOneSession(app, permit, used, signal, (session) =>
          recoverSwitch(session, server, restore.journal, signal, switchOptions(show)),
        );
        if (outcome === undefined) return undefined;
        const { live } = restore.begun;
        const done =
          outcome.live === 'coming' ? `The switch of ${live} was finished.` : `${live} is as it was before the switch.`;
        return [done, ...outcome.remarks].join(' ');
      },
      signal,
    );
  });
}

/** A writing session in no database. */
export async function inOneSession<T>(
  app: App,
  permit: Permit,
  used: SqlSession,
  signal: AbortSignal,
  work: (session: BulkSession) => Promise<T>,
): Promise<T> {
  const session = await app.connectBulk(permit, used, { database: undefined, setup: [], signal });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function switchOptions(show: Show): SwitchOptions {
  return {
    process: { host: hostname(), pid: process.pid },
    wait: async (milliseconds, signal) => {
      show('waiting for transactions to end');
      await wait(milliseconds, undefined, { signal });
    },
    onStep: ({ title }, index, count) => show(title, Math.min(1, index / count)),
  };
}
