import { describe, expect, test } from 'vitest';
import { cliHost, stateFolder } from '../../../../src/cli/backups/host';
import { environmentsWith } from '../../../../src/cli/environmentFile';
import { progressOf } from '../../../../src/cli/backups/progress';
import type { Answers } from '../../../../src/cli/verbArguments';
import type { Operation } from '../../../../src/core/guard/operation';
import { parseEnvironments } from '../../../../src/core/connections/environments';
import { nothingDeclared } from '../../../../src/core/lint/declaredFacts';

const signal = new AbortController().signal;

const operation = {
  id: 'backups.switch',
  tier: 3,
  title: 'Replace shop',
  preview: ['RENAME TABLE …'],
  verb: 'Switch',
  target: { root: '/shop', app: 'shop', environment: { id: 'env', name: 'production' }, database: 'shop' },
} as unknown as Operation;

function hostWith(answers: Partial<Answers> = {}, extra: { environments?: unknown; file?: string } = {}) {
  const err: string[] = [];
  let now = 0;
  const io = {
    stdout: () => undefined,
    stderr: (text: string) => void err.push(text),
    colour: false,
    now: () => new Date(now),
    resolve: (path: string) => path,
  };
  const settings = {
    levels: {},
    environments: [],
    declared: nothingDeclared,
    writtenEnvironments: extra.environments ?? [],
    hostPatterns: [],
    backups: { folders: [], dumpBinaryPath: '' },
    queries: { source: 'auto', logPath: '', minRows: 1_000, minCalls: 10 } as const,
  };
  const host = cliHost(io, {
    version: '1',
    root: '/shop',
    settings,
    environmentFile: extra.file,
    answers: { yes: false, confirm: undefined, reason: undefined, ...answers },
  });
  return { host, err, io, pass: (milliseconds: number) => void (now += milliseconds) };
}

describe('what the guard asks', () => {
  test('is answered by options', async () => {
    const { host, err } = hostWith({ yes: true, confirm: 'shop@production', reason: 'lost' });
    expect(await host.prompts.confirm(operation, signal)).toBe(true);
    expect(await host.prompts.type(operation, 'shop@production', signal)).toBe('shop@production');
    expect(await host.prompts.reason(operation, 15, signal)).toBe('lost');
    expect(err).toEqual([]);
  });

  test('and what is missing is said with the preview, as one would type it', async () => {
    const { host, err } = hostWith();
    await expect(host.prompts.confirm(operation, signal)).rejects.toMatchObject({
      reason: 'needsAnswer',
      message: 'Replace shop in production asks for --yes.',
      advice: { safe: 'Nothing was changed.' },
    });
    expect(err.join('')).toBe('Replace shop:\n  RENAME TABLE …\n');
    await expect(host.prompts.type(operation, 'shop@production', signal)).rejects.toThrow(
      /--confirm shop@production\.$/,
    );
    await expect(host.prompts.type(operation, "Bob's shop", signal)).rejects.toThrow(`--confirm 'Bob'\\''s shop'.`);
    await expect(host.prompts.reason(operation, 15, signal)).rejects.toThrow(/--reason "why"/);
  });

  test('the wait is ended by the signal, and then nothing is done', async () => {
    const abort = new AbortController();
    const held = hostWith().host.prompts.hold(operation, 600, abort.signal);
    abort.abort();
    expect(await held).toBe(false);
  });

  test('secrets are not in what is written', async () => {
    const { host, err } = hostWith();
    host.redactor.protect('hunter2-secret');
    host.logger.warn('the password is hunter2-secret');
    host.logger.error('failed', new Error('hunter2-secret'));
    expect(err.join('')).not.toContain('hunter2');
  });
});

describe('which environment --env means', () => {
  const production = [{ id: 'live', name: 'Live', role: 'production', envFile: '.env.production' }];
  test.each([
    [undefined, undefined],
    ['.env', 'env'],
    ['./.env', 'env'],
    ['/shop/.env', 'env'],
    ['.env.production', 'live'],
    ['config/../.env.production', 'live'],
    ['.env.staging', 'file-.env.staging'],
    ['../other/.env', 'file-.env'],
    ['a b/env', 'file-env'],
  ])('%s: %s', (file, chosen) => {
    const found = environmentsWith('/shop', production, file);
    expect(found.chosen).toBe(chosen);
    const { environments, problems } = parseEnvironments(found.environments);
    expect(problems).toEqual([]);
    if (chosen !== undefined && chosen !== 'env') expect(environments.map(({ id }) => id)).toContain(chosen);
  });

  test('an entry of the settings cannot take its place', () => {
    const thief = [{ id: 'file-.env.staging', name: 'x', host: 'db.example.com' }];
    const { environments, chosen } = environmentsWith('/shop', thief, '.env.staging');
    expect(parseEnvironments(environments).environments.find(({ id }) => id === chosen)?.envFile).toBe('.env.staging');
  });

  test('the host uses it', () => {
    expect(hostWith({}, { environments: production, file: '.env.production' }).host.memory.get('/shop')).toBe('live');
    expect(hostWith().host.memory.get('/shop')).toBeUndefined();
  });
});

test.each([
  [{ XDG_STATE_HOME: '/state' }, 'linux', '/state/laravel-ops'],
  [{ LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local' }, 'win32', 'C:/Users/me/AppData/Local/laravel-ops'],
] as const)('the activity log lies in the state folder: %j on %s', (env, platform, expected) => {
  // join is of this system; on Windows it would write the same with backslashes.
  expect(stateFolder(env, platform)).toBe(expected);
});

describe('progress', () => {
  test('in a log: nothing at first, then a line a minute, and none with --json', () => {
    const { io, err, pass } = hostWith();
    const { show } = progressOf({ json: false }, io);
    show('0 B');
    pass(59_999);
    show('1 B');
    expect(err).toEqual([]);
    pass(1);
    show('2 B');
    show('3 B');
    expect(err).toEqual(['2 B\n']);
    const silent = progressOf({ json: true }, io);
    pass(120_000);
    silent.show('4 B');
    expect(err).toEqual(['2 B\n']);
  });

  test('on a terminal: in place, and taken off at the end', () => {
    const { io, err, pass } = hostWith();
    const { show, clear } = progressOf({ json: true }, { ...io, progress: true });
    clear();
    expect(err).toEqual([]);
    pass(250);
    show('1 B');
    clear();
    clear();
    expect(err).toEqual(['\r\x1b[K1 B', '\r\x1b[K']);
  });
});
