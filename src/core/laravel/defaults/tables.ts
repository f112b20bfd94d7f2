/** A PHP expression as text, or a PHP array of them. */
export type DefaultEntry = string | DefaultTable;
export interface DefaultTable {
  readonly [key: string]: DefaultEntry;
}

/** Configuration name → its keys. */
export type DefaultTables = Readonly<Record<string, DefaultTable>>;

/** Changes to tables: arrays are gone into, null takes a key away. */
interface Changes {
  readonly [key: string]: string | null | Changes;
}

/** The tables of a version, told as what changed since the one before. */
export function changed(tables: DefaultTables, changes: Readonly<Record<string, Changes>>): DefaultTables {
  const result: Record<string, DefaultTable> = { ...tables };
  for (const [name, each] of Object.entries(changes)) result[name] = changedTable(tables[name] ?? {}, each);
  return result;
}

function changedTable(table: DefaultTable, changes: Changes): DefaultTable {
  const result: Record<string, DefaultEntry> = { ...table };
  for (const [key, change] of Object.entries(changes)) {
    const before = result[key];
    if (change === null) delete result[key];
    else if (typeof change === 'string') result[key] = change;
    else result[key] = changedTable(typeof before === 'object' ? before : {}, change);
  }
  return result;
}

/** A table as a PHP file that returns it. */
export function asPhp(table: DefaultTable): string {
  return `<?php use Illuminate\\Support\\Str; return ${arrayText(table)};`;
}

function arrayText(table: DefaultTable): string {
  const items = Object.entries(table).map(
    ([key, entry]) => `'${key}' => ${typeof entry === 'string' ? entry : arrayText(entry)}`,
  );
  return `[${items.join(', ')}]`;
}
