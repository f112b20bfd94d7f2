import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { discoverProjects } from '../../../src/core/laravel/discover';
import { readProject } from '../../../src/core/laravel/readProject';
import { diskTextSource, toPosix } from '../../../src/node/files';
import { laravel13 } from '../../fixtures/laravel/apps';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => toPosix(join(folder, name));
const source = diskTextSource();

test('text, with its time and without its byte order mark', async () => {
  writeFileSync(path('bom.txt'), '\uFEFFA=ü\r\n');
  const read = await source.readText(path('bom.txt'));
  expect(read).toEqual({ kind: 'text', text: 'A=ü\r\n', modifiedAt: expect.any(Date) as unknown });
});

test('bytes that are no UTF-8 are replaced, an empty file is text', async () => {
  writeFileSync(path('latin1.txt'), Buffer.from([0x41, 0xe4, 0x42]));
  writeFileSync(path('empty.txt'), '');
  expect(await source.readText(path('latin1.txt'))).toMatchObject({ text: 'A\uFFFDB' });
  expect(await source.readText(path('empty.txt'))).toMatchObject({ kind: 'text', text: '' });
});

test.each([
  ['gone.txt', { kind: 'missing' }],
  ['bom.txt/below-a-file', { kind: 'missing' }],
  ['', { kind: 'unreadable', reason: 'failed' }],
])('%j is answered', async (name, expected) => {
  expect(await source.readText(path(name))).toMatchObject(expected);
});

test('binary and large files are not read, and say so', async () => {
  writeFileSync(path('binary.env'), Buffer.from([0x41, 0, 0x42]));
  writeFileSync(path('large.php'), Buffer.alloc(5 * 1024 * 1024, 'x'));
  expect(await source.readText(path('binary.env'))).toEqual({
    kind: 'unreadable',
    reason: 'binary',
    message: 'binary.env is a binary file.',
  });
  expect(await source.readText(path('large.php'))).toEqual({
    kind: 'unreadable',
    reason: 'tooLarge',
    message: 'large.php is larger than 1 MiB and was not read.',
  });
  expect(await diskTextSource({ maximumBytes: 6_000_000 }).readText(path('large.php'))).toMatchObject({ kind: 'text' });
});

test('links that lead back to themselves are neither followed nor fatal', async () => {
  symlinkSync(path('loop-b'), path('loop-a'));
  symlinkSync(path('loop-a'), path('loop-b'));
  mkdirSync(path('tree'), { recursive: true });
  symlinkSync(path('tree'), path('tree/self'));
  symlinkSync(path('gone'), path('tree/broken'));
  expect(await source.readText(path('loop-a'))).toMatchObject({ kind: 'unreadable', reason: 'loop' });
  expect(await source.list(path('tree'))).toEqual([
    { name: 'broken', kind: 'other', symbolicLink: true },
    { name: 'self', kind: 'directory', symbolicLink: true },
  ]);
  expect(await source.list(path('gone'))).toEqual([]);
  expect(await discoverProjects(source, path('tree'))).toEqual([]);
});

test.skipIf(process.platform === 'win32')('a named pipe is not waited for', async () => {
  execFileSync('mkfifo', [path('pipe')]);
  expect(await source.readText(path('pipe'))).toMatchObject({ kind: 'unreadable', reason: 'failed' });
});

test('an aborted reading rejects', async () => {
  const signal = AbortSignal.abort();
  await expect(source.readText(path('bom.txt'), signal)).rejects.toMatchObject({ reason: 'cancelled' });
  await expect(source.list(folder, signal)).rejects.toMatchObject({ reason: 'cancelled' });
});

test('a whole application on disk', async () => {
  for (const [name, text] of Object.entries(laravel13)) {
    mkdirSync(join(folder, 'shop', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'shop', name), text);
  }
  const [root = ''] = await discoverProjects(source, toPosix(folder));
  const project = await readProject(source, root);
  expect(project).toMatchObject({ name: 'shop', layout: 'slim', problems: [] });
  expect(project.config.get('database.connections.mysql.host')).toMatchObject({ value: 'db.internal' });
});

test('Windows paths get forward slashes', () => {
  expect(toPosix('C:\\shop\\.env')).toBe('C:/shop/.env');
  expect(toPosix('/srv/a b')).toBe('/srv/a b');
});
