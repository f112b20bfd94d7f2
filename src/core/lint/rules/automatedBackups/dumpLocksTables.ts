import { at, asString, type Value } from '../../../laravel/value';
import { appendArrayItem } from '../../../laravel/php/edit';
import type { Fix, Location } from '../../../finding';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule, RuleContext } from '../../rule';
import { configLocation } from '../../written';
import { textsOf, usesBackupPackage } from './backupPackage';
import { dumpMethodNames } from './dumpOptions';

/** BKP007: mysqldump locks tables although InnoDB needs no locks. */
export const dumpLocksTables: Rule = {
  code: 'BKP007',
  slug: 'dump-locks-tables',
  area: 'automatedBackups',
  severity: 'information',
  title: 'Dump locks tables',
  offByDefault: 'unproven',
  *check(context) {
    if (context.live?.tables.some(({ engine }) => engine?.toLowerCase() === 'myisam') === true) return;
    for (const production of productionEnvironments(context)) {
      const { project, managedBackups } = production.environment;
      if (managedBackups || !usesBackupPackage(project)) continue;
      for (const { text } of textsOf(project.config.get('backup.backup.source.databases')) ?? []) {
        const connection = project.config.get(`database.connections.${text}`);
        const driver = asString(at(connection, 'driver'));
        const location = configLocation(connection);
        if (
          (driver !== 'mysql' && driver !== 'mariadb') ||
          location === undefined ||
          at(connection, 'read').kind !== 'absent'
        ) {
          continue;
        }
        const dump = at(connection, 'dump');
        const names = dump.kind === 'absent' ? [] : dumpMethodNames(dump);
        if (
          names === undefined ||
          names.some((name) => /^(?:usesingletransaction|skiplocktables|addextraoption)$/.test(name))
        ) {
          continue;
        }
        yield {
          rule: 'BKP007',
          severity: 'information',
          message: `mysqldump locks the tables of \`${text}\` while it reads them; InnoDB can be dumped without locks.`,
          location,
          related: saysProduction(production, location),
          fixes: fixesOf(context, connection, dump, location),
        };
      }
    }
  },
};

function fixesOf(context: RuleContext, connection: Value, dump: Value, location: Location): readonly Fix[] {
  const [target, item] =
    dump.kind === 'array'
      ? [dump, "'use_single_transaction' => true"]
      : [connection, "'dump' => ['use_single_transaction' => true]"];
  const place = configLocation(target);
  const text = context.textOf(location.file);
  if (text === undefined || target.kind !== 'array' || place?.file !== location.file) return [];
  if (!/^(?:\[|array)/.test(text.slice(place.range.start, place.range.end))) return [];
  const last = [...target.entries.values()].map(({ value }) => configLocation(value));
  const lastRange = last.at(-1);
  if (last.length > 0 && (lastRange === undefined || lastRange.range.end > place.range.end)) return [];
  const edit = appendArrayItem(text, place.range, lastRange?.range, item);
  return [{ title: `Add ${item}`, preferred: false, edits: [{ file: place.file, edits: [edit] }] }];
}
