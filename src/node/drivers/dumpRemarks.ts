import type { CatalogTable, DumpCatalog } from './dumpCatalog';
import { textOf } from './dumpCatalog';
import type { DumpSession } from './dumpSession';

/** Engines whose tables a consistent snapshot holds. */
const transactional = /^(InnoDB|ROCKSDB|TokuDB|ndbcluster)$/i;

/** What a snapshot does not cover, for people. */
export function notTransactional(tables: readonly CatalogTable[]): readonly string[] {
  const remarks: string[] = [];
  const byEngine = new Map<string, string[]>();
  for (const { name, engine } of tables)
    if (engine !== '' && !transactional.test(engine)) byEngine.set(engine, [...(byEngine.get(engine) ?? []), name]);
  for (const [engine, names] of byEngine)
    remarks.push(
      `Not part of the snapshot, because ${engine} has none: ${names.join(', ')}. Rows that were written during the backup may be in it or not.`,
    );
  const versioned = tables.filter((table) => table.versioned).map(({ name }) => name);
  if (versioned.length > 0)
    remarks.push(
      `System-versioned: ${versioned.join(', ')}. Their current rows are in this backup, their history is not.`,
    );
  return remarks;
}

/** Kinds of objects of which the account may see none, so that "none" would say nothing. */
export async function catalogRemarks(session: DumpSession, catalog: DumpCatalog): Promise<readonly string[]> {
  const grants = (await session.rows('SHOW GRANTS')).map((row) =>
    textOf(row, Array.from(row.keys())[0] ?? '').replaceAll(/IDENTIFIED .*/g, ''),
  );
  // A role may give what is not listed here: then nothing is claimed.
  if (grants.some((grant) => !/\bON\b/.test(grant))) return [];
  const may = (privilege: string): boolean =>
    grants.some((grant) => /ALL PRIVILEGES/.test(grant) || new RegExp(`\\b${privilege}\\b(?=.* ON )`).test(grant));
  return [
    ...(catalog.triggers.length === 0 && !may('TRIGGER') ? ['triggers (TRIGGER)'] : []),
    ...(catalog.events.length === 0 && !may('EVENT') ? ['events (EVENT)'] : []),
  ].map(
    (what) =>
      `The account may not see ${what.replace(/ \(/, ' (it lacks the privilege ')}: if there are any, they are not in this backup.`,
  );
}
