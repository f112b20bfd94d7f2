import { expect, test } from 'vitest';
import { replicaOf } from '../../../../../src/core/queries/health/replicas';

test('new words and old words say the same', () => {
  const expected = { source: 'db1', running: true, secondsBehind: 4 };
  expect(
    replicaOf({
      Source_Host: 'db1',
      Replica_IO_Running: 'Yes',
      Replica_SQL_Running: 'Yes',
      Seconds_Behind_Source: 4,
      Channel_Name: '',
    }),
  ).toEqual(expected);
  expect(
    replicaOf({ Master_Host: 'db1', Slave_IO_Running: 'Yes', Slave_SQL_Running: 'Yes', Seconds_Behind_Master: '4' }),
  ).toEqual(expected);
});

test('what it is kept behind on purpose is no lag', () => {
  const row = { Source_Host: 'db1', Replica_IO_Running: 'Yes', Replica_SQL_Running: 'Yes', SQL_Delay: 3600 };
  expect(replicaOf({ ...row, Seconds_Behind_Source: 3605 })).toMatchObject({ secondsBehind: 5, delay: 3600 });
  expect(replicaOf({ ...row, Seconds_Behind_Source: 12 })).toMatchObject({ secondsBehind: 0, delay: 3600 });
});

test('a stopped one has no lag, and its error is a number: the text holds values of the application', () => {
  const state = replicaOf({
    Connection_name: 'second',
    Master_Host: 'db2',
    Slave_IO_Running: 'Connecting',
    Slave_SQL_Running: 'No',
    Seconds_Behind_Master: null,
    Last_SQL_Errno: 1062,
    Last_SQL_Error: "Duplicate entry 'ana@example.com' … Query: 'INSERT INTO users …'",
  });
  expect(state).toEqual({ source: 'db2', channel: 'second', running: false, error: 1062 });
});
