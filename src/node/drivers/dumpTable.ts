import { quoteName } from '../../core/connections/sqlNames';
import { dumpColumn, needsColumnList } from '../../core/backups/dumper/column';
import type { ColumnRow, DumpColumn } from '../../core/backups/dumper/column';
import { sequencesOf, withoutDatabase } from '../../core/backups/dumper/sequences';
import { insertInto, rowsFrame, tableStructure } from '../../core/backups/dumper/objects';
import { OpsError } from '../../core/base/errors';
import { textOf } from './dumpCatalog';
import type { CatalogTable } from './dumpCatalog';
import { write } from './dumpWork';
import type { DumpWork } from './dumpWork';

/** Engines whose rows are another server's or other tables' (mysqldump leaves them out too). */
const borrowed = /^(MRG_MyISAM|MRG_ISAM|FEDERATED|SPIDER|CONNECT)$/i;
const progressEvery = 5_000;
/** Rows of an INSERT that names no column. */
const bareRows = 1_000;

/** Dumps structure and rows of one table; leaves the savepoint `ops` behind. @returns rows */
export async function dumpTable(
  work: DumpWork,
  table: CatalogTable,
  progress: (rows: number) => void,
): Promise<number> {
  const { session, writer, statementBytes } = work;
  const name = quoteName(table.name);
  await session.run('SAVEPOINT ops');
  // Takes the metadata lock that the transaction then holds: structure and rows are of the same table.
  await session.run(`SELECT 1 FROM ${name} LIMIT 0`);
  const [shown = new Map()] = await session.rows(`SHOW CREATE TABLE ${name}`);
  const create = shown.get('Create Table');
  if (!(create instanceof Uint8Array))
    throw new OpsError('unreadable', `The server did not say how table ${table.name} is made.`);
  const text = new TextDecoder().decode(create);
  const sequences = sequencesOf(text, work.database);
  // MariaDB writes the database before the sequence of a default: a copy would draw from the original's.
  const structure = sequences.length === 0 ? create : new TextEncoder().encode(withoutDatabase(text, work.database));
  write(writer, tableStructure(table.name, structure));
  if (borrowed.test(table.engine) || work.withoutRowsOf?.includes(table.name) === true) return 0;

  const columns = (await session.rows(`SHOW FULL COLUMNS FROM ${name}`)).map(
    (row): ColumnRow => ({
      Field: textOf(row, 'Field'),
      Type: textOf(row, 'Type'),
      Collation: row.get('Collation') === null ? null : textOf(row, 'Collation'),
      Extra: textOf(row, 'Extra'),
    }),
  );
  const dumped = columns.map(dumpColumn).filter((column): column is DumpColumn => column !== undefined);
  if (dumped.length === 0) return dumpBareRows(work, table.name);
  const frame = rowsFrame(table.name, sequences);
  writer.text(frame.before);
  const list = needsColumnList(columns) ? dumped.map((column) => column.name) : undefined;
  const rows = writer.rows(insertInto(table.name, list), dumped, statementBytes);
  let count = 0;
  // By primary key where there is one, so that the rows come back in the order in which they are inserted fastest.
  const byPrimary = text.includes('\n  PRIMARY KEY (') ? ' FORCE INDEX (PRIMARY)' : '';
  const expressions = dumped.map(({ expression }) => expression).join(', ');
  await session.stream(
    `SELECT /*!40001 SQL_NO_CACHE */ ${expressions} FROM ${name}${byPrimary}`,
    (bytes, start, end) => {
      rows.row(bytes, start, end);
      if (++count % progressEvery === 0) progress(count);
      return work.wait();
    },
  );
  rows.end();
  writer.text(frame.after);
  return count;
}

/** Rows of a table whose columns are all generated: nothing of them can be named, but how many there are. */
async function dumpBareRows({ session, writer, wait }: DumpWork, name: string): Promise<number> {
  const [counted = new Map()] = await session.rows(`SELECT COUNT(*) AS n FROM ${quoteName(name)}`);
  const count = Number(textOf(counted, 'n'));
  const frame = rowsFrame(name);
  writer.text(frame.before);
  for (let written = 0; written < count; written += bareRows) {
    const rows = Array.from({ length: Math.min(bareRows, count - written) }, () => '()').join(',\n');
    writer.text(`INSERT INTO ${quoteName(name)} () VALUES\n${rows};\n`);
    await wait();
  }
  writer.text(frame.after);
  return count;
}
