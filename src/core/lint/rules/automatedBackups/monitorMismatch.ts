import type { Finding, Fix } from '../../../finding';
import { at, asString, type ArrayValue, type Value } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation } from '../../written';
import { isExplicit, textsOf, usesBackupPackage } from './backupPackage';

type Evaluated = Pick<EvaluatedEnvironment, 'project' | 'envFile'>;

interface Monitored {
  readonly name: string;
  readonly disks: readonly string[];
  readonly nameIsCertain: boolean;
  readonly disksAreCertain: boolean;
  readonly entry: ArrayValue;
}

/** BKP010: what is monitored is not what is backed up. */
export const monitorMismatch: Rule = {
  code: 'BKP010',
  slug: 'monitor-mismatch',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Monitored backup is another one',
  *check(context) {
    const own = { project: context.project, envFile: context.project.env?.file ?? '' };
    for (const environment of context.environments.length > 0 ? context.environments : [own]) {
      const finding = mismatch(context, environment);
      if (finding !== undefined) yield finding;
    }
  },
};

function mismatch(context: RuleContext, environment: Evaluated): Finding | undefined {
  const { config } = environment.project;
  if (!usesBackupPackage(environment.project)) return undefined;
  const name = config.get('backup.backup.name');
  const disks = config.get('backup.backup.destination.disks');
  const monitors = config.get('backup.monitor_backups');
  const written = asString(name);
  const destinations = certainTexts(disks, environment);
  const monitored = monitoredOf(monitors, environment);
  if (written === undefined || destinations === undefined || monitored === undefined || monitored.length === 0) {
    return undefined;
  }
  const same = monitored.filter((each) => each.name === written);
  // Two defaults of variables that are not in the file: the server may make them the same.
  const certain =
    same.length > 0 ? same.every((each) => each.disksAreCertain) : monitored.every((each) => each.nameIsCertain);
  if (!certain && (same.length > 0 || !isCertain(name, environment))) return undefined;
  const watched = new Set(same.flatMap((each) => each.disks));
  const missing = destinations.filter((disk) => !watched.has(disk));
  if (same.length > 0 && missing.length === 0) return undefined;
  const [first, ...others] = same.length > 0 ? same : monitored;
  if (first === undefined) return undefined;
  const single = others.length === 0;
  const target: Value | undefined = single ? at(first.entry, same.length > 0 ? 'disks' : 'name') : monitors;
  const location = configLocation(target);
  const nameLocation = configLocation(same.length > 0 ? disks : name);
  if (location === undefined) return undefined;
  const renames = same.length === 0;
  const covers = destinations.every((disk) => first.disks.includes(disk));
  // Other disks that are watched are not taken away from a backup that is watched already.
  const watchesMore = !renames && first.disks.some((disk) => !destinations.includes(disk));
  const expressions: (readonly [Value, Value])[] = [
    ...(renames ? [[name, at(first.entry, 'name')] as const] : []),
    ...(covers || watchesMore ? [] : [[disks, at(first.entry, 'disks')] as const]),
  ];
  const names = monitored.map((each) => `\`${each.name}\``).join(', ');
  const message =
    same.length > 0
      ? `Archives go to ${missing.map((disk) => `\`${disk}\``).join(', ')}, which no monitored backup watches: \`backup:monitor\` says nothing when they are missing there.`
      : `The backup is called \`${written}\`, but ${names} is monitored: \`backup:monitor\` and \`backup:list\` never look at these archives.`;
  return {
    rule: 'BKP010',
    severity: same.length > 0 ? 'information' : 'warning',
    message,
    location,
    related:
      nameLocation === undefined
        ? []
        : [
            {
              location: nameLocation,
              message: same.length > 0 ? 'Archives go here.' : `It is called \`${written}\` here.`,
            },
          ],
    fixes: single ? copied(context, expressions) : [],
  };
}

/** Whether the server's own variables cannot change it. */
function isCertain(value: Value, environment: Evaluated): boolean {
  if (value.kind !== 'known') return false;
  return isExplicit(value, environment) || value.origins.every(({ source }) => source !== 'default');
}

function certainTexts(value: Value, environment: Evaluated): readonly string[] | undefined {
  const texts = textsOf(value);
  return texts?.every((each) => isCertain(each.value, environment)) === true
    ? texts.map(({ text }) => text)
    : undefined;
}

function monitoredOf(value: Value, environment: Evaluated): readonly Monitored[] | undefined {
  if (value.kind !== 'array') return undefined;
  const found = [...value.entries.values()].map(({ value: entry }): Monitored | undefined => {
    const name = asString(at(entry, 'name'));
    const disks = textsOf(at(entry, 'disks'));
    if (entry.kind !== 'array' || name === undefined || disks === undefined) return undefined;
    return {
      name,
      disks: disks.map(({ text }) => text),
      nameIsCertain: isCertain(at(entry, 'name'), environment),
      disksAreCertain: disks.every((each) => isCertain(each.value, environment)),
      entry,
    };
  });
  return found.every((each) => each !== undefined) ? found : undefined;
}

/** The same expressions as the backup's own, not their values: so that they stay the same. */
function copied(context: RuleContext, expressions: readonly (readonly [Value, Value])[]): readonly Fix[] {
  const edits = expressions.map(([from, to]) => {
    const [source, target] = [configLocation(from), configLocation(to)];
    const text = source === undefined ? undefined : context.textOf(source.file);
    if (source === undefined || target === undefined || text === undefined || source.file !== target.file)
      return undefined;
    return {
      file: target.file,
      edit: { range: target.range, newText: text.slice(source.range.start, source.range.end) },
    };
  });
  const [first] = edits;
  if (first === undefined || !edits.every((each) => each !== undefined)) return [];
  return [
    {
      title: 'Monitor what is backed up',
      preferred: true,
      edits: [{ file: first.file, edits: edits.map(({ edit }) => edit) }],
    },
  ];
}
