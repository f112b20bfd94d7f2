import { expect, test } from 'vitest';
import { OpsError } from '../../../../../src/core/base/errors';
import { ask, refusedFact } from '../../../../../src/core/queries/health/asked';
import { reading } from './readings';

const client = { server: reading().server };
const failing = (reason: string, message: string) =>
  ask(client, ['PROCESS ON *.*'], () => Promise.reject(new OpsError(reason, message)));

test('a refusal names the privilege, exactly', async () => {
  const asked = await failing('noPrivilege', 'Access denied; you need the PROCESS privilege (1227)');
  expect(asked).toEqual({
    refused: { why: 'this login may not see it', grant: "GRANT PROCESS ON *.* TO 'shop'@'%';" },
  });
  const fact = 'refused' in asked ? refusedFact('a', 'A', asked.refused) : undefined;
  expect(fact).toMatchObject({ verdict: 'unknown', remedies: [{ copies: "GRANT PROCESS ON *.* TO 'shop'@'%';" }] });
});

test.each(['Unknown table (1109)', 'No such table (1146)', 'Unknown column (1054)'])(
  '%s: this server does not say it',
  async (message) => {
    expect(await failing('server', message)).toEqual({ refused: { why: 'this server does not say it' } });
  },
);

test.each([
  ['server', 'You have an error in your SQL syntax (1064)'],
  ['connectionLost', 'the server closed the connection'],
  ['timeout', 'the server stopped the statement (1969)'],
  ['cancelled', 'Cancelled.'],
])('%s: "%s" is a failure and is thrown on', async (reason, message) => {
  await expect(failing(reason, message)).rejects.toMatchObject({ reason });
});

test('a bug of ours is thrown on', async () => {
  await expect(ask(client, [], () => Promise.reject(new TypeError('undefined is not a function')))).rejects.toThrow(
    TypeError,
  );
});
