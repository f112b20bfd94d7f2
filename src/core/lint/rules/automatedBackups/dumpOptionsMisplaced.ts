import type { Finding, Fix } from '../../../finding';
import { at, type ArrayEntry, type ArrayValue, type Value } from '../../../laravel/value';
import type { Rule, RuleContext } from '../../rule';
import { configLocation } from '../../written';
import { packageVersion } from './backupPackage';
import { itemRange } from './dumpOptionFalseEnables';
import { dumpMethodNames, methodName } from './dumpOptions';

/** What version 3 read from the connection itself, and what it is called below `dump` since then. */
const legacy: ReadonlyMap<string, string> = new Map([
  ['dump_command_path', 'dump_binary_path'],
  ['dump_command_timeout', 'timeout'],
  ['dump_using_single_transaction', 'use_single_transaction'],
]);

/** BKP012: options of the dump are where nothing reads them. */
export const dumpOptionsMisplaced: Rule = {
  code: 'BKP012',
  slug: 'dump-options-misplaced',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Dump options that nothing reads',
  *check(context) {
    const { project } = context;
    const version = packageVersion(project, 'spatie/laravel-backup');
    if (version === undefined || version[0] < 6) return;
    const reader = `spatie/laravel-backup ${version[0]}`;
    const connections = project.config.get('database.connections');
    for (const { key, value } of connections.kind === 'array' ? connections.entries.values() : []) {
      yield* legacyKeys(context, String(key), value, reader);
    }
    yield* inBackup(context, project.config.get('backup.backup.source'), reader);
  },
};

function* legacyKeys(context: RuleContext, name: string, connection: Value, reader: string): Iterable<Finding> {
  if (connection.kind !== 'array') return;
  for (const entry of connection.entries.values()) {
    const option = typeof entry.key === 'string' ? legacy.get(entry.key) : undefined;
    const place = placeOf(entry);
    if (option === undefined || place === undefined) continue;
    yield {
      rule: 'BKP012',
      severity: 'warning',
      message: `\`${entry.key}\` of connection \`${name}\` has no effect: ${reader} reads \`dump.${option}\`.`,
      location: { file: place.file, range: place.key },
      related: [],
      fixes: legacyFixes(context, connection, entry, option),
    };
  }
}

function legacyFixes(context: RuleContext, connection: ArrayValue, entry: ArrayEntry, option: string): readonly Fix[] {
  const place = placeOf(entry);
  const text = place === undefined ? undefined : context.textOf(place.file);
  if (place === undefined || text === undefined || !place.whole) return [];
  const { file, item } = place;
  const dump = at(connection, 'dump');
  if (dump.kind === 'array' && dumpMethodNames(dump)?.includes(methodName(option)) === true) {
    const edits = [{ range: itemRange(text, item), newText: '' }];
    return [{ title: `Remove it: \`dump\` sets ${option}`, preferred: false, edits: [{ file, edits }] }];
  }
  const alone = [...connection.entries.values()].filter(({ key }) => legacy.has(String(key))).length === 1;
  if (dump.kind !== 'absent' || !alone) return [];
  const value = text.slice(place.value.start, place.value.end);
  const edits = [{ range: item, newText: `'dump' => ['${option}' => ${value}]` }];
  return [{ title: `Write it as dump.${option}`, preferred: false, edits: [{ file, edits }] }];
}

/** `source.mysql.dump` and `source.databases.mysql.dump` in config/backup.php. */
function* inBackup(context: RuleContext, source: Value, reader: string): Iterable<Finding> {
  const databases = at(source, 'databases');
  for (const [parent, entries] of [
    ['source', source],
    ['source.databases', databases],
  ] as const) {
    for (const { key, value } of entries.kind === 'array' ? entries.entries.values() : []) {
      const dump = value.kind === 'array' ? value.entries.get('dump') : undefined;
      if (key === 'files' || typeof key !== 'string' || value.kind !== 'array' || dump === undefined) continue;
      const place = placeOf(dump);
      if (place === undefined) continue;
      const connection = context.project.config.get(`database.connections.${key}`);
      const already = at(connection, 'dump').kind === 'array';
      const related = configLocation(connection);
      yield {
        rule: 'BKP012',
        severity: 'warning',
        message: `\`${parent}.${key}.dump\` has no effect: ${reader} reads \`dump\` from the connection in config/database.php${already ? ', which has one' : ''}.`,
        location: { file: place.file, range: place.key },
        related: related === undefined ? [] : [{ location: related, message: `Connection \`${key}\` is here.` }],
        fixes: already ? removal(context, source, key, value) : [],
      };
    }
  }
}

/** Takes away `'mysql' => ['dump' => …]` when there is nothing else in it. */
function removal(context: RuleContext, source: Value, key: string, value: ArrayValue): readonly Fix[] {
  const entry = source.kind === 'array' ? source.entries.get(key) : undefined;
  const place = entry === undefined ? undefined : placeOf(entry);
  const text = place === undefined ? undefined : context.textOf(place.file);
  if (place === undefined || text === undefined || !place.whole || value.entries.size !== 1) return [];
  const edits = [{ range: itemRange(text, place.item), newText: '' }];
  return [{ title: 'Remove it', preferred: false, edits: [{ file: place.file, edits }] }];
}

interface Place {
  readonly file: string;
  readonly key: { readonly start: number; readonly end: number };
  readonly value: { readonly start: number; readonly end: number };
  readonly item: { readonly start: number; readonly end: number };
  /** The key and its value stand side by side: the item can be edited as one. */
  readonly whole: boolean;
}

/** Where an item of an array in the application's own files is written. */
function placeOf({ keyRange, value }: ArrayEntry): Place | undefined {
  const location = configLocation(value);
  if (keyRange === undefined || location === undefined) return undefined;
  const { file, range } = location;
  const distance = range.start - keyRange.end;
  const item = { start: keyRange.start, end: range.end };
  return { file, key: keyRange, value: range, item, whole: distance > 0 && distance < 40 };
}
