import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Machine, readMachineFacts, thisMachine } from '../../../src/node/machineFacts';

let folder = '';
let root = '';
let machine: Machine;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laravel-ops-machine-'));
  root = join(folder, 'shop');
  machine = {
    platform: 'linux',
    path: [join(folder, 'bin')],
    logrotate: [join(folder, 'logrotate.d')],
    mounts: join(folder, 'mounts'),
  };
  write('mounts', '/dev/sda1 / ext4 rw 0 0\n');
  mkdirSync(root);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test('an empty folder on an empty machine', async () => {
  expect(await readMachineFacts(root, undefined, machine)).toEqual({
    platform: 'linux',
    dumpOnPath: false,
    storage: 'missing',
    storageAppHasFiles: false,
    logrotate: false,
    remote: false,
  });
});

test.each(['mysqldump', 'mariadb-dump'])('%s on the PATH, when it may be run', async (name) => {
  const file = write(`bin/${name}`, '#!/bin/sh\nexit 1\n');
  chmodSync(file, 0o644);
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ dumpOnPath: false });
  chmodSync(file, 0o755);
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ dumpOnPath: true });
});

test('on Windows programs have endings, and nothing is known of logrotate', async () => {
  chmodSync(write('bin/mysqldump.exe', ''), 0o755);
  const facts = await readMachineFacts(root, undefined, { ...machine, platform: 'win32' });
  expect(facts).toMatchObject({ platform: 'win32', dumpOnPath: true, remote: false });
  expect(facts.logrotate).toBeUndefined();
});

test('storage: a folder or a link; files of storage/app but .gitignore; the log’s size', async () => {
  write('shop/storage/app/public/.gitignore', '*\n');
  write('shop/storage/logs/laravel.log', '12345');
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({
    storage: 'directory',
    storageAppHasFiles: false,
    logBytes: 5,
  });
  write('shop/storage/app/public/upload.png', '');
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ storageAppHasFiles: true });
  rmSync(join(root, 'storage'), { recursive: true });
  mkdirSync(join(folder, 'shared/app'), { recursive: true });
  symlinkSync(join(folder, 'shared'), join(root, 'storage'));
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ storage: 'symbolicLink' });
});

test('logrotate names the log', async () => {
  write('logrotate.d/other', '/var/log/other.log { daily }');
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ logrotate: false });
  write('logrotate.d/shop', `${root}/storage/logs/*.log { daily }`);
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ logrotate: true });
});

test('a mount of another system, the innermost counts', async () => {
  write('mounts', `/dev/sda1 / ext4 rw 0 0\nC:\\134 ${folder} 9p rw 0 0\n`);
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ remote: true });
  write('mounts', `C:\\134 ${folder} 9p rw 0 0\n/dev/sdb ${root} ext4 rw 0 0\n`);
  expect(await readMachineFacts(root, undefined, machine)).toMatchObject({ remote: false });
  rmSync(join(folder, 'mounts'));
  expect((await readMachineFacts(root, undefined, machine)).remote).toBeUndefined();
});

test('Windows sees a folder of WSL as remote', async () => {
  const facts = await readMachineFacts('//wsl.localhost/Ubuntu/srv/shop', undefined, { ...machine, platform: 'win32' });
  expect(facts.remote).toBe(true);
});

test('this machine is looked at without an error, and a signal stops it', async () => {
  expect((await readMachineFacts(root, undefined, thisMachine())).platform).toBe(process.platform);
  await expect(readMachineFacts(root, AbortSignal.abort(), machine)).rejects.toMatchObject({ reason: 'cancelled' });
});
