import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readIndex, trackedFiles } from '../../../src/node/gitIndex';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'laravel-ops-index-')));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
function repository(
  files: readonly string[],
  ...init: readonly string[]
): { root: string; git: (...args: readonly string[]) => string } {
  const root = join(base, String(count++));
  mkdirSync(root);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  git('init', ...init);
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), 'x');
  }
  if (files.length > 0) git('add', '-f', '.');
  return { root, git };
}

const names = [
  '.env',
  '.env.production',
  'server/.env',
  'server/a',
  'server/ab',
  'server/abc',
  'server/ä ö',
  `long/${'x'.repeat(200)}`,
];

test.each(['2', '4'])('an index of version %s names what git ls-files names', async (version) => {
  const { root, git } = repository(names);
  git('update-index', '--index-version', version);
  const listed = git('ls-files', '-z').split('\0').filter(Boolean);
  expect(readFileSync(join(root, '.git/index')).readUInt32BE(4)).toBe(Number(version));
  expect(await trackedFiles(root)).toEqual(new Set(listed));
});

test('version 3, which git writes for paths that are only intended', async () => {
  const { root, git } = repository(['a']);
  writeFileSync(join(root, 'b'), 'x');
  git('add', '--intent-to-add', 'b');
  expect(readFileSync(join(root, '.git/index')).readUInt32BE(4)).toBe(3);
  expect(await trackedFiles(root)).toEqual(new Set(['a', 'b']));
});

test('an application in a subfolder sees its own paths', async () => {
  const { root } = repository(names);
  expect(await trackedFiles(join(root, 'server'))).toEqual(new Set(['.env', 'a', 'ab', 'abc', 'ä ö']));
});

test('a repository with SHA-256 names', async () => {
  const { root } = repository(names, '--object-format=sha256');
  expect(await trackedFiles(root)).toEqual(new Set(names));
});

test('outside any repository, and in one that is empty, nothing is tracked', async () => {
  expect(await trackedFiles(base)).toEqual(new Set());
  expect(await trackedFiles(repository([]).root)).toEqual(new Set());
});

test('a worktree has an index of its own', async () => {
  const { root, git } = repository(['a']);
  git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-m', 'x');
  const tree = join(base, 'tree');
  git('worktree', 'add', tree);
  expect(await trackedFiles(tree)).toEqual(new Set(['a']));
  expect(await trackedFiles(root)).toEqual(new Set(['a']));
});

test('a split index and a damaged one are unknown', async () => {
  const split = repository(names);
  split.git('update-index', '--split-index');
  expect(await trackedFiles(split.root)).toBe('unknown');
  const damaged = repository(names);
  writeFileSync(join(damaged.root, '.git/index'), readFileSync(join(damaged.root, '.git/index')).subarray(0, 100));
  expect(await trackedFiles(damaged.root)).toBe('unknown');
});

test('junk never throws', () => {
  const header = Buffer.from('DIRC\0\0\0\u0004\0\0\0\u0003', 'latin1');
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 400 }), fc.constantFrom(2, 3, 4), (bytes, version) => {
      header.writeUInt32BE(version, 4);
      readIndex(Buffer.concat([header, bytes]), 20);
      readIndex(Buffer.from(bytes), 32);
    }),
  );
});
