import { type Draft, emptyTable } from './applyStep';
import type { IndexType } from './step';

/** What a file of `php artisan schema:dump` holds. */
export interface SchemaDump {
  readonly tables: readonly Draft[];
  /** Names of the migrations that ran before the dump was made. */
  readonly migrations: ReadonlySet<string>;
}

const createTable = /CREATE TABLE (?:IF NOT EXISTS )?((?:[\w$]+\.)?[`"]?[\w$]+[`"]?) ?\(([\s\S]*?)\n\)([^;]*);/gi;

/**
 * Reads the dump that mysqldump or mariadb-dump writes: one line for each column, key and constraint, names in backticks.
 * Tables in another form (SQLite, PostgreSQL) are there and not certain.
 */
export function readSchemaDump(text: string): SchemaDump {
  const tables = [...text.matchAll(createTable)].map(([, name = '', body = '', options = '']) =>
    tableOf(bare(name), body, options, name.startsWith('`')),
  );
  return { tables, migrations: new Set(migrationsIn(text)) };
}

function tableOf(name: string, body: string, options: string, isMysql: boolean): Draft {
  const table = emptyTable(name);
  table.certain = isMysql;
  table.engine = /ENGINE=(\w+)/i.exec(options)?.[1];
  if (!isMysql) return table;
  for (const written of body.split('\n')) {
    const line = written.trim().replace(/,$/, '');
    const column = /^`([^`]+)` (.+)$/.exec(line);
    const key = /^(PRIMARY KEY|UNIQUE KEY|FULLTEXT KEY|SPATIAL KEY|KEY) ?(?:`([^`]+)` )?\((.+)\)/.exec(line);
    const foreign = /^CONSTRAINT `([^`]+)` FOREIGN KEY \((.+?)\)/.exec(line);
    if (column !== null) {
      const [, columnName = '', definition = ''] = column;
      table.columns.set(columnName, {
        name: columnName,
        type: /^[^\s(]+(?:\([^)]*\))?(?: unsigned)?/.exec(definition)?.[0] ?? definition,
        nullable: !/\bNOT NULL\b/.test(definition),
        autoIncrement: /\bAUTO_INCREMENT\b/.test(definition),
      });
    } else if (key !== null) {
      const [, kind = '', keyName = 'primary', columns = ''] = key;
      table.indexes.push({ type: indexType(kind), name: keyName, columns: namesIn(columns) });
    } else if (foreign !== null) {
      table.foreignKeys.push({ name: foreign[1] ?? '', columns: namesIn(foreign[2] ?? '') });
    } else if (line !== '' && !/^(?:CONSTRAINT|CHECK)/.test(line)) table.certain = false;
  }
  return table;
}

function indexType(kind: string): IndexType {
  return indexTypes.get(kind) ?? 'index';
}

const indexTypes: ReadonlyMap<string, IndexType> = new Map([
  ['PRIMARY KEY', 'primary'],
  ['UNIQUE KEY', 'unique'],
  ['FULLTEXT KEY', 'fulltext'],
  ['SPATIAL KEY', 'spatial'],
]);

/** A key over an expression has no column of that name: it leads nothing. */
function namesIn(columns: string): readonly string[] {
  return [...columns.matchAll(/`([^`]+)`|\(([^`]{1,200})\)/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
}

function bare(name: string): string {
  return name.replace(/^.*\./, '').replace(/[`"]/g, '');
}

/** "INSERT INTO `migrations` (…) VALUES (1,'2014_10_12_000000_create_users_table',1);", and PostgreSQL's COPY. */
function migrationsIn(text: string): readonly string[] {
  const inserted = [...text.matchAll(/INSERT INTO [^;]*?migrations[`"]? ?[^;]*;/gi)].flatMap(([statement]) =>
    [...statement.matchAll(/'(\d{4}_[\w.-]+)'/g)].map(([, name = '']) => name),
  );
  const copied = [...text.matchAll(/^\d+\t(\d{4}_\S+)\t\d+$/gm)].map(([, name = '']) => name);
  return [...inserted, ...copied];
}
