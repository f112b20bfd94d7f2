import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Operation } from '../../src/core/guard/guard';
import { guardPrompts } from '../../src/vscode/confirm';
import { CancellationTokenSource, fake, window, workspace } from '../fakes/vscode';

const operation: Operation = {
  id: 'database.killQuery',
  tier: 3,
  title: 'Kill the statement of connection 7',
  verb: 'Kill Query',
  preview: ['KILL QUERY 7'],
  target: {
    root: '/srv/shop',
    app: 'shop',
    database: 'shop',
    environment: { id: 'live', name: 'production', role: 'production', suspicions: [] },
  },
};
const never = new AbortController().signal;

beforeEach(() => fake.reset());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('the modal names role, app, database and environment, and its button repeats the verb', async () => {
  fake.answers.push('Kill Query');
  expect(await guardPrompts.confirm(operation, never)).toBe(true);
  expect(fake.messages).toMatchObject([
    {
      severity: 'warning',
      text: 'Kill the statement of connection 7?',
      options: { modal: true, detail: 'PRODUCTION · shop · shop@production.' },
      items: ['Show What Runs', 'Kill Query'],
    },
  ]);
});

test('suspected production says why', async () => {
  const environment = {
    id: 'env',
    name: 'env',
    role: 'unknown',
    suspicions: ['The database is called live.'],
  } as const;
  fake.answers.push(undefined);
  await guardPrompts.confirm({ ...operation, target: { ...operation.target, environment } }, never);
  expect(JSON.stringify(fake.messages[0]?.options)).toContain(
    'PRODUCTION · shop · shop@env (The database is called live.)',
  );
});

test('Show What Runs shows it and asks again', async () => {
  const opened = vi.spyOn(workspace, 'openTextDocument');
  fake.answers.push('Show What Runs', undefined);
  expect(await guardPrompts.confirm(operation, never)).toBe(false);
  expect(opened).toHaveBeenCalledWith({ language: 'sql', content: 'KILL QUERY 7' });
  expect(fake.messages).toHaveLength(2);
});

test('a confirmation that comes after the cancellation does not count', async () => {
  const stop = new AbortController();
  fake.answers.push(() => {
    stop.abort();
    return 'Kill Query';
  });
  expect(await guardPrompts.confirm(operation, stop.signal)).toBe(false);
});

test('the wait is as long by the clock as it was said, also where timers fire early', async () => {
  vi.useFakeTimers({ now: 0 });
  // As Node does now and then: a timer of a second that fires a millisecond early.
  const set = globalThis.setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((work: () => void, after = 0) =>
    set(work, Math.max(1, after - 1)),
  );
  let ended = 0;
  const held = guardPrompts.hold(operation, 3, never).then((answer) => {
    ended = Date.now();
    return answer;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await held).toBe(true);
  expect(ended).toBeGreaterThanOrEqual(3_000);
  expect(ended).toBeLessThan(3_100);
});

test('Cancel in the notification ends the wait at once', async () => {
  const source = new CancellationTokenSource();
  vi.spyOn(window, 'withProgress').mockImplementation(async (_options, task) =>
    task({ report: () => undefined }, source.token),
  );
  const held = guardPrompts.hold(operation, 3, never);
  source.cancel();
  expect(await held).toBe(false);
});

test('an unlock without a reason and a wrong name are told while typing', async () => {
  const asked: { validateInput(text: string): unknown }[] = [];
  const note = (prompt: { options: { validateInput(text: string): unknown } }): undefined =>
    void asked.push(prompt.options);
  fake.answers.push(note, note);
  await guardPrompts.reason(operation, 15, never);
  await guardPrompts.type(operation, 'shop@production', never);
  expect(asked[0]?.validateInput('  ')).toBe('An unlock needs a reason.');
  expect(asked[0]?.validateInput('x')).toBeUndefined();
  expect(asked[1]?.validateInput('shop@prod')).toBeUndefined();
  expect(asked[1]?.validateInput('shop@local')).toContain('shop@production');
});
