import { OpsError } from '../../base/errors';
import { literal, quoted } from '../readRows';
import type { JournalRecord, RestoreJournal } from '../restore/journal';
import { holdName, releaseName } from './onlyOne';
import { checkServer, openSwitch } from './recover';
import type { SwitchSession } from './session';

export interface DropOptions {
  /** host:port or socket of the session, as the journal writes it. */
  readonly server: string;
  /** Every database that any environment or connection of the application names: none of them is ever dropped. */
  readonly configured: ReadonlySet<string>;
  readonly clock?: () => Date;
}

/** Databases that a journal made and that are not the live one, whether they are still there or not; oldest first. */
function ownDatabases(records: readonly JournalRecord[]): readonly string[] {
  const own = new Set<string>();
  let live: string | undefined;
  for (const record of records) {
    if (record.kind === 'begun') {
      own.add(record.database);
      live = record.live;
    }
    if (record.kind !== 'switching') continue;
    const { leaving, coming } = openSwitch([record]) ?? {};
    if (leaving !== undefined) own.add(leaving.home);
    if (coming !== undefined) own.add(coming.home);
  }
  return [...own].filter((each) => each !== live);
}

/**
 * Drops a database that a journal of ours made: a copy, what was live before, or a scratch one. Everything is checked right
 * before: that the journal names it, that this is its server, that it is neither live nor configured anywhere, that no switch is
 * open, that nothing outside points into it, and that the live database is not empty (then this may be all that is left).
 *
 * @throws OpsError `notOurs`, `live`, `open`, `onlyOne`, `referenced`, `otherServer`, `busy`, or what the server said
 */
export async function dropCopy(
  session: SwitchSession,
  database: string,
  journal: RestoreJournal,
  options: DropOptions,
  signal: AbortSignal,
): Promise<void> {
  const begun = (await journal.read()).find(({ kind }) => kind === 'begun');
  if (begun?.kind !== 'begun') throw refused('notOurs', database, 'there is no journal that says who made it');
  await holdName(session, begun.live, 5, signal);
  try {
    const records = await journal.read();
    checkServer(records, options.server);
    checkName(records, database, options.configured);
    await checkServerSide(session, begun, database, records, signal);
    signal.throwIfAborted();
    const at = (): string => (options.clock?.() ?? new Date()).toISOString();
    await journal.append({ kind: 'dropping', at: at(), database });
    // MySQL drops all or nothing; elsewhere what a crash leaves is dropped the next time.
    await session.run(`DROP DATABASE IF EXISTS ${quoted(database)}`, new AbortController().signal);
    await journal.append({ kind: 'dropped', at: at(), database });
  } finally {
    await releaseName(session, begun.live);
  }
}

function checkName(records: readonly JournalRecord[], database: string, configured: ReadonlySet<string>): void {
  const same = (other: string): boolean => other.toLowerCase() === database.toLowerCase();
  for (const record of records)
    if (record.kind === 'begun' && same(record.live)) throw refused('live', database, 'it is the live database');
  if ([...configured].some(same)) throw refused('live', database, 'the application is configured to use it');
  if (/^(?:mysql|sys|information_schema|performance_schema)$/i.test(database))
    throw refused('live', database, 'it belongs to the server');
  if (!ownDatabases(records).includes(database))
    throw refused('notOurs', database, 'the journal of this restore does not name it');
  if (openSwitch(records) !== undefined)
    throw refused('open', database, 'a switch was interrupted and may still need it', 'Recover the switch first.');
}

async function checkServerSide(
  session: SwitchSession,
  { live, purpose }: Extract<JournalRecord, { kind: 'begun' }>,
  database: string,
  records: readonly JournalRecord[],
  signal: AbortSignal,
): Promise<void> {
  const has = (...kinds: readonly JournalRecord['kind'][]): boolean => records.some(({ kind }) => kinds.includes(kind));
  const count = async (sql: string): Promise<number> => Number((await session.rows(sql, signal))[0]?.['count'] ?? 0);
  const tables = (of: string): Promise<number> =>
    count(
      `SELECT COUNT(*) AS count FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal(of)} AND TABLE_TYPE <> 'VIEW'`,
    );
  const held = await tables(database);
  // It may have come from somebody else who took the same name, before a crash kept us from seeing that.
  if (held > 0 && !has('created', 'loaded', 'switching'))
    throw refused('notOurs', database, 'it holds tables, and the journal does not say that this restore made it');
  // A drill may run on another server than the live database's, and half a copy is not what anybody is left with.
  if (purpose === 'restore' && has('loaded', 'switching') && held > 0 && (await tables(live)) === 0)
    throw refused('onlyOne', database, `${live} has no table, so this may be all that is left`);
  const pointing = await count(
    `SELECT COUNT(*) AS count FROM information_schema.REFERENTIAL_CONSTRAINTS
     WHERE UNIQUE_CONSTRAINT_SCHEMA = ${literal(database)} AND CONSTRAINT_SCHEMA <> ${literal(database)}`,
  );
  if (pointing > 0) throw refused('referenced', database, 'foreign keys of another database point into it');
}

function refused(reason: string, database: string, why: string, next?: string): OpsError {
  return new OpsError(reason, `"${database}" is not dropped: ${why}.`, {
    safe: 'Nothing was changed.',
    ...(next === undefined ? {} : { next }),
  });
}
