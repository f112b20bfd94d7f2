import { describe, expect, test } from 'vitest';
import { planSwitch } from '../../../../../src/core/backups/switch/planSwitch';
import type { SwitchInput } from '../../../../../src/core/backups/switch/planSwitch';
import { parseGrants } from '../../../../../src/core/backups/restore/preflightGrants';
import { contentsOf, mariadb, mysql, root, shops } from './modelShop';

const server = shops();
const live = contentsOf(server, 'shop');
const copy = contentsOf(server, 'shop_restore_1');

function problemsOf(more: Partial<SwitchInput>): readonly string[] {
  const answer = planSwitch({
    direction: 'switch',
    live,
    copy,
    old: 'shop_before_1',
    server: mysql,
    account: root,
    ...more,
  });
  return answer.kind === 'plan' ? [] : [...new Set(answer.problems.map(({ id }) => id))];
}

const [table] = copy.tables;
if (table === undefined) throw new Error('no table');
const key = { name: 'k', columns: ['id'], referencedColumns: ['id'] };

describe('what forbids a switch', () => {
  test('nothing, where nothing is wrong', () => {
    expect(problemsOf({})).toEqual([]);
  });

  test.each<[string, string, Partial<SwitchInput>]>([
    [
      'a foreign key to another database',
      'foreignKeyAcross',
      {
        copy: {
          ...copy,
          tables: [{ ...table, foreignKeys: [{ ...key, referencedDatabase: 'crm', referencedTable: 'x' }] }],
        },
      },
    ],
    [
      'a foreign key from another database',
      'foreignKeyAcross',
      {
        live: { ...live, incomingForeignKeys: [{ name: 'k', database: 'crm', table: 'x', referencedTable: 'orders' }] },
      },
    ],
    [
      'a foreign key between chosen tables and others',
      'foreignKeyPartly',
      {
        tables: ['orders'],
        copy: {
          ...copy,
          tables: copy.tables.map((each) =>
            each.name === 'orders'
              ? { ...each, foreignKeys: [{ ...key, referencedDatabase: copy.database, referencedTable: 'customers' }] }
              : each,
          ),
        },
      },
    ],
    ['a chosen table that is not in the copy', 'noTable', { tables: ['nothing'] }],
    ['an empty copy', 'empty', { copy: { ...copy, tables: [], triggers: [], views: [] } }],
    [
      'a table of an engine that points elsewhere',
      'engine',
      { copy: { ...copy, tables: [{ ...table, engine: 'FEDERATED' }] } },
    ],
    [
      'a default from a sequence',
      'sequenceDefault',
      { copy: { ...copy, tables: [{ ...table, create: 'CREATE TABLE `a` (`id` int DEFAULT nextval(`x`.`s`))' }] } },
    ],
    [
      'a table here and a view there',
      'viewAndTable',
      { live: { ...live, views: live.views.map((each) => ({ ...each, name: table.name })) } },
    ],
    ['the old name is taken', 'taken', { account: { ...root, databases: new Set(['shop_before_1']) } }],
    ['a read-only server', 'readOnly', { account: { ...root, readOnly: true } }],
    ['definers that the account may not set', 'definer', { account: { ...root, user: 'app@%', maySetDefiner: false } }],
    ['a binary log without leave to create triggers', 'binaryLog', { account: { ...root, mayCreateFunctions: false } }],
    [
      'missing privileges',
      'privilege',
      { account: { ...root, grants: parseGrants(['GRANT SELECT ON `shop%`.* TO `root`@`localhost`'], null) } },
    ],
    [
      'a live database on a replica',
      'replica',
      { live: { ...live, events: live.events.map((each) => ({ ...each, status: 'parked' as const })) } },
    ],
    [
      'a one-time event',
      'oneTimeEvent',
      {
        live: {
          ...live,
          events: live.events.map((each) => ({
            ...each,
            create:
              "CREATE DEFINER=`a`@`b` EVENT `e` ON SCHEDULE AT '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE DO SELECT 1",
          })),
        },
      },
    ],
    [
      'a view that nobody can rewrite',
      'ambiguousName',
      {
        live: {
          ...live,
          views: live.views.map((each) => ({
            ...each,
            create: 'CREATE VIEW `shop`.`v` AS select `shop`.`id` from `shop`.`a` `shop`',
          })),
        },
      },
    ],
    [
      'letters outside of ASCII in an old character set',
      'objectCharset',
      {
        live: {
          ...live,
          routines: live.routines.map((each) => ({ ...each, charset: 'latin1', create: `${each.create} /* grün */` })),
        },
      },
    ],
    ['two names that are one', 'names', { old: 'shop' }],
  ])('%s', (_, id, more) => {
    expect(problemsOf(more)).toContain(id);
  });

  test.each<[string, string, Partial<SwitchInput>]>([
    [
      'partitions on MariaDB',
      'partitioned',
      {
        server: mariadb,
        copy: {
          ...copy,
          tables: copy.tables.map((each) => ({ ...each, create: `${each.create} PARTITION BY HASH (id)` })),
        },
      },
    ],
    ['strange names on MySQL', 'specialNames', { old: 'shop-before' }],
    ['a server without atomic renames', 'notAtomic', { server: { ...mariadb, version: '10.5.12-MariaDB', minor: 5 } }],
  ])('what a crash of the server may tear has to be accepted: %s', (_, id, more) => {
    expect(problemsOf(more)).toEqual([id]);
    expect(problemsOf({ ...more, accepted: new Set([id]) })).toEqual([]);
    expect(problemsOf({ ...more, account: { ...root, readOnly: true }, accepted: new Set([id, 'readOnly']) })).toEqual([
      'readOnly',
    ]);
  });

  test('names for tables with triggers are free, and fit', () => {
    const taken = { ...live, tables: [...live.tables, { ...table, name: 'laravel_ops_aside_1' }] };
    const answer = planSwitch({
      direction: 'switch',
      live: taken,
      copy,
      old: 'shop_before_1',
      server: mysql,
      account: root,
    });
    if (answer.kind === 'refused') throw new Error('refused');
    const asides = answer.plan.tables.flatMap(({ aside }) => Object.values(aside));
    expect(asides).not.toContain('laravel_ops_aside_1');
    expect(new Set(asides).size).toBe(4);
  });
});
