import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesAhead } from '../../../src/node/gitAhead';
import { rememberTrackedFiles } from '../../../src/node/gitIndex';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laravel-ops-ahead-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const ahead = async (path = ''): Promise<readonly string[] | 'unknown'> => {
  const found = await filesAhead(join(folder, path));
  return found === 'unknown' ? found : [...found].sort();
};

test('uncommitted, untracked and committed on another branch, seen from the application', async () => {
  git('init', '-b', 'main');
  write('shop/a', '1');
  write('shop/b', '1');
  write('other/c', '1');
  git('add', '.');
  git('commit', '-m', 'first');
  expect(await ahead('shop')).toEqual([]);
  git('switch', '-c', 'feature');
  write('shop/database/migrations/new.php', '1');
  write('other/c', '2');
  git('add', '.');
  git('commit', '-m', 'second');
  write('shop/a', '2');
  write('shop/untracked', '1');
  expect(await ahead('shop')).toEqual(['a', 'database/migrations/new.php', 'untracked']);
});

test('what is on the default branch meanwhile is not ours', async () => {
  git('init', '-b', 'master');
  write('a', '1');
  git('add', '.');
  git('commit', '-m', 'first');
  git('switch', '-c', 'feature');
  git('switch', 'master');
  write('theirs', '1');
  git('add', '.');
  git('commit', '-m', 'theirs');
  git('switch', 'feature');
  expect(await ahead()).toEqual([]);
});

test('no repository, no commit, no default branch: unknown', async () => {
  expect(await ahead()).toBe('unknown');
  git('init', '-b', 'trunk');
  expect(await ahead()).toBe('unknown');
  write('a', '1');
  git('add', '.');
  git('commit', '-m', 'first');
  expect(await ahead()).toBe('unknown');
});

test('the index is read again when it changed, however soon', async () => {
  const tracked = rememberTrackedFiles();
  const names = async (): Promise<unknown> => {
    const found = await tracked(folder);
    return found === 'unknown' ? found : [...found];
  };
  expect(await names()).toEqual([]);
  git('init');
  write('a', '1');
  git('add', 'a');
  expect(await names()).toEqual(['a']);
  write('b', '1');
  git('add', 'b');
  expect(await names()).toEqual(['a', 'b']);
});
