import { parsePhp } from '../php/parse';
import type { Program } from '../php/syntax';
import { eleven } from './eleven';
import { asPhp } from './tables';
import { thirteen } from './thirteen';
import { twelve } from './twelve';

const tablesByMajor = new Map([
  [11, eleven],
  [12, twelve],
  [13, thirteen],
]);

/** Files of the framework's own config folder that the tables leave out. */
export const notInTables: readonly string[] = ['services', 'view'];

const parsed = new Map<number, ReadonlyMap<string, Program>>();

/**
 * The framework's base configuration by file name, for a machine on which vendor is not installed. Empty for Laravel 6
 * to 10, which merge nothing, and for versions we have no table of.
 */
export function builtInDefaults(major: number): ReadonlyMap<string, Program> {
  const before = parsed.get(major);
  if (before !== undefined) return before;
  const programs = new Map<string, Program>();
  for (const [name, table] of Object.entries(tablesByMajor.get(major) ?? {})) {
    const result = parsePhp(asPhp(table));
    if (result.ok) programs.set(name, result.program);
  }
  parsed.set(major, programs);
  return programs;
}

/** Whether the framework of this version has a base file of that name. */
export function hasBaseFile(major: number, name: string): boolean {
  if (major < 11) return false;
  return notInTables.includes(name) || Object.hasOwn(tablesByMajor.get(Math.min(major, 13)) ?? {}, name);
}
