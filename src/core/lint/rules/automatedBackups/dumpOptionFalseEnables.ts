import type { ArrayEntry, Value } from '../../../laravel/value';
import { at, asString } from '../../../laravel/value';
import type { Finding, Fix, Location } from '../../../finding';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation } from '../../written';
import { evaluatedEnvironments, isExplicit, packageVersion, type PackageVersion, textsOf } from './backupPackage';
import { dropsFalsyValues, dumperMethod, skipSslHasDefault } from './dumpOptions';

/** BKP011: an option of the dump does the opposite of its value. */
export const dumpOptionFalseEnables: Rule = {
  code: 'BKP011',
  slug: 'dump-option-false-enables',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Dump option that false turns on',
  *check(context) {
    for (const environment of evaluatedEnvironments(context)) {
      const { project } = environment;
      const backup = packageVersion(project, 'spatie/laravel-backup');
      if (backup === undefined) continue;
      for (const { text } of textsOf(project.config.get('backup.backup.source.databases')) ?? []) {
        const connection = project.config.get(`database.connections.${text}`);
        const driver = asString(at(connection, 'driver'));
        const dump = at(connection, 'dump');
        if ((driver !== 'mysql' && driver !== 'mariadb') || dump.kind !== 'array') continue;
        for (const entry of dump.entries.values()) yield* judge(context, environment, backup, entry);
      }
    }
  },
};

function* judge(
  context: RuleContext,
  environment: Pick<EvaluatedEnvironment, 'project' | 'envFile'>,
  backup: PackageVersion,
  entry: ArrayEntry,
): Iterable<Finding> {
  const { key, value } = entry;
  if (typeof key !== 'string') return;
  const written = falsy(value);
  const location = configLocation(value);
  if (written === undefined || location === undefined) return;
  if (value.kind === 'known' && !isExplicit(value, environment)) return;
  const effect = effectOf(key, written, backup, packageVersion(environment.project, 'spatie/db-dumper'));
  if (effect === undefined) return;
  yield {
    rule: 'BKP011',
    severity: 'warning',
    message: `\`${key} => ${written}\` ${effect}`,
    location,
    related: [],
    fixes: removal(context, entry, location),
  };
}

/** How a value is written that PHP takes for false; undefined for all others. */
function falsy(value: Value): string | undefined {
  if (value.kind === 'array') return value.entries.size === 0 ? '[]' : undefined;
  if (value.kind !== 'known') return undefined;
  if (value.value === '' || value.value === '0') return `'${value.value}'`;
  return value.value === false || value.value === null || value.value === 0 ? String(value.value) : undefined;
}

function effectOf(
  key: string,
  written: string,
  backup: PackageVersion,
  dumper: PackageVersion | undefined,
): string | undefined {
  const method = dumperMethod(key);
  const bare = dropsFalsyValues(backup) || written === 'null';
  const version = `spatie/laravel-backup ${backup.join('.')}`;
  if (method === 'flag') return `turns the option on: ${version} calls the dumper's method whatever the value is.`;
  if (method === 'skipSsl' && bare && skipSslHasDefault(dumper)) {
    return `switches TLS off for the dump: ${version} calls setSkipSsl() without the value, and that means yes.`;
  }
  if (method === 'needsArgument' && bare) {
    return `stops the backup: ${version} calls the dumper's method without the value, which it needs.`;
  }
  return undefined;
}

/** The whole item with its comma, and its line when nothing else is on it. */
function removal(context: RuleContext, { keyRange }: ArrayEntry, { file, range }: Location): readonly Fix[] {
  const text = context.textOf(file);
  if (text === undefined || keyRange === undefined || keyRange.end > range.start) return [];
  if (!/^\s*=>\s*$/.test(text.slice(keyRange.end, range.start))) return [];
  const item = itemRange(text, { start: keyRange.start, end: range.end });
  return [{ title: 'Remove the option', preferred: false, edits: [{ file, edits: [{ range: item, newText: '' }] }] }];
}

/** An item of an array with what has to go with it: its comma, and its line when it is alone there. */
export function itemRange(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly start: number; readonly end: number } {
  const comma = /^\s*,/.exec(text.slice(end))?.[0] ?? '';
  const behind = end + comma.length;
  const indent = /(?:^|\n)[ \t]*$/.exec(text.slice(0, start))?.[0];
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|#[^\r\n]*)?(?:\r\n|\n)/.exec(text.slice(behind))?.[0];
  if (indent !== undefined && rest !== undefined) {
    return { start: start - indent.replace('\n', '').length, end: behind + rest.length };
  }
  const gap = comma === '' ? 0 : (/^[ \t]*/.exec(text.slice(behind))?.[0].length ?? 0);
  if (comma !== '') return { start, end: behind + gap };
  // The last one of a line: the comma in front of it goes.
  const before = /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - before, end };
}
