import { quoteName } from '../../core/connections/sqlNames';
import type { DumpSummary } from '../../core/backups/dumper/dumper';
import { heading } from '../../core/backups/dumper/frame';
import { sequence, viewStandIn } from '../../core/backups/dumper/objects';
import { textOf } from './dumpCatalog';
import type { CatalogTable } from './dumpCatalog';
import { dumpEvent, dumpRoutine, dumpTrigger, dumpViews } from './dumpObjects';
import { dumpTable } from './dumpTable';
import { left, write } from './dumpWork';
import type { DumpWork } from './dumpWork';
import { catalogRemarks, notTransactional } from './dumpRemarks';

/**
 * Dumps all objects in mysqldump's order: sequences, then tables with rows and triggers and stand-ins of views, then events,
 * routines and the views themselves.
 */
export async function dumpEverything(work: DumpWork): Promise<Omit<DumpSummary, 'dumpBytes'>> {
  const { catalog, writer, session } = work;
  const tables = catalog.tables.filter(({ kind }) => kind === 'table');
  const views = catalog.tables.filter(({ kind }) => kind === 'view');
  const remarks: string[] = [];
  const counted: { name: string; rows: number }[] = [];
  let rowsBefore = 0;
  const progress = (table: string | undefined, rows: number): void =>
    work.onProgress?.({
      tablesDone: counted.length,
      tables: tables.length,
      ...(table === undefined ? {} : { table }),
      rows: rowsBefore + rows,
      dumpBytes: writer.total(),
    });

  for (const { name } of catalog.tables.filter(({ kind }) => kind === 'sequence')) await dumpSequence(work, name);
  let triggers = 0;
  const standIns = new Set<string>();
  for (const table of catalog.tables) {
    await work.wait();
    if (table.kind === 'view') {
      const columns = await viewColumns(work, table, remarks);
      if (columns === undefined) continue;
      standIns.add(table.name);
      write(writer, viewStandIn(table.name, columns));
    }
    if (table.kind !== 'table') continue;
    progress(table.name, 0);
    const rows = await dumpTable(work, table, (done) => progress(table.name, done));
    for (const trigger of catalog.triggers.filter((one) => one.table === table.name))
      triggers += await dumpTrigger(work, trigger.name, remarks);
    // Lets go of the table, so that a migration need not wait until the whole dump has ended (mysqldump does the same).
    await session.run('ROLLBACK TO SAVEPOINT ops');
    rowsBefore += rows;
    counted.push({ name: table.name, rows });
    progress(undefined, 0);
  }
  let events = 0;
  if (catalog.events.length > 0) writer.text(heading('Dumping events'));
  for (const name of catalog.events) events += await dumpEvent(work, name, remarks);
  let routines = 0;
  if (catalog.routines.length > 0) writer.text(heading('Dumping routines'));
  for (const routine of catalog.routines) routines += await dumpRoutine(work, routine, remarks);
  const made = await dumpViews(
    work,
    views.map(({ name }) => name).filter((name) => standIns.has(name)),
    remarks,
  );
  remarks.push(...notTransactional(tables), ...(await catalogRemarks(session, catalog)));
  return { tables: counted, views: made, triggers, routines, events, remarks };
}

async function dumpSequence({ session, writer }: DumpWork, name: string): Promise<void> {
  const [shown = new Map()] = await session.rows(`SHOW CREATE SEQUENCE ${quoteName(name)}`);
  const [state = new Map()] = await session.rows(`SELECT next_not_cached_value AS next FROM ${quoteName(name)}`);
  const create = shown.get('Create Table');
  if (create instanceof Uint8Array) write(writer, sequence(name, create, textOf(state, 'next')));
}

/** The columns of a view; undefined, with a remark, when the view no longer works or may not be seen. */
async function viewColumns(
  { session }: DumpWork,
  { name }: CatalogTable,
  remarks: string[],
): Promise<readonly string[] | undefined> {
  try {
    return (await session.rows(`SHOW COLUMNS FROM ${quoteName(name)}`)).map((row) => textOf(row, 'Field'));
  } catch (error) {
    return left(error, `view ${name}`, remarks);
  }
}
