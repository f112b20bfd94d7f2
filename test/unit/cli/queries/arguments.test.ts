import { describe, expect, test } from 'vitest';
import { isQueryVerb, queryVerbs, readQueryArguments } from '../../../../src/cli/queries/arguments';
import { shortUsage, usage } from '../../../../src/cli/usage';

const nothingElse = {
  json: false,
  environmentFile: undefined,
  limit: 10,
  sql: undefined,
  digest: undefined,
  analyze: false,
  workload: undefined,
  prove: false,
  index: undefined,
  write: false,
  pretend: false,
  answers: { yes: false, confirm: undefined, reason: undefined },
};

describe('what is read', () => {
  test.each([
    ['slow', ['.'], { path: '.' }],
    ['slow', ['.', '--limit', '1000', '--json'], { path: '.', limit: 1000, json: true }],
    ['slow', ['--env', '.env.staging', '/srv/shop'], { path: '/srv/shop', environmentFile: '.env.staging' }],
    ['explain', ['.', '--sql', 'SELECT 1'], { path: '.', sql: 'SELECT 1' }],
    ['explain', ['.', '--sql=--x', '--analyze'], { path: '.', sql: '--x', analyze: true }],
    ['explain', ['.', '--digest', 'd1'], { path: '.', digest: 'd1' }],
    ['advise', ['.', '--workload', 'w.sql', '--prove'], { path: '.', workload: 'w.sql', prove: true }],
    [
      'advise',
      ['.', '--prove', '--yes', '--confirm', 'staging', '--reason', 'T-12'],
      { path: '.', prove: true, answers: { yes: true, confirm: 'staging', reason: 'T-12' } },
    ],
    [
      'migration',
      ['.', '--index', 'orders(user_id)', '--write', '--pretend'],
      { path: '.', index: 'orders(user_id)', write: true, pretend: true },
    ],
  ] as const)('%s %j', (verb, rest, expected) => {
    expect(readQueryArguments(verb, rest)).toEqual({ ...nothingElse, verb, ...expected });
  });

  test('--help wins over what is missing', () => {
    for (const verb of queryVerbs) expect(readQueryArguments(verb, ['-h'])).toEqual({ verb: 'help' });
  });
});

describe('what is refused, in a sentence', () => {
  test.each([
    ['slow', [], 'slow needs a PATH.'],
    ['slow', [''], 'slow needs a PATH.'],
    ['slow', ['a', 'b', 'c'], 'One PATH at a time: "b c" is too much.'],
    ['slow', ['.', '--limit', '0'], '--limit is from 1 to 1000.'],
    ['slow', ['.', '--limit', '1.5'], '--limit is from 1 to 1000.'],
    ['slow', ['.', '--limit', 'many'], '--limit is from 1 to 1000.'],
    ['slow', ['.', '--limit', '1001'], '--limit is from 1 to 1000.'],
    ['slow', ['.', '--limit', ''], '--limit is empty.'],
    ['slow', ['.', '--prove'], '--prove does not belong to slow.'],
    ['explain', ['.'], 'explain needs --sql STATEMENT or --digest DIGEST.'],
    ['explain', ['.', '--sql', 'SELECT 1', '--digest', 'd'], 'explain needs --sql STATEMENT or --digest DIGEST.'],
    ['explain', ['.', '--sql', ''], '--sql is empty.'],
    ['explain', ['.', '--sql'], "Option '--sql <value>' argument missing."],
    ['explain', ['.', '--sql', 'SELECT 1', '--write'], '--write does not belong to explain.'],
    ['advise', ['.', '--index', 'a(b)'], '--index does not belong to advise.'],
    ['advise', ['.', '--workloads', 'a'], "Unknown option '--workloads'."],
    ['migration', ['.', '--yes'], '--yes does not belong to migration.'],
    ['migration', ['.', '--write=yes'], "Option '--write' does not take an argument."],
  ] as const)('%s %j', (verb, rest, message) => {
    expect(readQueryArguments(verb, rest)).toBe(message);
  });
});

test('verbs are known by their whole names', () => {
  expect(queryVerbs.every(isQueryVerb)).toBe(true);
  expect(['slo', 'status', 'constructor', '', undefined].some(isQueryVerb)).toBe(false);
});

describe('help', () => {
  test.each(queryVerbs)('%s is said in lines of its own, and every option there is one of its own', (verb) => {
    const [lines = ''] = shortUsage(verb).split('\nlaravel-ops --help');
    expect(lines).toContain(`laravel-ops ${verb} PATH`);
    for (const [option] of lines.matchAll(/--[a-z-]+/g)) {
      const given = readQueryArguments(verb, ['x', option, 'y']);
      expect(JSON.stringify(given), option).not.toMatch(/does not belong|Unknown option/);
    }
  });

  test('each verb is in the list of all, and its exit status is said', () => {
    for (const verb of queryVerbs) expect(usage).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(usage).toContain('Exit status of slow, explain, advise and migration');
  });
});
