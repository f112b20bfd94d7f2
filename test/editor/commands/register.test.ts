import { beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import type { Logger } from '../../../src/core/base/log';
import { runCommand, type CommandContext } from '../../../src/vscode/commands/register';
import { fake } from '../../fakes/vscode';

let logged: { message: string; cause: unknown }[];
let showLog: () => void;
let context: CommandContext;

beforeEach(() => {
  fake.reset();
  logged = [];
  showLog = vi.fn<() => void>();
  const logger: Logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (message, cause) => void logged.push({ message, cause }),
  };
  context = { logger, showLog, redact: (text) => text.replaceAll('hunter2', '***') };
});

const run = (error: Error): Promise<void> =>
  runCommand(
    'laravelOps.x',
    async () => {
      throw error;
    },
    context,
  );

test('an expected failure is told with its advice, without secrets, and the log one click away', async () => {
  fake.answers.push('Show Log');
  await run(new OpsError('refused', 'hunter2 was refused.', { safe: 'Nothing was changed.', next: 'Try again.' }));
  expect(fake.messages).toMatchObject([
    { severity: 'error', text: '*** was refused. Nothing was changed. Try again.', items: ['Show Log'] },
  ]);
  await vi.waitFor(() => expect(showLog).toHaveBeenCalledTimes(1));
});

test('a bug is told without its words, which are in the log', async () => {
  const bug = new TypeError('x is not a function, hunter2');
  await run(bug);
  expect(fake.messages[0]?.text).toBe(
    'laravelOps.x stopped on an error of Laravel Ops itself. The log has the details.',
  );
  expect(logged).toEqual([{ message: 'laravelOps.x failed', cause: bug }]);
  expect(showLog).not.toHaveBeenCalled();
});

test.for([
  ['our own', new OpsError('cancelled', 'Cancelled.')],
  ['of a signal', new DOMException('aborted', 'AbortError')],
] as const)('a cancellation (%s) is silent', async ([, error]) => {
  await run(error);
  expect(fake.messages).toEqual([]);
  expect(logged).toEqual([]);
});
