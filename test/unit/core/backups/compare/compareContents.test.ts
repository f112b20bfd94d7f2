import { describe, expect, test } from 'vitest';
import { compareContents } from '../../../../../src/core/backups/compare/compareContents';
import type { TableFigures } from '../../../../../src/core/backups/compare/compareContents';
import { compareMigrations, migrationsAt } from '../../../../../src/core/backups/compare/compareMigrations';
import { contentsOf, shops } from '../switch/modelShop';

const server = shops();
const live = contentsOf(server, 'shop');
const copy = contentsOf(server, 'shop_restore_1');
const exact = (rows: number, newest?: string): TableFigures => ({
  rows: { rows, exact: true },
  ...(newest === undefined ? {} : { newest }),
});

describe('copy against live', () => {
  test('tells tables, structure, objects and the newest time stamps', () => {
    const changed = {
      ...live,
      tables: live.tables.map((each) =>
        each.name === 'jobs' ? { ...each, create: 'CREATE TABLE `jobs` (\n  `id` bigint\n) AUTO_INCREMENT=7' } : each,
      ),
    };
    const comparison = compareContents(
      {
        contents: copy,
        figures: new Map([
          ['orders', exact(2, '2026-11-21 23:58:00')],
          ['customers', exact(3)],
          ['jobs', exact(0)],
        ]),
      },
      {
        contents: changed,
        figures: new Map([
          ['orders', exact(4, '2026-11-22 03:05:00')],
          ['customers', exact(3)],
          ['jobs', exact(0)],
        ]),
      },
    );
    expect(comparison.tables.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'customers same',
      'jobs different',
      'only_night onlyCopy',
      'only_today onlyLive',
      'order_log different',
      'orders different',
    ]);
    expect(comparison.tables.find(({ name }) => name === 'jobs')?.structure).toEqual([
      { side: 'copy', line: '`id` int' },
      { side: 'live', line: '`id` bigint' },
    ]);
    expect(comparison.newest).toEqual({ copy: '2026-11-21 23:58:00', live: '2026-11-22 03:05:00' });
    expect(comparison.objects.map(({ kind, name, state }) => `${kind} ${name} ${state}`)).toEqual([
      'view z_view different',
      'view view_night onlyCopy',
      'view view_today onlyLive',
      'trigger orders_ai different',
      'trigger orders_ai_2 different',
      'trigger customers_bu onlyCopy',
      'trigger jobs_bu onlyLive',
      'procedure close_day different',
      'procedure only_night onlyCopy',
      'procedure only_today onlyLive',
      'event tidy different',
      'event off different',
    ]);
  });

  test('estimates are never called the same', () => {
    const figures = new Map([['jobs', { rows: { rows: 5, exact: false } }]]);
    const { tables } = compareContents({ contents: copy, figures }, { contents: live, figures });
    expect(tables.find(({ name }) => name === 'jobs')?.state).toBe('different');
  });
});

describe('migrations', () => {
  test('what ran where, against the code now and at the backup', async () => {
    const git = {
      commitAt: () => Promise.resolve({ hash: 'abc', shortHash: 'abc', at: new Date(0), author: 'a', subject: 's' }),
      filesAt: () =>
        Promise.resolve(['database/migrations/1.php', 'database/migrations/2.php', 'database/migrations/.gitkeep']),
    };
    const atBackup = await migrationsAt(git, new Date(), new AbortController().signal);
    expect(
      compareMigrations({
        copy: ['1', 'x'],
        live: ['1', '2', 'x'],
        files: ['1', '2', '3'],
        ...(atBackup === undefined ? {} : { atBackup }),
      }),
    ).toEqual({
      missingInCopy: ['2'],
      onlyInCopy: [],
      pendingAfterSwitch: ['2', '3'],
      withoutFile: ['x'],
      atBackup: { commit: 'abc', pending: ['2'], withoutFile: ['x'] },
    });
    expect(compareMigrations({ copy: undefined, live: [] })).toBeUndefined();
  });
});
