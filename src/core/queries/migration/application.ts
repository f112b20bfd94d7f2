import { parentPath } from '../../base/path';
import type { Code } from '../../code/collector';
import { migrations } from '../../code/migrations/migrations';
import { defaultConnection } from '../../code/migrations/tables';
import { asString, type Value } from '../../laravel/value';
import type { MigrationApplication } from './indexMigration';
import { defaultStyle, styleOf } from './migrationStyle';

/** Where Laravel looks when nothing else is said. */
const usualFolder = 'database/migrations';

/** Migrations that are read for the style, from the latest on. */
const looksAt = 5;

/**
 * What new migrations of an application look like: its folder, style, names, and the connection's prefix.
 *
 * @param textOf text of a file by its absolute path
 * @param connection name in config/database.php
 */
export function migrationApplication(
  code: Code,
  textOf: (file: string) => string | undefined,
  connection: string,
  flavour: 'mysql' | 'mariadb',
): MigrationApplication {
  const { project } = code;
  const all = [...code.facts(migrations)].sort((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : 0));
  const folder = folderOf(all.map(({ relative }) => parentPath(relative)));
  const texts = all
    .filter(({ relative }) => parentPath(relative) === folder)
    .slice(0, looksAt)
    .flatMap(({ file }) => textOf(file) ?? []);
  // One that changes a table shows most of the style.
  const model = texts.find((text) => /\bSchema::(?:connection\([^)]*\)->)?table\(/.test(text)) ?? texts[0];
  const fallback = defaultStyle(project.version.major);
  const config = (key: string): Value => project.config.get(`database.connections.${connection}.${key}`);
  const { full, major } = project.version;
  return {
    folder,
    names: all.map(({ name }) => name),
    style: model === undefined ? fallback : styleOf(model, fallback),
    laravel: full ?? String(major ?? 0),
    flavour,
    prefix: asString(config('prefix')) ?? '',
    prefixIndexes: isOn(config('prefix_indexes')),
    ...(defaultConnection(code).name === connection ? {} : { connection }),
    otherDrivers: texts.some((text) => /getDriverName\(\)|\bsqlite\b|\bpgsql\b/i.test(text)),
  };
}

/** The usual one when anything is in it, otherwise the one with most migrations. */
function folderOf(folders: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const folder of folders) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  if (counts.has(usualFolder) || counts.size === 0) return usualFolder;
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** As PHP takes it; what is not known is on, as Laravel's own configuration has it. */
function isOn(value: Value): boolean {
  if (value.kind === 'absent') return false;
  return value.kind !== 'known' || ![false, null, '', '0', 0].includes(value.value);
}
