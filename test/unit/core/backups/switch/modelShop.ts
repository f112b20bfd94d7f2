// Two contents with everything that moves, as a model server and as a plan sees them.
import { parseGrants } from '../../../../../src/core/backups/restore/preflightGrants';
import type { DatabaseContents } from '../../../../../src/core/backups/schema';
import type { SwitchAccount } from '../../../../../src/core/backups/switch/account';
import { planSwitch } from '../../../../../src/core/backups/switch/planSwitch';
import type { SwitchInput } from '../../../../../src/core/backups/switch/planSwitch';
import { realityOf } from '../../../../../src/core/backups/switch/reality';
import type { Reality } from '../../../../../src/core/backups/switch/reality';
import type { SqlServer } from '../../../../../src/core/connections/sql';
import { ModelServer } from './modelServer';

export const mysql: SqlServer = {
  flavour: 'mysql',
  version: '8.0.36',
  major: 8,
  minor: 0,
  currentUser: 'root@localhost',
  connectionId: 1,
  performanceSchema: true,
};
export const mariadb: SqlServer = { ...mysql, flavour: 'mariadb', version: '10.11.14-MariaDB', major: 10, minor: 11 };

export const root: SwitchAccount = {
  user: 'root@localhost',
  grants: parseGrants(['GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION'], null),
  maySetDefiner: true,
  mayCreateFunctions: true,
  readOnly: false,
  databases: new Set(['shop', 'shop_restore_1']),
};

const definer = 'DEFINER=`root`@`localhost`';
const under = {
  definer: 'root@localhost',
  sqlMode: 'STRICT_TRANS_TABLES',
  charset: 'utf8mb4',
  collation: 'utf8mb4_general_ci',
  databaseCollation: 'utf8mb4_unicode_ci',
};

/** What a model server's database holds, as `readContents` would tell it. */
export function contentsOf(server: ModelServer, database: string): DatabaseContents {
  const of = server.of(database);
  return {
    database,
    charset: of.charset,
    collation: of.collation,
    tables: Array.from(of.tables, ([name]) => ({
      name,
      engine: 'InnoDB',
      create: `CREATE TABLE \`${name}\` (\n  \`id\` int\n)`,
      estimatedRows: 1,
      bytes: 1,
      foreignKeys: [],
    })),
    sequences: [],
    views: Array.from(of.views, ([name, create]) => ({
      name,
      create,
      definer: 'root@localhost',
      charset: 'utf8mb4',
      collation: 'utf8mb4_general_ci',
    })),
    triggers: Array.from(of.triggers, ([name, { table, body }]) => ({
      name,
      table,
      create: `CREATE ${definer} TRIGGER \`${name}\` AFTER INSERT ON \`${table}\` ${body}`,
      ...under,
    })),
    routines: Array.from(of.routines, ([key, create]) => ({
      name: key.split(' ')[1] ?? '',
      kind: key.startsWith('procedure') ? ('procedure' as const) : ('function' as const),
      create,
      ...under,
    })),
    events: Array.from(of.events, ([name, create]) => ({
      name,
      create,
      status: / DISABLE ON /.test(create)
        ? ('parked' as const)
        : / DISABLE /.test(create)
          ? ('disabled' as const)
          : ('enabled' as const),
      timeZone: 'SYSTEM',
      ...under,
    })),
    incomingForeignKeys: [],
  };
}

export function realityOfModel(server: ModelServer, names: readonly string[]): Reality {
  return realityOf(names.filter((name) => server.databases.has(name)).map((name) => contentsOf(server, name)));
}

/** A live shop and a copy of last night on one server. */
export function shops(): ModelServer {
  const server = new ModelServer();
  for (const [database, mark, status] of [
    ['shop', 'today', 'ENABLE'],
    ['shop_restore_1', 'night', 'DISABLE ON SLAVE'],
  ] as const)
    server.create(database, {
      collation: mark === 'today' ? 'utf8mb4_unicode_ci' : 'utf8mb4_general_ci',
      tables: new Map(
        ['orders', 'customers', 'order_log', 'jobs', `only_${mark}`].map((name): [string, string] => [
          name,
          `${mark} ${name}`,
        ]),
      ),
      triggers: new Map([
        ['orders_ai', { table: 'orders', body: `FOR EACH ROW SET @a = '${mark}; 1'` }],
        ['orders_ai_2', { table: 'orders', body: `FOR EACH ROW SET @a = '${mark} 2'` }],
        mark === 'today'
          ? ['jobs_bu', { table: 'jobs', body: 'FOR EACH ROW SET @b = 1' }]
          : ['customers_bu', { table: 'customers', body: 'FOR EACH ROW SET @c = 1' }],
      ]),
      views: new Map([
        ['a_view', `CREATE VIEW \`${database}\`.\`a_view\` AS select 1 from \`${database}\`.\`z_view\``],
        [
          'z_view',
          `CREATE VIEW \`${database}\`.\`z_view\` AS select '${mark} \`shop\`.\`x\`' from \`${database}\`.\`orders\``,
        ],
        ['same', `CREATE VIEW \`${database}\`.\`same\` AS select 1 from \`${database}\`.\`jobs\``],
        [
          `view_${mark}`,
          `CREATE VIEW \`${database}\`.\`view_${mark}\` AS select 1 from \`${database}\`.\`only_${mark}\``,
        ],
      ]),
      routines: new Map([
        ['procedure close_day', `CREATE ${definer} PROCEDURE \`close_day\`() SELECT '${mark}'`],
        ['function vat', `CREATE ${definer} FUNCTION \`vat\`() RETURNS int RETURN 1`],
        [`procedure only_${mark}`, `CREATE ${definer} PROCEDURE \`only_${mark}\`() SELECT 1`],
      ]),
      events: new Map([
        [
          'tidy',
          `CREATE ${definer} EVENT \`tidy\` ON SCHEDULE EVERY 1 DAY ON COMPLETION NOT PRESERVE ${status} DO SELECT '${mark}'`,
        ],
        [
          'off',
          `CREATE ${definer} EVENT \`off\` ON SCHEDULE EVERY 1 DAY ON COMPLETION NOT PRESERVE DISABLE DO SELECT '${mark}'`,
        ],
      ]),
    });
  return server;
}

/** Plans, and throws when it is refused. */
export function plannedFor(server: ModelServer, more: Partial<SwitchInput> = {}) {
  const answer = planSwitch({
    direction: 'switch',
    live: contentsOf(server, 'shop'),
    copy: contentsOf(server, 'shop_restore_1'),
    old: 'shop_before_1',
    server: mysql,
    account: root,
    ...more,
  });
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.problems));
  return answer;
}
