import type { Value } from '../../../laravel/value';
import { type PackageVersion, isBefore } from './backupPackage';

// How spatie/laravel-backup turns `dump` of a connection into calls of spatie/db-dumper (Tasks/Backup/DbDumperFactory.php of
// versions 6 to 10): the key's name, or the item itself in a list, in camel case, with or without "set" in front. PHP does
// not care about the case of methods.

/** What calling a method of the dumper without its argument does. */
export type DumperMethod = 'flag' | 'skipSsl' | 'needsArgument';

const flags = `skipComments dontSkipComments doNotSkipComments useExtendedInserts dontUseExtendedInserts doNotUseExtendedInserts
  useSingleTransaction dontUseSingleTransaction doNotUseSingleTransaction skipLockTables dontSkipLockTables doNotSkipLockTables
  doNotUseColumnStatistics useQuick dontUseQuick doNotUseQuick doNotCreateTables doNotDumpData skipAutoIncrement
  dontSkipAutoIncrement doNotSkipAutoIncrement includeRoutines useAppendMode`;
const needing = 'timeout includeTables excludeTables addExtraOption addExtraOptionAfterDbName';
const methods: ReadonlyMap<string, DumperMethod> = new Map([
  ...flags.split(/\s+/).map((name) => [name.toLowerCase(), 'flag'] as const),
  ...needing.split(/\s+/).map((name) => [name.toLowerCase(), 'needsArgument'] as const),
  ['skipssl', 'skipSsl'],
]);

/** "use_single_transaction" → "usesingletransaction"; "set" in front is taken away. */
export function methodName(key: string): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^set/, '');
}

/** What kind of method of the MySQL and MariaDB dumpers an option is; undefined for what they do not have. */
export function dumperMethod(key: string): DumperMethod | undefined {
  return methods.get(methodName(key));
}

/** The options of a `dump` array by method name; undefined when they are not certain. */
export function dumpMethodNames(dump: Value): readonly string[] | undefined {
  if (dump.kind !== 'array') return undefined;
  const names = [...dump.entries.values()].map(({ key, value }) => {
    if (typeof key === 'string') return key;
    return value.kind === 'known' && typeof value.value === 'string' ? value.value : undefined;
  });
  return names.every((name) => name !== undefined) ? names.map(methodName) : undefined;
}

/** Whether false, 0, '' and [] are handed over like null, so that the method runs without an argument (until 10.0.2). */
export function dropsFalsyValues(backup: PackageVersion): boolean {
  return isBefore(backup, [10, 0, 2]);
}

/** db-dumper 3.7.1 gave setSkipSsl() its default `true`; before 3.7.0 there is no such method. */
export function skipSslHasDefault(dumper: PackageVersion | undefined): boolean {
  return dumper !== undefined && !isBefore(dumper, [3, 7, 1]);
}
