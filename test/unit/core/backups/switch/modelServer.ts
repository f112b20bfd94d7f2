// A server as a switch sees it, strict about what real ones refuse: it understands the very statements that are sent, so a
// statement that is not what its step claims shows. Written without the code under test.
import { OpsError } from '../../../../../src/core/base/errors';
import type { SwitchSession } from '../../../../../src/core/backups/switch/session';

interface Database {
  charset: string;
  collation: string;
  /** Table → what is in it. */
  tables: Map<string, string>;
  triggers: Map<string, { table: string; body: string }>;
  views: Map<string, string>;
  routines: Map<string, string>;
  events: Map<string, string>;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

export class ModelServer {
  readonly databases = new Map<string, Database>();
  /** Names of triggers that a crash of MariaDB left behind ("shop.orders_ai"): nothing lists them. */
  readonly orphans = new Set<string>();
  /** Statements that changed something, in order. */
  readonly log: string[] = [];
  /** Called before each statement; throws what the server would say. */
  before: (statement: string) => void = () => undefined;
  private inside = '';

  create(name: string, fill: Partial<Database> = {}): Database {
    const database: Database = {
      charset: 'utf8mb4',
      collation: 'utf8mb4_unicode_ci',
      tables: new Map(),
      triggers: new Map(),
      views: new Map(),
      routines: new Map(),
      events: new Map(),
      ...fill,
    };
    this.databases.set(name, database);
    return database;
  }

  of(name: string): Database {
    const database = this.databases.get(name);
    if (database === undefined) throw new OpsError('server', `Unknown database '${name}' (1049)`);
    return database;
  }

  /** Everything, as text to compare. */
  snapshot(): string {
    const plain = (value: unknown): unknown =>
      value instanceof Map
        ? Object.fromEntries(Array.from(value, ([key, each]) => [key, plain(each)] as const).toSorted(byName))
        : value;
    return JSON.stringify(
      Array.from(
        this.databases,
        ([name, each]) =>
          [name, Object.fromEntries(Object.entries(each).map(([key, value]) => [key, plain(value)]))] as const,
      ).toSorted(byName),
      undefined,
      1,
    );
  }

  readonly session: SwitchSession = {
    run: (statement) => {
      const sql = typeof statement === 'string' ? statement : new TextDecoder().decode(statement);
      try {
        this.before(sql);
        this.execute(sql);
      } catch (error) {
        return Promise.reject(error);
      }
      return Promise.resolve({ affectedRows: 0, warnings: 0 });
    },
    rows: (sql) => {
      if (/GET_LOCK/.test(sql)) return Promise.resolve([{ held: '1' }]);
      if (/RELEASE_LOCK/.test(sql)) return Promise.resolve([{ released: '1' }]);
      if (/AS objects/.test(sql)) {
        const database = this.databases.get(/TABLE_SCHEMA = '([^']+)'/.exec(sql)?.[1] ?? '');
        const count =
          database === undefined
            ? 0
            : database.tables.size + database.views.size + database.routines.size + database.events.size;
        return Promise.resolve([{ objects: String(count) }]);
      }
      return Promise.reject(new Error(`the model does not know: ${sql}`));
    },
  };

  private execute(sql: string): void {
    const name = '`((?:[^`]|``)+)`';
    const match = (pattern: string): RegExpExecArray | null => new RegExp(`^${pattern}`, 'is').exec(sql);
    let found: RegExpExecArray | null;
    if (/^(?:SET|LOCK TABLES|UNLOCK TABLES)/.test(sql)) return;
    if ((found = match(`USE (?:${name}|information_schema)`)) !== null) {
      this.inside = found[1] ?? '';
      if (this.inside !== '') this.of(this.inside);
      return;
    }
    this.log.push(sql);
    if ((found = match(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET (\\w+) COLLATE (\\w+)`)) !== null) {
      const [, database = '', charset = '', collation = ''] = found;
      if (!this.databases.has(database)) this.create(database, { charset, collation });
    } else if ((found = match(`ALTER DATABASE ${name} (?:CHARACTER SET (\\w+) )?COLLATE (\\w+)$`)) !== null) {
      const database = this.of(found[1] ?? '');
      database.charset = found[2] ?? database.charset;
      database.collation = found[3] ?? '';
    } else if ((found = match(`DROP DATABASE IF EXISTS ${name}$`)) !== null) {
      const database = this.databases.get(found[1] ?? '');
      if (database !== undefined && database.tables.size > 0) throw new Error(`DATA LOST: ${sql}`);
      this.databases.delete(found[1] ?? '');
    } else if (sql.startsWith('RENAME TABLE ')) this.rename(sql);
    else if ((found = match(`DROP (TRIGGER|VIEW|PROCEDURE|FUNCTION|EVENT) IF EXISTS ${name}\\.${name}$`)) !== null) {
      const [, kind = '', database = '', object = ''] = found;
      const of = this.of(database);
      if (kind === 'TRIGGER') {
        of.triggers.delete(object);
        this.orphans.delete(`${database}.${object}`);
      } else if (kind === 'VIEW') of.views.delete(object);
      else if (kind === 'EVENT') of.events.delete(object);
      else of.routines.delete(`${kind.toLowerCase()} ${object}`);
    } else if ((found = match(`CREATE DEFINER=\\S+ TRIGGER ${name} \\w+ \\w+ ON ${name} (.*)$`)) !== null) {
      const [, trigger = '', table = '', body = ''] = found;
      const of = this.of(this.inside);
      if (of.triggers.has(trigger) || this.orphans.has(`${this.inside}.${trigger}`))
        throw new OpsError('server', `Trigger already exists (1359)`);
      if (!of.tables.has(table)) throw new OpsError('server', `Table '${table}' doesn't exist (1146)`);
      of.triggers.set(trigger, { table, body });
    } else if ((found = match(`CREATE OR REPLACE VIEW ${name}\\.${name} AS (.*)$`)) !== null) {
      const [, database = '', view = '', query = ''] = found;
      const of = this.of(database);
      for (const [, schema = '', read = ''] of query
        .replaceAll(/'[^']*'/g, '')
        .matchAll(new RegExp(`${name}\\.${name}`, 'g')))
        if (!this.of(schema).tables.has(read) && !this.of(schema).views.has(read))
          throw new OpsError('server', `Table '${schema}.${read}' doesn't exist (1146)`);
      of.views.set(view, sql.replace('OR REPLACE ', ''));
    } else if ((found = match(`CREATE DEFINER=\\S+ (PROCEDURE|FUNCTION) ${name}`)) !== null) {
      const key = `${(found[1] ?? '').toLowerCase()} ${found[2] ?? ''}`;
      if (this.of(this.inside).routines.has(key)) throw new OpsError('server', `${key} already exists (1304)`);
      this.of(this.inside).routines.set(key, sql);
    } else if ((found = match(`CREATE DEFINER=\\S+ EVENT ${name}`)) !== null) {
      if (this.of(this.inside).events.has(found[1] ?? '')) throw new OpsError('server', `Event already exists (1537)`);
      this.of(this.inside).events.set(found[1] ?? '', sql);
    } else throw new Error(`the model does not know: ${sql}`);
  }

  /** All or nothing; triggers hinder a table that leaves its database. */
  private rename(sql: string): void {
    const tables = new Map(Array.from(this.databases, ([name, each]) => [name, new Map(each.tables)]));
    const triggers: (() => void)[] = [];
    for (const [, from = '', a = '', to = '', b = ''] of sql.matchAll(
      /`([^`]+)`\.`([^`]+)` TO `([^`]+)`\.`([^`]+)`/g,
    )) {
      const source = tables.get(from);
      const target = tables.get(to);
      const rows = source?.get(a);
      if (source === undefined || target === undefined || rows === undefined)
        throw new OpsError('server', `Table '${from}.${a}' doesn't exist (1146)`);
      if (target.has(b) || this.of(to).views.has(b)) throw new OpsError('server', `Table '${b}' already exists (1050)`);
      const own = [...this.of(from).triggers.values()].filter(({ table }) => table === a);
      if (own.length > 0 && from !== to) throw new OpsError('server', 'Trigger in wrong schema (1435)');
      for (const trigger of own) triggers.push(() => (trigger.table = b));
      source.delete(a);
      target.set(b, rows);
    }
    for (const [name, map] of tables) this.of(name).tables = map;
    for (const follow of triggers) follow();
  }
}
