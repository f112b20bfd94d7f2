import { describe, expect, test } from 'vitest';
import {
  backupVerbs,
  isBackupVerb,
  readBackupArguments,
  type BackupCommand,
} from '../../../../src/cli/backups/arguments';
import { shortUsage, usage } from '../../../../src/cli/usage';

function read(line: string): BackupCommand {
  const [verb, ...rest] = line.split(' ');
  if (!isBackupVerb(verb)) throw new Error(`${verb} is no verb`);
  const command = readBackupArguments(verb, rest);
  if (typeof command === 'string' || command.verb === 'help') throw new Error(JSON.stringify(command));
  return command;
}

describe('what is meant', () => {
  test.each([
    ['backups .', { verb: 'backups', path: '.', json: false, environmentFile: undefined }],
    ['backups . --json --env .env.production', { json: true, environmentFile: '.env.production' }],
    ['verify a.zip', { verb: 'verify', path: 'a.zip', level: 'dump', passwordVariable: undefined }],
    ['verify a.zip --level container --password-env PW', { level: 'container', passwordVariable: 'PW' }],
    ['backup .', { tool: 'builtIn', passwordVariable: undefined }],
    ['backup . --tool mariadb-dump', { tool: 'mariadb-dump' }],
    ['backup . --tool spatie', { tool: 'spatie' }],
    ['restore . --backup latest', { backup: 'latest', entry: undefined, into: undefined, tables: undefined }],
    [
      'restore . --backup s3://b/a.zip --into copy --tables a,b',
      { backup: 's3://b/a.zip', into: 'copy', tables: ['a', 'b'] },
    ],
    ['restore . --backup a.zip --tables a,,b,', { tables: ['a', 'b'] }],
    ['restore . --backup a.zip --entry db-dumps/x.sql', { entry: 'db-dumps/x.sql' }],
    ['switch .', { restore: undefined, answers: { yes: false, confirm: undefined, reason: undefined } }],
    ['switch . --restore 1 --yes', { restore: '1', answers: { yes: true, confirm: undefined, reason: undefined } }],
    [
      'undo . --confirm shop@production --reason lost',
      { answers: { yes: false, confirm: 'shop@production', reason: 'lost' } },
    ],
    ['drop . --restore=1', { restore: '1' }],
    ['recover . --yes', { verb: 'recover' }],
    ['drill . --backup a.zip', { backup: 'a.zip' }],
    ['drill .', { backup: undefined }],
    ['runbook .', { write: false }],
    ['runbook . --write', { write: true }],
  ])('%s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  test.each(backupVerbs)('%s --help is help, whatever else stands there', (verb) => {
    expect(readBackupArguments(verb, ['--tool', 'x', '--help'])).toEqual({ verb: 'help' });
    expect(readBackupArguments(verb, ['-h'])).toEqual({ verb: 'help' });
  });
});

describe('mistakes', () => {
  test.each([
    ['backup', [], 'backup needs a PATH.'],
    ['verify', [], 'verify needs a FILE.'],
    ['backup', [''], 'backup needs a PATH.'],
    ['backups', ['a', 'b'], 'One PATH at a time: "b" is too much.'],
    ['verify', ['a', 'b', 'c'], 'One FILE at a time: "b c" is too much.'],
    ['restore', ['.'], 'restore needs --backup FILE, or --backup latest.'],
    ['restore', ['.', '--backup'], "Option '--backup <value>' argument missing."],
    ['restore', ['.', '--backup', 'latest', '--tables', ','], '--tables names no table.'],
    ['restore', ['.', '--backup', 'latest', '--into', ''], '--into is empty.'],
    ['drill', ['.', '--env', ''], '--env is empty.'],
    ['drill', ['.', '--restore', '1'], '--restore does not belong to drill.'],
    ['backups', ['.', '--yes'], '--yes does not belong to backups.'],
    ['verify', ['a', '--env', '.env'], '--env does not belong to verify.'],
    ['backup', ['.', '--write'], '--write does not belong to backup.'],
    ['backup', ['.', '--tool', 'pg_dump'], '--tool knows built-in, spatie, mysqldump, mariadb-dump, not "pg_dump".'],
    ['verify', ['a', '--level', 'deep'], '--level knows container and dump, not "deep".'],
    ['switch', ['.', '--restor', '1'], "Unknown option '--restor'."],
    ['switch', ['.', '--yes=no'], "Option '--yes' does not take an argument."],
  ] as const)('%s %j', (verb, rest, message) => {
    expect(readBackupArguments(verb, rest)).toBe(message);
  });

  test('a password in place of a variable is not repeated', () => {
    const said = readBackupArguments('verify', ['a', '--password-env', 'correct horse']);
    expect(said).toBe('--password-env takes the name of a variable.');
  });
});

describe('help', () => {
  const options = [...new Set(usage.match(/--[a-z-]+/g))];

  test('every option that is read is documented, once', () => {
    const documented = usage
      .split('\n')
      .flatMap((line) => (/^ {2}(?:-|--)\S/.test(line) ? (line.slice(0, 22).match(/--[a-z-]+/g) ?? []) : []));
    expect(documented.toSorted()).toEqual([...new Set(documented)].toSorted());
    expect(documented.toSorted()).toEqual(options.toSorted());
  });

  test('no line is wider than 112 columns', () => {
    expect(usage.split('\n').filter((line) => line.length > 112)).toEqual([]);
  });

  test.each(backupVerbs)('%s is said in one line of its own, and every option there is one of its own', (verb) => {
    const [line = ''] = shortUsage(verb).split('\nlaravel-ops --help');
    expect(line).toContain(`laravel-ops ${verb} ${verb === 'verify' ? 'FILE' : 'PATH'}`);
    for (const [option] of line.matchAll(/--[a-z-]+/g)) {
      const given = readBackupArguments(
        verb,
        ['x', '--backup=y', option].filter((each) => verb === 'restore' || each !== '--backup=y'),
      );
      expect(JSON.stringify(given)).not.toContain('does not belong');
      expect(JSON.stringify(given)).not.toContain('Unknown option');
    }
  });
});
