import { formatDuration } from '../../base/format';
import {
  counted,
  listed,
  pass,
  type PreflightInput,
  type PreflightJudge,
  unknown,
  verifiedDump,
  warn,
} from './preflightFacts';

const verifyToKnow = 'Verify the backup to know.';

/** Tables that the live database has and the backup has not. After a switch they would be gone. */
export const missingTables: PreflightJudge = {
  id: 'missingTables',
  title: 'Tables',
  judge(input) {
    if (input.tables !== undefined) return undefined;
    const dump = verifiedDump(input);
    if ('unknown' in input.live) return unknown(input.live.unknown);
    if (dump === undefined)
      return unknown(
        `${input.target.live} has ${counted(input.live.value.tables.length, 'table')}. Nobody has counted those of the backup.`,
        verifyToKnow,
      );
    const there = new Set(dump.tables.map(({ name }) => name));
    const missing = input.live.value.tables.map(({ name }) => name).filter((name) => !there.has(name));
    if (missing.length > 0)
      return warn(
        `${input.target.live} has ${counted(missing.length, 'table')} that the backup has not: ${listed(missing)}.`,
        `After a switch the application does not find ${missing.length === 1 ? 'it' : 'them'}; the data stays in ${input.target.before}.`,
      );
    return pass(`The backup has every table of ${input.target.live}, ${counted(dump.tables.length, 'table')} in all.`);
  },
};

/** Views, triggers, routines and events that a dump left out: spatie/db-dumper leaves out routines and events unless told. */
export const missingObjects: PreflightJudge = {
  id: 'missingObjects',
  title: 'Views, triggers, routines, events',
  judge(input) {
    if (input.tables !== undefined) return undefined;
    const dump = verifiedDump(input);
    if ('unknown' in input.live) return unknown(input.live.unknown);
    const live = input.live.value;
    const kinds = [
      { one: 'view', has: live.views.map(({ name }) => name), dump: dump?.views, option: '' },
      { one: 'trigger', has: live.triggers.map(({ name }) => name), dump: dump?.triggers, option: '--triggers' },
      { one: 'routine', has: live.routines.map(({ name }) => name), dump: dump?.routines, option: '--routines' },
      { one: 'event', has: live.events.map(({ name }) => name), dump: dump?.events, option: '--events' },
    ] as const;
    if (dump === undefined) {
      const some = kinds.filter(({ has }) => has.length > 0).map(({ has, one }) => counted(has.length, one));
      if (some.length === 0) return pass(`${input.target.live} has none.`);
      return unknown(
        `${input.target.live} has ${some.join(', ')}. Whether the backup has them is not known.`,
        verifyToKnow,
      );
    }
    const fewer = kinds.filter(({ has, dump: count }) => (count ?? 0) < has.length);
    if (fewer.length === 0)
      return pass(`The backup has all of them: ${kinds.map((kind) => counted(kind.dump ?? 0, kind.one)).join(', ')}.`);
    const options = fewer.map(({ option }) => option).filter((option) => option !== '');
    return warn(
      fewer
        .map(
          ({ one, has, dump: count = 0 }) =>
            `The backup has ${counted(count, one)}, ${input.target.live} has ${has.length}: ${listed(has)}.`,
        )
        .join(' '),
      `After a switch these are missing; they stay in ${input.target.before}.${options.length === 0 ? '' : ` For the next backups add ${options.join(' ')} to the dump’s options.`}`,
    );
  },
};

/** Foreign keys that cross the border of the database, or of the choice. */
export const foreignKeys: PreflightJudge = {
  id: 'foreignKeys',
  title: 'Foreign keys',
  judge(input) {
    if ('unknown' in input.live) return unknown(input.live.unknown);
    const { tables } = input.live.value;
    const chosen = input.tables === undefined ? undefined : new Set(input.tables);
    const own = tables.filter(({ name }) => chosen === undefined || chosen.has(name));
    const keys = own.flatMap(({ name, foreignKeys: all }) => all.map((key) => ({ table: name, ...key })));
    const out = keys.filter(({ referencedDatabase }) => referencedDatabase !== input.target.live);
    if (out.length > 0)
      return warn(
        `${counted(out.length, 'foreign key')} ${out.length === 1 ? 'leads' : 'lead'} to another database: ${listed(out.map(({ table, referencedDatabase, referencedTable }) => `${table} → ${referencedDatabase}.${referencedTable}`))}.`,
        `The backup does not hold the other side. ${chosen === undefined ? 'A switch is not possible while they are there.' : 'The copy refers to it all the same.'}`,
      );
    const { foreignKeysInto } = input.facts;
    if (chosen === undefined && 'value' in foreignKeysInto && foreignKeysInto.value.length > 0)
      return warn(
        `Tables of other databases refer to ${input.target.live}: ${listed(foreignKeysInto.value)}.`,
        'They would follow the old tables. A switch is not possible before they are dropped; restoring is.',
      );
    const cut = chosen === undefined ? [] : keys.filter(({ referencedTable }) => !chosen.has(referencedTable));
    if (cut.length > 0)
      return warn(
        `Chosen tables refer to tables that you left out: ${listed([...new Set(cut.map(({ table, referencedTable }) => `${table} → ${referencedTable}`))])}.`,
        'The copy then has rows without the other side. Choose these tables too, or take it so.',
      );
    if (keys.length === 0) return pass('There are no foreign keys to keep in order.');
    return pass(
      `${counted(keys.length, 'foreign key')}: the restore creates them after all rows, so their order does not matter.`,
    );
  },
};

/** Seconds from which on a transaction is one that somebody left open. */
const longSeconds = 20;

/** A switch waits for everybody who holds a lock. */
export const openSessions: PreflightJudge = {
  id: 'openSessions',
  title: 'Connections and transactions',
  judge({ facts: { sessions, transactions, server }, target }) {
    if ('unknown' in sessions) return unknown(sessions.unknown);
    const { inLive, all } = sessions.value;
    if ('value' in transactions) {
      const long = transactions.value.filter(({ seconds }) => seconds >= longSeconds);
      const longest = long.toSorted((a, b) => b.seconds - a.seconds)[0];
      if (longest !== undefined)
        return warn(
          `${counted(long.length, 'transaction')} ${long.length === 1 ? 'has' : 'have'} been open for long. The oldest: ${formatDuration(longest.seconds * 1000)}, connection ${longest.connectionId} of ${longest.user}.`,
          'The restore does not mind. The switch waits for it: end it, or stop the workers first.',
        );
    }
    if (!all)
      return unknown(
        `${server.currentUser} sees its own sessions alone, because it lacks PROCESS.`,
        'The switch waits for open transactions. Stop workers and long reports before it.',
      );
    const open = `${counted(inLive, 'connection')} ${inLive === 1 ? 'works' : 'work'} in ${target.live}`;
    if ('unknown' in transactions)
      return unknown(`${open}. Whether a transaction is open for long is not known: ${transactions.unknown}`);
    return pass(`${open}. No transaction has been open for ${longSeconds} s.`);
  },
};

/** Migrations that ran since the backup, and what the code expects. */
export const migrations: PreflightJudge = {
  id: 'migrations',
  title: 'Migrations',
  judge(input) {
    const { ranMigrations } = input.facts;
    if (input.tables !== undefined && !input.tables.includes('migrations')) return undefined;
    const code = input.application?.migrations;
    const dump = migrationsInDump(input);
    if ('unknown' in ranMigrations) return unknown(ranMigrations.unknown);
    const ran = ranMigrations.value.length;
    if (dump === undefined)
      return unknown(
        `${counted(ran, 'migration')} ran in ${input.target.live}. How many the backup has is not known.`,
        verifyToKnow,
      );
    if (dump < ran)
      return warn(
        `The backup has ${counted(dump, 'migration')}, ${input.target.live} has ${ran}. The code may expect columns that the copy lacks.`,
        'After the switch run php artisan migrate before you let visitors in.',
      );
    if (dump > ran)
      return warn(
        `The backup has ${counted(dump, 'migration')}, ${input.target.live} has ${ran}. The backup is newer than the schema in use.`,
        'Check that the code in use fits the backup: php artisan migrate:status after the switch.',
      );
    const done = new Set(ranMigrations.value);
    const pending = code?.filter((name) => !done.has(name)) ?? [];
    if (pending.length > 0)
      return warn(
        `${counted(pending.length, 'migration')} of the code did not run yet: ${listed(pending, 2)}.`,
        'That is so with or without the restore. Run php artisan migrate after the switch.',
      );
    return pass(`Backup and ${input.target.live} have ${counted(dump, 'migration')} each.`);
  },
};

function migrationsInDump(input: PreflightInput): number | undefined {
  const tables = verifiedDump(input)?.tables;
  // A table prefix stands before the name; of several the shortest is Laravel's own.
  const found = tables?.filter(({ name }) => name === 'migrations' || name.endsWith('_migrations'));
  return found?.toSorted((a, b) => a.name.length - b.name.length)[0]?.rows;
}

/** Encrypted columns can be read only with the key of their time. Silent for applications that encrypt no column. */
export const appKey: PreflightJudge = {
  id: 'appKey',
  title: 'APP_KEY',
  judge({ application }) {
    const encrypted = application?.encryptedAttributes ?? [];
    if (encrypted.length === 0) return undefined;
    const { keyNow, keyThen } = application ?? {};
    const why = `${listed(encrypted)} ${encrypted.length === 1 ? 'is' : 'are'} encrypted with APP_KEY.`;
    if (keyNow === undefined || keyThen === undefined)
      return unknown(
        `${why} Whether the key has changed since the backup is not known.`,
        'If it has, keep the old key in APP_PREVIOUS_KEYS.',
      );
    if (keyNow === keyThen) return pass(`${why} The key is the same as when the backup was made.`);
    return warn(
      `${why} The key has changed since the backup.`,
      'Put the old key into APP_PREVIOUS_KEYS before you switch, or the application cannot read them.',
    );
  },
};
