import { describe, expect, test } from 'vitest';
import { isSecurityVerb, readSecurityArguments, securityVerbs } from '../../../../src/cli/security/arguments';
import { shortUsage, usage } from '../../../../src/cli/usage';

const now = new Date(2026, 10, 22, 20, 0);
const read = (verb: 'logs' | 'routes', ...rest: readonly string[]) => readSecurityArguments(verb, rest, now);
const ago = (milliseconds: number) => now.getTime() - milliseconds;

const nothingElse = {
  json: false,
  environmentFile: undefined,
  source: undefined,
  filter: '',
  level: 'debug',
  since: undefined,
  until: undefined,
  lines: 100,
  follow: false,
  findings: false,
  limits: false,
  artisan: false,
  format: 'text',
  answers: { yes: false, confirm: undefined, reason: undefined },
};

describe('what is read', () => {
  test.each([
    ['logs', ['.'], {}],
    [
      'logs',
      ['.', '--source', 'security', '--filter', 'ip:203.0.113.9 -user:mia'],
      { source: 'security', filter: 'ip:203.0.113.9 -user:mia' },
    ],
    [
      'logs',
      ['.', '--level', 'ERROR', '--lines', '1000000', '-f', '--json'],
      { level: 'error', lines: 1_000_000, follow: true, json: true },
    ],
    ['logs', ['.', '--since', '2h', '--until', '30m'], { since: ago(7_200_000), until: ago(1_800_000) }],
    ['logs', ['.', '--since', '90s', '--findings'], { since: ago(90_000), findings: true }],
    [
      'logs',
      ['.', '--since', '7d', '--findings', '--source', 'nginx'],
      { since: ago(604_800_000), findings: true, source: 'nginx' },
    ],
    ['routes', ['.', '--limits'], { limits: true }],
    [
      'routes',
      ['.', '--limits', '--artisan', '--csv', '--env', '.env.staging'],
      { limits: true, artisan: true, format: 'csv', environmentFile: '.env.staging' },
    ],
    ['routes', ['.', '--limits', '--md'], { limits: true, format: 'md' }],
  ] as const)('%s %j', (verb, rest, expected) => {
    expect(read(verb, ...rest)).toEqual({ ...nothingElse, verb, path: '.', ...expected });
  });

  test('a moment without a zone is this machine’s, a day alone its midnight', () => {
    const since = (text: string) => read('logs', '.', '--since', text);
    expect(since('2026-11-22')).toMatchObject({ since: new Date(2026, 10, 22).getTime() });
    expect(since('2026-11-22 20:00')).toMatchObject({ since: now.getTime() });
    expect(since('2026-11-22T20:00:00')).toMatchObject({ since: now.getTime() });
    expect(since('2026-11-22T20:00:00Z')).toMatchObject({ since: Date.UTC(2026, 10, 22, 20) });
  });

  test('--help wins over what is missing', () => {
    for (const verb of securityVerbs) expect(read(verb, '-h')).toEqual({ verb: 'help' });
  });
});

const moment = 'is a moment (2026-11-22 20:00) or a span (30m, 2h, 7d), not';

describe('what is refused, in a sentence', () => {
  test.each([
    ['logs', [], 'logs needs a PATH.'],
    ['logs', ['a', 'b'], 'One PATH at a time: "b" is too much.'],
    ['logs', ['.', '--lines', '0'], '--lines is from 1 to 1000000.'],
    ['logs', ['.', '--lines', '1000001'], '--lines is from 1 to 1000000.'],
    ['logs', ['.', '--lines', '1.5'], '--lines is from 1 to 1000000.'],
    ['logs', ['.', '--lines', 'all'], '--lines is from 1 to 1000000.'],
    ['logs', ['.', '--lines', ''], '--lines is empty.'],
    [
      'logs',
      ['.', '--level', 'loud'],
      '--level knows debug, info, notice, warning, error, critical, alert, emergency, not "loud".',
    ],
    ['logs', ['.', '--since', 'yesterday'], `--since ${moment} "yesterday".`],
    ['logs', ['.', '--since', '5'], `--since ${moment} "5".`],
    ['logs', ['.', '--since', '1e3m'], `--since ${moment} "1e3m".`],
    ['logs', ['.', '--until', '2026-13-45'], `--until ${moment} "2026-13-45".`],
    ['logs', ['.', '--until', '2026-11-22 25:00'], `--until ${moment} "2026-11-22 25:00".`],
    ['logs', ['.', '--until', '2026-11-22 later'], `--until ${moment} "2026-11-22 later".`],
    ['logs', ['.', '--findings', '-f'], 'One at a time: --findings, --follow.'],
    ['logs', ['.', '--follow', '--until', '1h'], 'One at a time: --until, --follow.'],
    ['logs', ['.', '--findings', '--filter', 'x'], '--filter does not belong to --findings.'],
    ['logs', ['.', '--findings', '--level', 'error'], '--level does not belong to --findings.'],
    ['logs', ['.', '--findings', '--until', '1h'], '--until does not belong to --findings.'],
    ['logs', ['.', '--findings', '--lines', '5'], '--lines does not belong to --findings.'],
    ['logs', ['.', '--limits'], '--limits does not belong to logs.'],
    ['logs', ['.', '--yes'], '--yes does not belong to logs.'],
    ['logs', ['.', '--sources', 'a'], "Unknown option '--sources'."],
    ['routes', ['.'], 'routes needs --limits: it lists the rate limits of routes.'],
    ['routes', ['.', '--limits', '--csv', '--md'], 'One format at a time: --csv, --md.'],
    ['routes', ['.', '--limits', '--csv', '--json'], 'One format at a time: --csv, --json.'],
    ['routes', ['.', '--limits', '--md', '--json'], 'One format at a time: --md, --json.'],
    ['routes', ['.', '--limits', '--follow'], '--follow does not belong to routes.'],
    ['routes', ['.', '--limits=yes'], "Option '--limits' does not take an argument."],
  ] as const)('%s %j', (verb, rest, message) => {
    expect(read(verb, ...rest)).toBe(message);
  });
});

test('verbs are known by their whole names', () => {
  expect(securityVerbs.every(isSecurityVerb)).toBe(true);
  expect(['log', 'route', 'constructor', '', undefined].some(isSecurityVerb)).toBe(false);
});

describe('help', () => {
  test.each(securityVerbs)('%s is said in lines of its own, and every option there is one of its own', (verb) => {
    const [lines = ''] = shortUsage(verb).split('\nlaravel-ops --help');
    expect(lines).toContain(`laravel-ops ${verb} PATH`);
    const named = [...lines.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    expect(named.length).toBeGreaterThan(2);
    for (const option of named)
      expect(JSON.stringify(read(verb, 'x', option, 'y')), option).not.toMatch(
        /belong to (?:logs|routes)|Unknown option/,
      );
  });

  test('each verb is in the list of all, and its exit status is said', () => {
    for (const verb of securityVerbs) expect(usage).toMatch(new RegExp(`^  ${verb} `, 'm'));
    expect(usage).toContain('Exit status of logs and routes');
  });
});
