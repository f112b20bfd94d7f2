import { expect, test } from 'vitest';
import { readRunning } from '../../../../../src/core/queries/sources/processlist';
import { fakeSqlClient, mariadbServer, mysqlServer } from '../../../../fakes/sqlClient';

const row = {
  id: 31n,
  user: 'shop_app',
  host: '10.0.0.7:51422',
  schema_name: 'shop',
  seconds: 12,
  state: 'Sending data',
  text: "SELECT * FROM users WHERE email = 'dana@example.com' AND id > 5",
};

test('a running statement is shown without the values in it', async () => {
  const [running] = await readRunning(fakeSqlClient(mariadbServer, [[/PROCESSLIST/, [row]]]), {
    minSeconds: 5,
    limit: 20,
  });
  expect(running).toEqual({
    connectionId: 31,
    user: 'shop_app',
    host: '10.0.0.7:51422',
    schema: 'shop',
    seconds: 12,
    state: 'Sending data',
    text: 'SELECT * FROM users WHERE email = ? AND id > ?',
  });
});

test.each([
  ['MariaDB', mariadbServer, 'information_schema.PROCESSLIST'],
  ['MySQL 9', mysqlServer, 'performance_schema.processlist'],
  [
    'MySQL 9 without performance_schema',
    { ...mysqlServer, performanceSchema: false },
    'information_schema.PROCESSLIST',
  ],
  ['MySQL 5.7', { ...mysqlServer, major: 5, minor: 7 }, 'information_schema.PROCESSLIST'],
])('%s is asked where it keeps the list', async (_, server, table) => {
  const client = fakeSqlClient(server, []);
  expect(await readRunning(client, { minSeconds: 5, limit: 20 })).toEqual([]);
  expect(client.sent[0]?.sql).toContain(`FROM ${table}`);
  expect(client.sent[0]?.values).toEqual([5]);
});
