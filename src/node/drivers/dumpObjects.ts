import { quoteName } from '../../core/connections/sqlNames';
import { delimited, finalView } from '../../core/backups/dumper/objects';
import type { CreationSettings } from '../../core/backups/dumper/objects';
import { viewOrder } from '../../core/backups/dumper/order';
import { textOf } from './dumpCatalog';
import type { CatalogRoutine } from './dumpCatalog';
import { left, write } from './dumpWork';
import type { DumpWork } from './dumpWork';
import type { Cell } from './dumpSession';

/** Writes one trigger. @returns 1, or 0 with a remark */
export function dumpTrigger(work: DumpWork, name: string, remarks: string[]): Promise<number> {
  return dumpShown(work, `TRIGGER ${quoteName(name)}`, 'SQL Original Statement', `trigger ${name}`, remarks);
}

/** Writes one event. @returns 1, or 0 with a remark */
export function dumpEvent(work: DumpWork, name: string, remarks: string[]): Promise<number> {
  return dumpShown(work, `EVENT ${quoteName(name)}`, 'Create Event', `event ${name}`, remarks);
}

/** Writes one procedure, function or package. @returns 1, or 0 with a remark */
export function dumpRoutine(work: DumpWork, { name, kind }: CatalogRoutine, remarks: string[]): Promise<number> {
  const column = kind
    .toLowerCase()
    .split(' ')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join(' ');
  return dumpShown(work, `${kind} ${quoteName(name)}`, `Create ${column}`, `${kind.toLowerCase()} ${name}`, remarks);
}

/**
 * Writes an object that has a body. Its text is asked for without conversion: it stands in the dump in the charset that the
 * object was created in, behind the statement that sets that charset.
 */
async function dumpShown(
  { session, writer }: DumpWork,
  what: string,
  column: string,
  called: string,
  remarks: string[],
): Promise<number> {
  let shown: ReadonlyMap<string, Cell> | undefined;
  try {
    await session.run('SET SESSION character_set_results = NULL');
    [shown] = await session.rows(`SHOW CREATE ${what}`);
  } catch (error) {
    left(error, called, remarks);
    return 0;
  } finally {
    await session.run("SET SESSION character_set_results = 'utf8mb4'").catch(() => undefined);
  }
  const create = shown?.get(column);
  if (shown === undefined || !(create instanceof Uint8Array)) {
    remarks.push(`Not in this backup: ${called}, because the account may not see its definition.`);
    return 0;
  }
  const timeZone = textOf(shown, 'time_zone');
  const settings: CreationSettings = {
    charset: textOf(shown, 'character_set_client'),
    collation: textOf(shown, 'collation_connection'),
    sqlMode: textOf(shown, 'sql_mode'),
    ...(timeZone === '' ? {} : { timeZone }),
  };
  const drop = what.startsWith('TRIGGER') ? undefined : `DROP ${what.replace(/^(\w+(?: BODY)?)/, '$1 IF EXISTS')}`;
  write(writer, delimited(drop, create, settings));
  return 1;
}

/** Writes the views, each after those that it uses. @returns how many */
export async function dumpViews(
  { session, writer }: DumpWork,
  names: readonly string[],
  remarks: string[],
): Promise<number> {
  const found: { name: string; create: string; bytes: Uint8Array; settings: CreationSettings }[] = [];
  for (const name of names) {
    try {
      const [shown = new Map<string, Cell>()] = await session.rows(`SHOW CREATE VIEW ${quoteName(name)}`);
      const bytes = shown.get('Create View');
      if (!(bytes instanceof Uint8Array)) continue;
      const create = new TextDecoder().decode(bytes);
      const given = textOf(shown, 'character_set_client');
      // The text came in utf8mb4: only where it is the same bytes in the view's own charset may that one be set.
      const charset = given.startsWith('utf8') || !/[^\x20-\x7e\s]/.test(create) ? given : 'utf8mb4';
      const settings = { charset, collation: textOf(shown, 'collation_connection') };
      found.push({ name, create, bytes, settings });
    } catch (error) {
      left(error, `view ${name}`, remarks);
    }
  }
  for (const name of viewOrder(found)) {
    const view = found.find((one) => one.name === name);
    if (view !== undefined) write(writer, finalView(name, view.bytes, view.settings));
  }
  return found.length;
}
