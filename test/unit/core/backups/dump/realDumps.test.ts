import { describe, expect, it } from 'vitest';
import { deferIndexes } from '../../../../../src/core/backups/dump/tableDefinition';
import { fixtureDump, readDump, spatieDump, textOf } from './readDump';

const options = ['default', 'hex-blob', 'skip-comments', 'skip-extended-insert', 'databases'];

/** "3 t_types" for each table with rows, and the names of everything else that is created. */
function contents(dump: Uint8Array, chunk?: number) {
  const { statements, end } = readDump(dump, chunk);
  const rows = new Map<string, number>();
  const created: string[] = [];
  for (const { kind, name = '', rows: count = 0, standIn } of statements) {
    if (kind === 'insert') rows.set(name, (rows.get(name) ?? 0) + count);
    else if (kind.startsWith('create') && standIn !== true) created.push(`${kind} ${name}`);
  }
  return {
    rows: Object.fromEntries(rows),
    created: created.sort(),
    end,
    other: statements.filter(({ kind }) => kind === 'other').map(textOf),
  };
}

const objects = [
  'createEvent ev1',
  'createRoutine fn1',
  'createRoutine pr1',
  'createRoutine pr2',
  'createTrigger tr1',
  'createTrigger tr2',
  'createView v1',
  'createView v2',
];

describe.each(options)("the servers' own programs with %s", (option) => {
  it.each([
    [
      'mariadb10.11',
      { t_types: 3, parent: 2, child: 2, parts: 2, sysv: 1 },
      ['createSequence sq', 'createTable seqd', 'createTable sysv'],
      'MariaDB 10.11.19-MariaDB-0+deb12u1',
    ],
    [
      'mysql9.7',
      { t_types: 3, parent: 2, child: 2, parts: 2, mysql_only: 1 },
      ['createTable mysql_only'],
      'MySQL 9.7.4-2',
    ],
  ])('%s: everything is found, nothing is unknown', (version, rows, own, server) => {
    const dump = fixtureDump(`${version}-${option}.sql`);
    const found = contents(dump);
    const database = option === 'databases' ? ['createDatabase shop'] : [];
    const tables = ['child', 'empty_one', 'parent', 'parts', 't_types'].map((name) => `createTable ${name}`);
    expect(found).toMatchObject({ rows, other: [], end: { problems: [], bytes: dump.length } });
    expect(found.created).toEqual([...objects, ...own, ...tables, ...database].sort());
    expect(found.end.server).toBe(option === 'skip-comments' ? undefined : server);
    expect(contents(dump, 13)).toEqual(found);
  });
});

describe('a dump of spatie/laravel-backup', () => {
  it.each([
    'mariadb10.11-plain.zip',
    'mariadb10.11-gzip.zip',
    'mariadb10.11-full.zip',
    'mysql9.7-plain.zip',
    'mysql9.7-gzip.zip',
  ])('%s is whole, and every row of the shop is in it', async (archive) => {
    const found = contents(await spatieDump(archive));
    expect(found.end.problems).toEqual([]);
    expect(found.rows).toMatchObject({
      customers: 500,
      products: 200,
      orders: 900,
      order_items: 2700,
      attachments: 100,
    });
    expect(found.created).toEqual(
      expect.arrayContaining(['createTable audit_entries', 'createTrigger orders_audit', 'createView customer_totals']),
    );
  });

  it('is seen not to be whole wherever it is cut', async () => {
    const dump = await spatieDump('mysql9.7-plain.zip');
    const last = Buffer.from(dump).lastIndexOf(';');
    for (let length = 1; length <= last; length += 997)
      expect(readDump(dump.subarray(0, length)).end.problems, `cut at ${length}`).not.toEqual([]);
    expect(readDump(dump.subarray(0, last)).end.problems).not.toEqual([]);
  });

  it('has plain rows where there are no binary columns', async () => {
    const { statements } = readDump(await spatieDump('mysql9.7-plain.zip'));
    const forms = statements.filter(({ kind }) => kind === 'insert').map(({ name, rowForm }) => [name, rowForm]);
    expect(Object.fromEntries(forms)).toMatchObject({
      customers: 'plain',
      orders: 'plain',
      order_items: 'plain',
      products: 'plain',
      attachments: 'literals',
    });
  });
});

it('objects know the modes under which they were made', () => {
  const { statements } = readDump(fixtureDump('mysql9.7-default.sql'));
  const session = (name: string) =>
    statements.find((one) => one.name === name && one.session !== undefined && one.standIn !== true)?.session;
  expect(session('pr2')).toMatchObject({
    sqlMode: 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES',
    characterSetClient: 'utf8mb4',
    collationConnection: 'utf8mb4_0900_ai_ci',
  });
  expect(session('ev1')).toMatchObject({ timeZone: 'SYSTEM' });
  expect(session('v1')).toMatchObject({ sqlMode: 'NO_AUTO_VALUE_ON_ZERO', timeZone: '+00:00' });
});

it.each(['mariadb10.11', 'mysql9.7'])('%s: tables come apart as their servers write them', (version) => {
  const { statements } = readDump(fixtureDump(`${version}-default.sql`));
  const tables = statements.filter(({ kind, standIn }) => kind === 'createTable' && standIn !== true);
  expect(
    tables.map((table) => {
      const parts = deferIndexes(textOf(table));
      return parts === undefined
        ? `${table.name}: as it is`
        : {
            [table.name ?? '']: {
              ...parts,
              create: undefined,
              columns: parts.columns.map(
                ({ name, type, generated, binary }) =>
                  `${name} ${type}${generated ? ' generated' : ''}${binary ? ' binary' : ''}`,
              ),
            },
          };
    }),
  ).toMatchSnapshot();
});
