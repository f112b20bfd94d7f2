import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { parsePorcelainBlame } from '../../../src/node/drivers/blame';
import { openGit } from '../../../src/node/drivers/git';

let scratch = '';
let repo = '';

function git(folder: string, at: string, ...args: string[]): string {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: scratch,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_DATE: at,
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return execFileSync('git', ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.com', ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
}

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-git-'));
  repo = join(scratch, 'shop');
  mkdirSync(join(repo, 'config'), { recursive: true });
  git(repo, '2026-11-01T10:00:00Z', 'init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'config/app.php'), "<?php\nreturn [\n  'debug' => false,\n];\n");
  git(repo, '2026-11-01T10:00:00Z', 'add', '.');
  git(repo, '2026-11-01T10:00:00Z', 'commit', '-qm', 'Adds the config');
  writeFileSync(join(repo, 'config/app.php'), "<?php\nreturn [\n  'debug' => true,\n];\n");
  writeFileSync(join(repo, 'file [1].txt'), 'a name with pathspec magic\n');
  git(repo, '2026-11-10T12:00:00Z', 'add', '.');
  git(repo, '2026-11-10T12:00:00Z', 'commit', '-qm', 'Turns debug on: "quoted" | piped');
  writeFileSync(join(repo, 'new.txt'), 'not added\n');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

test('the commit at a moment is the last one at or before it', async () => {
  const shop = openGit(repo);
  const first = await shop.commitAt(new Date('2026-11-10T11:59:59Z'));
  expect(first).toMatchObject({ subject: 'Adds the config', author: 'Dana', at: new Date('2026-11-01T10:00:00Z') });
  expect(first?.hash).toMatch(/^[0-9a-f]{40}$/);
  expect(first?.shortHash).toBe(first?.hash.slice(0, 7));
  expect((await shop.commitAt(new Date('2026-11-10T12:00:00Z')))?.subject).toBe('Turns debug on: "quoted" | piped');
  expect(await shop.commitAt(new Date('2026-10-31T00:00:00Z'))).toBeUndefined();
});

test('a line belongs to the commit that last changed it, and to none before it is committed', async () => {
  const shop = openGit(repo);
  expect((await shop.commitOfLine('config/app.php', 3))?.subject).toBe('Turns debug on: "quoted" | piped');
  expect((await shop.commitOfLine(join(repo, 'config/app.php'), 1))?.subject).toBe('Adds the config');
  expect(await shop.commitOfLine('config/app.php', 99)).toBeUndefined();
  expect(await shop.commitOfLine('new.txt', 1)).toBeUndefined();
  expect(await shop.commitOfLine('missing.txt', 1)).toBeUndefined();
});

test('an uncommitted change of a line has no commit', async () => {
  const file = join(repo, 'config/app.php');
  const before = "<?php\nreturn [\n  'debug' => true,\n];\n";
  writeFileSync(file, before.replace('true', 'env("X")'));
  try {
    expect(await openGit(repo).commitOfLine('config/app.php', 3)).toBeUndefined();
  } finally {
    writeFileSync(file, before);
  }
});

test('a file has its last commit, and names are never read as patterns', async () => {
  const shop = openGit(repo);
  expect((await shop.commitOfFile('file [1].txt'))?.subject).toBe('Turns debug on: "quoted" | piped');
  expect(await shop.commitOfFile('*.txt')).toBeUndefined();
  expect(await shop.isTracked('file [1].txt')).toBe(true);
  expect(await shop.isTracked(join(repo, 'config/app.php'))).toBe(true);
  expect(await shop.isTracked('new.txt')).toBe(false);
  expect(await shop.isTracked('--help')).toBe(false);
  expect(await shop.isTracked('/etc/hostname')).toBe(false);
});

test('a folder inside the repository works with paths of its own', async () => {
  expect((await openGit(join(repo, 'config')).commitOfFile('app.php'))?.subject).toContain('Turns debug on');
});

test('an environment full of git settings neither stops nor misleads it', async () => {
  vi.stubEnv('GIT_DIR', '/nonexistent');
  vi.stubEnv('GIT_ASKPASS', '/bin/false');
  vi.stubEnv('EDITOR', 'vi');
  vi.stubEnv('GIT_CONFIG_COUNT', '1');
  vi.stubEnv('GIT_CONFIG_KEY_0', 'core.fsmonitor');
  vi.stubEnv('GIT_CONFIG_VALUE_0', 'false');
  vi.stubEnv('GIT_SSH_COMMAND', 'false');
  expect(await openGit(repo).isTracked('config/app.php')).toBe(true);
});

test('no folder, no repository, no commit and no git are told apart, and answer undefined', async () => {
  const outside = join(scratch, 'outside');
  const empty = join(scratch, 'empty');
  mkdirSync(outside);
  mkdirSync(empty);
  git(empty, '2026-11-01T10:00:00Z', 'init', '-q');
  expect(await openGit(repo).problem()).toBeUndefined();
  expect(await openGit(join(scratch, 'gone')).problem()).toMatchObject({ reason: 'noFolder' });
  expect(await openGit(outside).problem()).toMatchObject({ reason: 'noRepository' });
  expect(await openGit(empty).problem()).toMatchObject({ reason: 'noCommits' });
  for (const folder of [join(scratch, 'gone'), outside, empty]) {
    const nowhere = openGit(folder);
    expect(await nowhere.commitAt(new Date())).toBeUndefined();
    expect(await nowhere.commitOfFile('x')).toBeUndefined();
    expect(await nowhere.commitOfLine('x', 1)).toBeUndefined();
    expect(await nowhere.isTracked('x')).toBe(false);
  }
  vi.stubEnv('PATH', outside);
  expect(await openGit(repo).problem()).toMatchObject({ reason: 'noGit' });
  expect(await openGit(repo).commitAt(new Date())).toBeUndefined();
});

test('a cancelled question ends as cancelled', async () => {
  await expect(openGit(repo).commitAt(new Date(), AbortSignal.abort())).rejects.toMatchObject({ reason: 'cancelled' });
});

test('blame output that is none gives nothing', () => {
  for (const text of ['', 'fatal: x', `${'0'.repeat(40)} 1 1 1\nauthor Not Committed Yet\ncommitter-time 1\n`])
    expect(parsePorcelainBlame(text)).toBeUndefined();
});
