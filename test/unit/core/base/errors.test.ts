import { expect, test } from 'vitest';
import { isOpsError, messageOf, OpsError } from '../../../../src/core/base/errors';

test('an error of another output file, with its own copy of the class, is recognised', () => {
  class Copy extends Error {
    override readonly name = 'OpsError';
    readonly reason = 'refused';
    readonly explanation = 'Refused. Start the server.';
  }
  expect(isOpsError(new Copy('Refused.'), 'refused')).toBe(true);
  expect(messageOf(new Copy('Refused.'))).toBe('Refused. Start the server.');
});

test('the reason is looked at when one is asked for', () => {
  expect(isOpsError(new OpsError('refused', 'Refused.'))).toBe(true);
  expect(isOpsError(new OpsError('refused', 'Refused.'), 'timeout')).toBe(false);
  expect(isOpsError(new Error('Refused.'))).toBe(false);
  expect(isOpsError({ name: 'OpsError', reason: 'refused' })).toBe(false);
});
