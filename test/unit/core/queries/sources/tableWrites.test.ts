import { expect, test } from 'vitest';
import { readTableWrites } from '../../../../../src/core/queries/sources/tableWrites';
import { readUserStatistics } from '../../../../../src/core/queries/sources/userStatistics';
import { fakeSqlClient, mariadbServer, mysqlServer, serverError, type Answers } from '../../../../fakes/sqlClient';

const twoHours: Answers = [
  [/Uptime/, [{ Variable_name: 'Uptime', Value: '7200' }]],
  [/UNIX_TIMESTAMP\(\) AS now/, [{ now: 1_795_000_000 }]],
  [/SHOW GLOBAL VARIABLES/, [{ Variable_name: 'userstat', Value: 'ON' }]],
  [/setup_instruments/, [{ enabled: 'YES' }]],
];
const plain = { ...mariadbServer, performanceSchema: false };

test('rows written since the server began become rates by the hour', async () => {
  const rows = [
    { name: 'orders', inserted: '100', updated: 40n, deleted: 0 },
    { name: 'users', inserted: 0, updated: 0, deleted: 6 },
  ];
  const client = fakeSqlClient(mysqlServer, [[/table_io_waits/, rows], ...twoHours]);
  expect(await readTableWrites(client, 'shop')).toEqual({
    from: 'tableIo',
    hours: 2,
    writes: [
      { table: 'orders', insertsPerHour: 50, deletesPerHour: 0, updates: [{ perHour: 20 }] },
      { table: 'users', insertsPerHour: 0, deletesPerHour: 3, updates: [] },
    ],
  });
});

test('without performance_schema MariaDB’s user statistics count all writes together', async () => {
  const client = fakeSqlClient(plain, [
    [/TABLE_STATISTICS/, [{ name: 'orders', rows_read: 5, rows_changed: 30 }]],
    ...twoHours,
  ]);
  const counted = await readTableWrites(client, 'shop');
  expect(counted).toMatchObject({ from: 'userstat', writes: [{ table: 'orders', updates: [{ perHour: 15 }] }] });
});

test('nothing that counts, or nothing that may be read, is not known', async () => {
  const off: Answers = [[/SHOW GLOBAL VARIABLES/, [{ Variable_name: 'userstat', Value: 'OFF' }]], ...twoHours];
  expect(await readTableWrites(fakeSqlClient(plain, off), 'shop')).toBeUndefined();
  expect(await readUserStatistics(fakeSqlClient(plain, off), 'shop')).toBeUndefined();
  const denied: Answers = [[/setup_instruments/, serverError(1142, 'denied')], ...off];
  expect(await readTableWrites(fakeSqlClient(mysqlServer, denied), 'shop')).toBeUndefined();
  const broken: Answers = [[/setup_instruments/, serverError(2013, 'lost')], ...twoHours];
  await expect(readTableWrites(fakeSqlClient(mysqlServer, broken), 'shop')).rejects.toThrow('lost');
});

test('a server that has just begun gives no rates', async () => {
  const young: Answers = [[/Uptime/, [{ Variable_name: 'Uptime', Value: '30' }]], ...twoHours];
  expect(await readTableWrites(fakeSqlClient(mysqlServer, young), 'shop')).toBeUndefined();
});
