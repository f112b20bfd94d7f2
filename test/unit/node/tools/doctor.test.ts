import { describe, expect, test } from 'vitest';
import { bestDumpTool, findTools } from '../../../../src/node/tools/doctor';
import type { FindToolsOptions } from '../../../../src/node/tools/doctor';
import { databaseContainers } from '../../../../src/node/tools/docker';
import { judgeTool, parseToolVersion } from '../../../../src/node/tools/version';

const { signal } = new AbortController();
const mysql80 = 'mysqldump  Ver 8.0.30 for Win64 on x86_64 (MySQL Community Server - GPL)';
const mysql57 = 'mysqldump  Ver 10.13 Distrib 5.7.33, for Win64 (x86_64)';
const mariadb10 = 'mysqldump  Ver 10.19 Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)';
const mariadb11 = 'mariadb-dump from 11.4.2-MariaDB, client 10.19 for Linux (x86_64)';

/** A machine of `programs`: path → what it says of its version. */
function machine(
  platform: 'win32' | 'darwin' | 'linux',
  programs: Readonly<Record<string, string>>,
  env = {},
): FindToolsOptions {
  const paths = Object.keys(programs);
  return {
    signal,
    platform,
    env,
    programs: ['mysqldump', 'mariadb-dump'],
    files: {
      list: (folder) => {
        const prefix = folder.endsWith('/') ? folder : `${folder}/`;
        const below = paths
          .filter((path) => path.startsWith(prefix))
          .map((path) => path.slice(prefix.length).split('/')[0] ?? '');
        return Promise.resolve([...new Set(below)]);
      },
      isRunnable: (path) => Promise.resolve(path in programs),
    },
    ask: (path) => Promise.resolve(programs[path] ?? ''),
  };
}
const places = async (options: FindToolsOptions): Promise<readonly string[]> =>
  (await findTools(options)).map(
    ({ path, source, version }) => `${source}: ${path} ${version?.flavour ?? '?'} ${version?.version ?? '?'}`,
  );

describe('finding programs', () => {
  test.each([
    ['Laragon', 'C:/laragon/bin/mysql/mysql-8.0.30-winx64/bin/mysqldump.exe'],
    ['Laragon', 'D:/laragon/bin/mariadb/mariadb-11.4/bin/mysqldump.exe'],
    ['XAMPP', 'C:/xampp/mysql/bin/mysqldump.exe'],
    ['WAMP', 'C:/wamp64/bin/mysql/mysql8.3.0/bin/mysqldump.exe'],
    ['WAMP', 'C:/wamp/bin/mariadb/mariadb11.2/bin/mysqldump.exe'],
    ['MySQL Installer', 'C:/Program Files/MySQL/MySQL Server 8.0/bin/mysqldump.exe'],
    ['MariaDB', 'C:/Program Files/MariaDB 11.4/bin/mariadb-dump.exe'],
    ['Herd', 'C:/Users/ada/.config/herd/services/mysql/8.0/bin/mysqldump.exe'],
    ['MAMP', 'C:/MAMP/bin/mysql/bin/mysqldump.exe'],
    ['Scoop', 'C:/Users/ada/scoop/apps/mysql/current/bin/mysqldump.exe'],
  ])('on Windows in %s', async (source, path) => {
    const env = {
      SystemDrive: 'C:',
      USERPROFILE: 'C:\\Users\\ada',
      ProgramFiles: 'C:\\Program Files',
      Path: 'C:\\Windows;C:\\Windows\\System32',
    };
    expect(await places(machine('win32', { [path]: mysql80 }, env))).toEqual([`${source}: ${path} mysql 8.0.30`]);
  });

  test.each([
    ['DBngin', '/Users/Shared/DBngin/mysql/8.0.33/bin/mysqldump'],
    ['Homebrew', '/opt/homebrew/opt/mysql-client@8.0/bin/mysqldump'],
    ['Homebrew', '/usr/local/opt/mariadb@10.11/bin/mariadb-dump'],
    ['MAMP', '/Applications/MAMP/Library/bin/mysql80/bin/mysqldump'],
    ['XAMPP', '/Applications/XAMPP/xamppfiles/bin/mysqldump'],
    ['Herd', '/Users/Shared/Herd/services/mariadb/11.4/bin/mariadb-dump'],
  ])('on macOS in %s', async (source, path) => {
    expect(await places(machine('darwin', { [path]: mysql80 }, { HOME: '/Users/ada' }))).toEqual([
      `${source}: ${path} mysql 8.0.30`,
    ]);
  });

  test('a setting comes first, then dump_binary_path, PATH, newer versions before older ones', async () => {
    const programs = {
      'C:/laragon/bin/mysql/mysql-5.7.33-winx64/bin/mysqldump.exe': mysql57,
      'C:/laragon/bin/mysql/mysql-8.0.30-winx64/bin/mysqldump.exe': mysql80,
      'C:/bin/mysqldump.exe': mariadb10,
      'E:/own/mysqldump.exe': mysql57,
      'E:/dumps/mariadb-dump.exe': mariadb11,
    };
    const found = await places({
      ...machine('win32', programs, { Path: '"C:\\bin\\";C:\\bin' }),
      settings: { mysqldump: 'E:\\own\\mysqldump.exe' },
      dumpBinaryPath: 'E:\\dumps\\',
    });
    expect(found).toEqual([
      'setting: E:/own/mysqldump.exe mysql 5.7.33',
      'dump.dump_binary_path: E:/dumps/mariadb-dump.exe mariadb 11.4.2',
      'PATH: C:/bin/mysqldump.exe mariadb 10.11.14',
      'Laragon: C:/laragon/bin/mysql/mysql-8.0.30-winx64/bin/mysqldump.exe mysql 8.0.30',
      'Laragon: C:/laragon/bin/mysql/mysql-5.7.33-winx64/bin/mysqldump.exe mysql 5.7.33',
    ]);
  });

  test('a setting that leads nowhere is said, and something else is found', async () => {
    const tools = await findTools({
      ...machine('linux', { '/usr/bin/mysqldump': mariadb10 }),
      settings: { mysqldump: '/gone/mysqldump' },
    });
    expect(tools.map(({ path, problem }) => [path, problem !== undefined])).toEqual([
      ['/gone/mysqldump', true],
      ['/usr/bin/mysqldump', false],
    ]);
    expect(bestDumpTool(tools)?.path).toBe('/usr/bin/mysqldump');
  });

  test('a program that says nothing of use is no program', async () => {
    const tools = await findTools(machine('linux', { '/usr/bin/mysqldump': 'Segmentation fault' }));
    expect(tools[0]?.problem).toMatch(/version/);
    expect(bestDumpTool(tools)).toBeUndefined();
  });

  test('the one that suits the server is taken before the first', async () => {
    const options = machine('linux', { '/a/mysqldump': mysql80, '/b/mariadb-dump': mariadb11 }, { PATH: '/a:/b' });
    const best = async (flavour: 'mysql' | 'mariadb', major: number, minor: number) =>
      bestDumpTool(await findTools({ ...options, server: { flavour, major, minor } }))?.path;
    expect(await best('mariadb', 10, 11)).toBe('/b/mariadb-dump');
    expect(await best('mysql', 8, 0)).toBe('/a/mysqldump');
  });
});

describe('versions', () => {
  test.each([
    [mysql80, 'mysql 8.0.30'],
    [mysql57, 'mysql 5.7.33'],
    [mariadb10, 'mariadb 10.11.14'],
    [mariadb11, 'mariadb 11.4.2'],
    ['mysqldump  Ver 9.7.4-2 for Linux on x86_64 ((Debian))', 'mysql 9.7.4'],
    [
      'mariadb  Ver 15.1 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64) using  EditLine wrapper',
      'mariadb 10.11.19',
    ],
    ['PHP 8.4.1 (cli) (built: Nov 20 2026 11:13:29) (NTS)', 'other 8.4.1'],
  ])('%s', (output, expected) => {
    const version = parseToolVersion(output);
    expect(`${version?.flavour} ${version?.version}`).toBe(expected);
  });

  test('mysqldump 8 is told not to ask for statistics that other servers do not have', () => {
    const tool = parseToolVersion(mysql80);
    if (tool === undefined) throw new Error('unread');
    expect(judgeTool(tool, { flavour: 'mariadb', major: 10, minor: 11 })).toMatchObject({
      fit: 'limited',
      options: ['--column-statistics=0'],
    });
    expect(judgeTool(tool, { flavour: 'mysql', major: 8, minor: 0 })).toMatchObject({ fit: 'good' });
    expect(judgeTool(tool, { flavour: 'mysql', major: 9, minor: 7 })).toMatchObject({ fit: 'limited' });
  });
});

describe('Docker', () => {
  const line = (Names: string, Image: string, Ports: string): string =>
    JSON.stringify({ Names, Image, Ports, State: 'running' });
  test('containers of MySQL and MariaDB are listed with what to type', () => {
    const found = databaseContainers(
      [
        'WARNING: something',
        line('shop-mysql-1', 'mysql/mysql-server:8.0', '0.0.0.0:3307->3306/tcp, [::]:3307->3306/tcp, 33060/tcp'),
        line('shop-db-1', 'mariadb:11', '3306/tcp'),
        line('adminer', 'adminer:4', '0.0.0.0:8080->8080/tcp'),
        line('exporter', 'prom/mysqld-exporter', '9104/tcp'),
      ].join('\n'),
    );
    expect(found.map(({ name, flavour, publishedPort }) => [name, flavour, publishedPort])).toEqual([
      ['shop-mysql-1', 'mysql', 3307],
      ['shop-db-1', 'mariadb', undefined],
    ]);
    expect(found[1]?.command("it's")).toBe(
      [
        `docker exec shop-db-1 sh -c 'MYSQL_PWD="\${MARIADB_ROOT_PASSWORD:-$MYSQL_ROOT_PASSWORD}" exec mariadb-dump -uroot --single-transaction --routines --events --triggers --result-file=/tmp/dump.sql -- "$0"' 'it'\\''s'`,
        `docker cp shop-db-1:/tmp/dump.sql 'it'\\''s.sql'`,
      ].join('\n'),
    );
  });
});
