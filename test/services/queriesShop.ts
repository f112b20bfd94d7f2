// A shop with a slow application in front of a server of the test's own: tables, logins, traffic with a value that must not
// turn up anywhere, and what of a server may be left changed by nobody.
import { setTimeout as wait } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { App } from '../../src/services/app';
import type { GuardPrompts, Operation } from '../../src/core/guard/guard';
import type { EvidenceActions } from '../../src/services/queries/evidenceState';
import type { NewMigrationFile } from '../../src/services/queries/indexChange';
import * as services from '../../src/services/projectServices';
import * as queries from '../../src/services/queryServices';
import type { Workspace } from '../../src/services/workspace';
import { memoryHost, refusing, type EnvLines, type MemoryHost, type temporary } from './host';
import type { OwnServer } from './ownServers';
import { makeUser } from './sqlSessions';
import { statementActions } from './statementActions';

export const never = new AbortController().signal;
export const quiet = { show: () => undefined };

/** A value of the application: shown where a person asked for its statement, and nowhere else. */
export const canary = 'cAnAry.person@example.test';

/** The login of the application and its password. */
export const login = { user: 'ops_queries', password: 'cAnAry-db-0c1d' };

/** What an administrator of a demo machine would allow. */
export const grants = (schema: string, kind: 'mariadb' | 'mysql'): readonly string[] => [
  `ALL ON \`${schema.replaceAll('_', '\\_')}\`.*`,
  'ALL ON `laravel\\_ops\\_scratch\\_%`.*',
  'SELECT, UPDATE ON performance_schema.*',
  'SELECT ON mysql.slow_log',
  'PROCESS ON *.*',
  kind === 'mariadb' ? 'SUPER ON *.*' : 'SYSTEM_VARIABLES_ADMIN ON *.*',
];

/** Tables of a shop: 12,000 orders without an index for what is asked, and one index that another contains. */
export async function makeTables(admin: Connection, schema: string): Promise<void> {
  const orders = Array.from(
    { length: 12_000 },
    (_, n) =>
      `(${(n % 600) + 1}, ${n === 77 ? `'${canary}'` : `'person${n}@example.test'`}, '${['new', 'paid', 'sent'][n % 3]}', ${n % 97}.5, '2026-${String((n % 12) + 1).padStart(2, '0')}-11 10:00:00')`,
  );
  await admin.query(`DROP DATABASE IF EXISTS \`${schema}\`; CREATE DATABASE \`${schema}\` CHARACTER SET utf8mb4; USE \`${schema}\`;
    CREATE TABLE customers (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100));
    INSERT INTO customers (name) VALUES ${Array.from({ length: 600 }, (_, n) => `('n${n}')`).join(',')};
    CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id BIGINT UNSIGNED NOT NULL,
      email VARCHAR(190) NOT NULL, status VARCHAR(20) NOT NULL, total DECIMAL(10,2) NOT NULL, placed_at DATETIME NOT NULL,
      KEY orders_customer_id_index (customer_id), KEY orders_customer_id_status_index (customer_id, status));
    INSERT INTO orders (customer_id, email, status, total, placed_at) VALUES ${orders.join(',')};
    ANALYZE TABLE customers, orders`);
}

/** Statements as a shop sends them, plain and prepared, the canary among their values. */
export function traffic(server: OwnServer, schema: string, times = 25): Promise<void> {
  return inSession(server, schema, async (session) => {
    for (let n = 0; n < times; n++) {
      const email = n % 2 === 0 ? canary : `person${n}@example.test`;
      await session.query(`SELECT * FROM orders WHERE email = '${email}'`);
      await session.execute('SELECT id, total FROM orders WHERE email = ? AND status = ?', [email, 'paid']);
      await session.query(`SELECT * FROM orders WHERE customer_id = ${n} ORDER BY placed_at DESC LIMIT 10`);
      await session.query(
        `SELECT c.name, SUM(o.total) FROM customers AS c JOIN orders AS o ON o.customer_id = c.id WHERE o.email LIKE '${email.slice(0, 9)}%' GROUP BY c.name`,
      );
      await session.query(`UPDATE orders SET total = total + 1 WHERE email = '${email}'`);
    }
  });
}

/** Server settings that no test may find changed. */
export async function globals(admin: Connection): Promise<Readonly<Record<string, string>>> {
  const [rows] = await admin.query<RowDataPacket[]>(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('slow_query_log','long_query_time','log_output','min_examined_row_limit',
      'log_queries_not_using_indexes','log_slow_rate_limit','log_slow_verbosity','optimizer_switch','sql_mode','max_statement_time')`,
  );
  const [consumers] = await admin.query<RowDataPacket[]>(
    "SELECT NAME, ENABLED FROM performance_schema.setup_consumers WHERE NAME LIKE 'events_statements%'",
  );
  return Object.fromEntries([
    ...rows.map((row) => [String(row['Variable_name']), String(row['Value'])]),
    ...consumers.map((row) => [String(row['NAME']), String(row['ENABLED'])]),
  ]);
}

/** What something of ours left on a server: scratch schemas, hidden indexes, indexes that the tables did not have. */
export async function leftovers(
  admin: Connection,
  schema: string,
  known: readonly string[],
): Promise<readonly string[]> {
  const [schemas] = await admin.query<RowDataPacket[]>("SHOW DATABASES LIKE 'laravel\\_ops\\_scratch\\_%'");
  const found = schemas.map((row) => String(Object.values(row)[0]));
  for (const each of await indexes(admin, schema)) if (!known.includes(each)) found.push(each);
  return found;
}

/** "orders.orders_email_index", with " hidden" where the optimizer does not see it. */
export async function indexes(admin: Connection, schema: string): Promise<readonly string[]> {
  const [tables] = await admin.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'",
    [schema],
  );
  const found = new Set<string>();
  for (const { name } of tables) {
    const [rows] = await admin.query<RowDataPacket[]>('SHOW INDEX FROM ?? FROM ??', [name, schema]);
    for (const row of rows)
      found.add(
        `${String(name)}.${String(row['Key_name'])}${row['Visible'] === 'NO' || row['Ignored'] === 'YES' ? ' hidden' : ''}`,
      );
  }
  return [...found].sort();
}

/** An opened shop, driven as the editor drives it. */
export interface QueryShop {
  readonly root: string;
  readonly host: MemoryHost;
  readonly workspace: Workspace;
  readonly app: App;
  /** What the guard asked, in order. */
  readonly asked: Operation[];
  /** Confirms whatever the guard asks, or nothing. */
  confirm(yes: boolean): void;
}

/** @param before an earlier window on the same shop: its files and storage are used again */
export async function openShop(
  made: ReturnType<typeof temporary>,
  server: Pick<OwnServer, 'host' | 'port'>,
  env: EnvLines,
  before?: Pick<QueryShop, 'root' | 'host'>,
): Promise<QueryShop> {
  const at =
    before?.root ??
    (await made.shop({
      DB_HOST: server.host,
      DB_PORT: server.port,
      DB_USERNAME: login.user,
      DB_PASSWORD: login.password,
      ...env,
    }));
  const host = memoryHost(before?.host.storage ?? (await made.folder()), at);
  const workspace = services.openWorkspace(host);
  await workspace.discover();
  const asked: Operation[] = [];
  const confirming: GuardPrompts = {
    ...refusing,
    confirm: async (operation) => {
      asked.push(operation);
      return true;
    },
    type: async (operation, expected) => {
      asked.push(operation);
      return expected;
    },
    reason: async (operation) => {
      asked.push(operation);
      return 'because';
    },
    hold: async (operation, seconds) => {
      asked.push(operation);
      await wait(seconds * 1000);
      return true;
    },
  };
  return {
    root: at,
    host,
    workspace,
    app: workspace.appAt(at),
    asked,
    confirm: (yes) => {
      host.prompts = yes ? confirming : refusing;
    },
  };
}

/** Makes the login anew. */
export const makeLogin = (admin: Connection, list: readonly string[]): Promise<void> =>
  makeUser(admin, login.user, login.password, list);

/** A page of evidence whose actions only remember. */
export async function openEvidence({ workspace, root }: QueryShop, id: string, days?: number) {
  const copied: string[] = [];
  const created: NewMigrationFile[] = [];
  const actions: EvidenceActions = {
    runCommand: async () => undefined,
    copy: async (text) => void copied.push(text),
    openStatement: async () => undefined,
    createMigration: async (file) => void created.push(file),
    askDays: async () => days,
    changed: () => undefined,
  };
  const page = queries.createEvidenceSource(workspace, queries.evidenceKey(root, id), actions);
  if (page === undefined) throw new Error('the page of evidence did not open');
  await page.refresh(never);
  return { page, copied, created };
}

/** Id of a suggestion whose id matches, after looking for indexes anew. */
export async function suggestedIn({ workspace, app }: QueryShop, pattern: RegExp): Promise<string> {
  await queries.findIndexes(workspace, app, quiet, never);
  const choices = await queries.indexChoices(workspace, app, never);
  const found = choices.find(({ id }) => pattern.test(id));
  if (found === undefined) throw new Error(JSON.stringify(choices));
  return found.id;
}

/** The page of a statement whose questions nobody answers. */
export async function openPage({ workspace, root }: QueryShop, id: string) {
  const source = await queries.createStatementSource(workspace, JSON.stringify([root, id]), statementActions);
  if (source === undefined) throw new Error('the page did not open');
  return source;
}

/** Works with one session of the application, which ends after it. */
export async function inSession<T>(
  { host, port }: Pick<OwnServer, 'host' | 'port'>,
  database: string,
  work: (session: Connection) => Promise<T>,
): Promise<T> {
  const session = await createConnection({ ...login, host, port, database });
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}
