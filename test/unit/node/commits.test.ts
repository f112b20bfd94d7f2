import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDeployTag, marksOf, type Release } from '../../../src/core/queries/history/deploys';
import { readCommits } from '../../../src/node/commits';
import { releasesOf } from '../../../src/node/commitsOfReleases';

let scratch = '';
let shop = '';
const { signal } = new AbortController();
const january = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-31T00:00:00Z'), signal };

function git(at: string, ...args: string[]): string {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: scratch,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_DATE: at,
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return execFileSync('git', ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.com', ...args], {
    cwd: shop,
    env,
    encoding: 'utf8',
  }).trim();
}

function commit(at: string, file: string, subject: string): string {
  mkdirSync(join(shop, file, '..'), { recursive: true });
  writeFileSync(join(shop, file), subject);
  git(at, 'add', '.');
  git(at, 'commit', '-qm', subject);
  return git(at, 'rev-parse', 'HEAD');
}

const hashes: Record<string, string> = {};

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'laravel-ops-commits-'));
  shop = join(scratch, 'shop');
  mkdirSync(shop);
  git('2025-12-01T10:00:00Z', 'init', '-q', '-b', 'main');
  hashes['old'] = commit('2025-12-01T10:00:00Z', 'app/Old.php', 'Old');
  hashes['first'] = commit('2026-01-05T10:00:00Z', 'app/Models/Order.php', 'Adds orders: "quoted" | piped');
  git('2026-01-06T10:00:00Z', 'tag', '-a', 'deploy-1', '-m', 'one');
  git('2026-01-06T10:00:00Z', 'tag', 'not-a-deploy');
  git('2026-01-07T10:00:00Z', 'checkout', '-qb', 'feature');
  hashes['branch'] = commit('2026-01-07T10:00:00Z', 'app/Feature ü.php', 'Feature');
  git('2026-01-09T10:00:00Z', 'checkout', '-q', 'main');
  hashes['second'] = commit('2026-01-08T10:00:00Z', 'routes/web.php', 'Routes');
  git('2026-01-10T10:00:00Z', 'merge', '-q', '--no-ff', '-m', 'Merges feature', 'feature');
  hashes['merge'] = git('2026-01-10T10:00:00Z', 'rev-parse', 'HEAD');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('commits of the time are marks, a branch when it was merged', async () => {
  const { head, marks, more, problem } = await readCommits(shop, january);
  expect([head, more, problem]).toEqual([hashes['merge'], false, undefined]);
  expect(marks.map(({ subject, deployedBy }) => [subject, deployedBy])).toEqual([
    ['Adds orders: "quoted" | piped', 'tag'],
    ['Routes', undefined],
    ['Merges feature', 'checkout'],
  ]);
  expect(marks[0]).toEqual({
    commit: hashes['first'],
    short: hashes['first']?.slice(0, 7),
    subject: 'Adds orders: "quoted" | piped',
    at: '2026-01-05T10:00:00.000Z',
    deployedAt: '2026-01-06T10:00:00.000Z',
    deployedBy: 'tag',
    name: 'deploy-1',
  });
});

test('at most so many commits, saying that there are more', async () => {
  const { marks, more } = await readCommits(shop, { ...january, limit: 1 });
  expect(more).toBe(true);
  expect(marks.filter(({ subject }) => subject !== '').length).toBe(1);
});

test('no repository is a problem and no error; a cancelled question ends', async () => {
  const outside = join(scratch, 'outside');
  mkdirSync(outside);
  expect(await readCommits(outside, january)).toMatchObject({ marks: [], problem: { reason: 'noRepository' } });
  await expect(readCommits(shop, { ...january, signal: AbortSignal.abort() })).rejects.toMatchObject({
    reason: 'cancelled',
  });
});

test('nothing of the repository is run and nothing is written to it', async () => {
  const proof = join(scratch, 'proof');
  const program = join(scratch, 'evil.sh');
  writeFileSync(program, `#!/bin/sh\ntouch ${proof}\n`, { mode: 0o755 });
  const before = git('2026-01-10T10:00:00Z', 'config', '--list', '--local');
  for (const [name, value] of [
    ['diff.external', program],
    ['diff.evil.textconv', program],
    ['diff.evil.command', program],
    ['core.hooksPath', scratch],
    ['core.pager', program],
    ['pager.log', program],
    ['gpg.program', program],
    ['log.showSignature', 'true'],
    ['core.sshCommand', program],
  ] as const)
    git('2026-01-10T10:00:00Z', 'config', name, value);
  writeFileSync(join(shop, '.git/info/attributes'), '* diff=evil\n');
  try {
    await readCommits(shop, january);
    expect(existsSync(proof)).toBe(false);
    expect(before).not.toContain('evil');
  } finally {
    rmSync(join(shop, '.git/info/attributes'));
    for (const name of [
      'diff.external',
      'diff.evil.textconv',
      'diff.evil.command',
      'core.hooksPath',
      'core.pager',
      'pager.log',
      'gpg.program',
      'log.showSignature',
      'core.sshCommand',
    ])
      git('2026-01-10T10:00:00Z', 'config', '--unset', name);
  }
});

test('releases of deploying programs, with the moment and the commit that their files say', async () => {
  const base = join(scratch, 'srv');
  for (const name of ['20260102101112', '7', '8', 'unknown'])
    mkdirSync(join(base, 'releases', name), { recursive: true });
  mkdirSync(join(base, '.dep'));
  writeFileSync(join(base, 'releases/20260102101112/REVISION'), `${hashes['first']}\n`);
  writeFileSync(join(base, 'releases/8/REVISION'), 'no hash');
  writeFileSync(
    join(base, '.dep/releases_log'),
    '{"created_at":"2026-01-03T10:11:12+0100","release_name":"7","user":"dana","target":"main"}\n{"created_at":"2026-01-04T10:11:12+0000","release_name":8}\n{"cut',
  );
  symlinkSync(join(base, 'releases/8'), join(base, 'current'));
  const expected: Release[] = [
    { name: '8', at: new Date('2026-01-04T10:11:12Z') },
    { name: '7', at: new Date('2026-01-03T09:11:12Z') },
    { name: '20260102101112', at: new Date('2026-01-02T10:11:12Z'), commit: hashes['first'] ?? '' },
  ];
  for (const root of ['current', 'releases/7']) expect(await releasesOf(join(base, root), signal)).toEqual(expected);
  expect(await releasesOf(shop, signal)).toEqual([]);
  const marks = marksOf({ commits: [], tags: [], moves: [], releases: expected }, january.from, january.to);
  expect(marks).toMatchObject([{ commit: hashes['first'], deployedBy: 'release', name: '20260102101112' }]);
});

test('names of tags that say "released"', () => {
  expect(
    ['deploy-1', 'release/2026', 'v1.2', 'v1.2.3-rc1', '2.0', 'production_4', 'Deployed-x'].filter(
      (name) => !isDeployTag(name),
    ),
  ).toEqual([]);
  expect(['v1', 'releases', 'fix-deploy-1', 'not-a-deploy', 'prod'].filter(isDeployTag)).toEqual([]);
});

test('a release says more than a tag, a tag more than a move; of one kind the earliest counts', () => {
  const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
  const commits = [{ hash: 'a'.repeat(40), shortHash: 'aaaaaaa', at: at(1), author: 'D', subject: 'A' }];
  const name = 'a'.repeat(40);
  const facts = {
    commits,
    tags: [
      { name: 'v1.1', commit: name, at: at(9) },
      { name: 'v1.0', commit: name, at: at(8) },
      { name: 'v0.9', commit: name, at: new Date('2020-01-01') },
    ],
    moves: [{ commit: name, at: at(2), what: 'pull: Fast-forward' }],
    releases: [],
  };
  expect(marksOf(facts, january.from, january.to)).toMatchObject([{ deployedBy: 'tag', name: 'v1.0' }]);
  const released = { ...facts, releases: [{ name: 'r', at: at(10), commit: 'aaaaaaa' }] };
  expect(marksOf(released, january.from, january.to)).toMatchObject([
    { deployedBy: 'release', name: 'r', commit: name },
  ]);
  const own = { ...facts, tags: [], moves: [{ commit: name, at: at(2), what: 'commit: A' }] };
  expect(marksOf(own, january.from, january.to)[0]).not.toHaveProperty('deployedAt');
});
