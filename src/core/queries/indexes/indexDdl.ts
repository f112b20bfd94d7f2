import { OpsError } from '../../base/errors';
import { formatBytes, formatCount } from '../../base/format';
import type { SqlServer } from '../../connections/sql';
import { quoteName } from '../../connections/sqlNames';
import { atLeastVersion } from '../../connections/serverVersion';
import type { CatalogIndex, CatalogTable } from '../catalog/table';
import { addIndexSql, hiddenWord, type IndexChange, type NamedIndex } from './indexChange';
import { keyIndexesThatGo } from './keyIndex';
import { type OnlineTool, onlineTools } from './onlineTools';

/**
 * How a server changes indexes. `instant`: only descriptions change · `inPlace`: built beside the table, which stays
 * writable · `locked`: built while writes wait · `copy`: the table is copied while writes wait.
 */
export type IndexDdlClass = 'instant' | 'inPlace' | 'locked' | 'copy';

/** The statements that change a table's indexes, and what they mean for the application. */
export interface IndexDdl {
  /** For `ALGORITHM` and `LOCK` the least that the server takes: it refuses rather than locks more than said. */
  readonly statements: readonly string[];
  /** What takes them back. */
  readonly undo: readonly string[];
  readonly class: IndexDdlClass;
  /** `shared`: reads go on, writes wait until it is done. */
  readonly lock: 'none' | 'shared';
  /** For people, one sentence each. Sizes are the server's estimates. */
  readonly costs: readonly string[];
  /** Where writes would wait, or the table is large. */
  readonly tools: readonly OnlineTool[];
}

type Server = Pick<SqlServer, 'flavour' | 'version'>;

/** From this size on an index takes minutes to build, and a replica as long again. */
const manyRows = 1_000_000;
const manyBytes = 1_000_000_000;

/**
 * The DDL of one change as this server and version make it. Measured on MySQL 9.7 and MariaDB 10.11
 * (test/services/indexDdl.test.ts); the manuals say the same of MySQL 5.7 and later ("Online DDL Operations") and of MariaDB
 * 10.3 and later ("InnoDB Online DDL Operations").
 *
 * @param referenced whether foreign keys of other tables refer to the table
 * @throws OpsError `noInvisibleIndexes` where the server has none; `noSuchIndex`
 */
export function indexDdl(change: IndexChange, table: CatalogTable, server: Server, referenced = false): IndexDdl {
  const parts = partsOf(change, table, server);
  const made = classOf(change, table, server);
  const clause = clauses[made];
  const name = `${quoteName(table.schema)}.${quoteName(table.name)}`;
  const alter = (body: string): string => `alter table ${name} ${body}${clause === '' ? '' : `, ${clause}`}`;
  const writesWait = made === 'locked' || made === 'copy';
  const large = table.rows >= manyRows || table.dataBytes >= manyBytes;
  const builds = change.kind === 'add' || change.kind === 'widen';
  return {
    statements: parts.up.map(alter),
    undo: parts.down.map((body) => `alter table ${name} ${body}`),
    class: made,
    lock: writesWait ? 'shared' : 'none',
    costs: [...costs(change, table, made), ...parts.remarks],
    tools: writesWait || (large && builds) ? onlineTools(table, parts.up.join(', '), server.flavour, referenced) : [],
  };
}

/** INSTANT and INPLACE are refused where they are not possible; nothing is locked by surprise. */
const clauses: Readonly<Record<IndexDdlClass, string>> = {
  instant: 'algorithm=instant',
  inPlace: 'algorithm=inplace, lock=none',
  locked: 'algorithm=inplace, lock=shared',
  copy: 'algorithm=copy, lock=shared',
};

interface Parts {
  /** Bodies of ALTER TABLE. */
  readonly up: readonly string[];
  readonly down: readonly string[];
  readonly remarks: readonly string[];
}

function partsOf(change: IndexChange, table: CatalogTable, server: Server): Parts {
  const { flavour } = server;
  const drop = (index: string): string => `drop index ${quoteName(index)}`;
  switch (change.kind) {
    case 'add': {
      const gone = keyIndexesThatGo(change.index.columns, table);
      const back = gone.map((index) => addIndexSql(index, flavour));
      return {
        up: [addIndexSql(change.index, flavour)],
        down: [[...back, drop(change.index.name)].join(', ')],
        remarks: gone.map(
          ({ name }) =>
            `If the server made ${name} by itself for the foreign key, it drops it now that the new index can support the key. It has to be there again before the new one can go.`,
        ),
      };
    }
    case 'widen': {
      const replaced = existing(change.replaces, table);
      // One statement: at no time is a foreign key without an index.
      return {
        up: [`${addIndexSql(change.index, flavour)}, ${drop(replaced.name)}`],
        down: [`${addIndexSql(replaced, flavour)}, ${drop(change.index.name)}`],
        remarks: [],
      };
    }
    case 'drop': {
      const index = existing(change.index, table);
      return { up: [drop(index.name)], down: [addIndexSql(index, flavour)], remarks: [] };
    }
    default: {
      existing(change.index, table);
      if (!hidesIndexes(server))
        throw new OpsError(
          'noInvisibleIndexes',
          `${flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${server.version} cannot make an index invisible.`,
          { safe: 'Nothing was changed.', next: 'MySQL can from 8.0 on, MariaDB from 10.6 on.' },
        );
      const [hidden, shown] = [hiddenWord(flavour), flavour === 'mysql' ? 'visible' : 'not ignored'];
      const say = (word: string): string => `alter index ${quoteName(change.index)} ${word}`;
      const [up, down] = change.kind === 'hide' ? [hidden, shown] : [shown, hidden];
      return { up: [say(up)], down: [say(down)], remarks: [] };
    }
  }
}

/** An index that can be dropped and made again. */
function existing(name: string, table: CatalogTable): CatalogIndex {
  const found = table.indexes.find((index) => index.name === name);
  if (found === undefined || name === 'PRIMARY')
    throw new OpsError('noSuchIndex', `${table.name} has no secondary index ${name}.`, {
      safe: 'Nothing was changed.',
    });
  return found;
}

/** Invisible indexes: MySQL 8.0, MariaDB 10.6 ("ignored"). */
export function hidesIndexes({ flavour, version }: Server): boolean {
  return atLeastVersion(version, flavour === 'mysql' ? [8, 0] : [10, 6]);
}

function classOf(change: IndexChange, table: CatalogTable, { flavour }: Server): IndexDdlClass {
  const innodb = table.engine.toLowerCase() === 'innodb';
  if (change.kind === 'hide' || change.kind === 'show') return flavour === 'mariadb' || !innodb ? 'instant' : 'inPlace';
  if (!innodb) return 'copy';
  return change.kind === 'drop' ? 'inPlace' : newIndexClass(change.index, table);
}

function newIndexClass({ type, columns }: NamedIndex, table: CatalogTable): IndexDdlClass {
  if (type === 'FULLTEXT' || type === 'SPATIAL') return 'locked';
  // MySQL adds a hidden column for an expression.
  if (columns.some((part) => 'expression' in part)) return table.partitioned ? 'copy' : 'locked';
  return 'inPlace';
}

function costs(change: IndexChange, table: CatalogTable, made: IndexDdlClass): readonly string[] {
  const size = `about ${formatCount(table.rows)} rows, ${formatBytes(table.dataBytes)}`;
  const builds = change.kind === 'add' || change.kind === 'widen';
  const said: string[] = [];
  if (made === 'copy') said.push(`The whole table is copied (${size}), and writes wait until that is done.`);
  else if (made === 'locked') said.push(`All rows are read (${size}), and writes wait until that is done.`);
  else if (builds) said.push(`All rows are read (${size}); the application can write meanwhile.`);
  else said.push('Only descriptions change, whatever the size of the table.');
  if (made === 'locked' && change.kind === 'add' && change.index.type === 'FULLTEXT' && !hasFulltext(table))
    said.push('The first FULLTEXT index of a table also writes the table anew, for a hidden column.');
  if (builds)
    said.push(
      'Replicas begin when the server is done and take as long again: they lag behind by that, unless they apply in parallel.',
    );
  said.push(
    'At its beginning and its end it waits for transactions that use the table, and what comes after waits behind it: set session lock_wait_timeout = 5 first, and try again when that ends it.',
  );
  return said;
}

function hasFulltext({ indexes }: CatalogTable): boolean {
  return indexes.some(({ type }) => type === 'FULLTEXT');
}
