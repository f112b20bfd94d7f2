import { runsOf } from '../../../code/schedule/runs';
import type { Fix } from '../../../finding';
import { asString } from '../../../laravel/value';
import { appendArrayItem, phpText } from '../../../laravel/php/edit';
import type { Rule, RuleContext } from '../../rule';
import { configLocation, readHere, writtenValue, type WrittenValue } from '../../written';
import { isExplicit, mayDumpElsewhere, textsOf, usesBackupPackage } from './backupPackage';

/** BKP001: the database that the application uses is not the one that is dumped. */
export const connectionNotInBackup: Rule = {
  code: 'BKP001',
  slug: 'connection-not-in-backup',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Database missing from the backup',
  *check(context) {
    for (const environment of context.environments) {
      const { project, managedBackups } = environment;
      if (managedBackups || !usesBackupPackage(project)) continue;
      const written = writtenValue(environment, 'database.default');
      const used = written === undefined ? undefined : asString(written.value);
      if (written === undefined || used === undefined) continue;
      const driver = asString(project.config.get(`database.connections.${used}.driver`));
      if (driver !== 'mysql' && driver !== 'mariadb') continue;
      const list = project.config.get('backup.backup.source.databases');
      const dumped = textsOf(list);
      const location = configLocation(list);
      if (dumped === undefined || location === undefined) continue;
      if (dumped.some(({ text, value }) => text === used || !isExplicit(value, environment))) continue;
      if (mayDumpElsewhere(context) || namesDatabases(context)) continue;
      const names = dumped.map(({ text }) => `\`${text}\``).join(', ');
      const others = dumped.length === 0 ? 'no database' : `${names} only`;
      yield {
        rule: 'BKP001',
        severity: 'warning',
        message: `The application uses connection \`${used}\`, the backup dumps ${others}: its data is in no archive.`,
        location,
        related: [
          { location: written.location, message: `The default connection is \`${used}\` here.` },
          ...readHere(context, written),
        ],
        fixes: fixesOf(
          context,
          written,
          location,
          dumped.map(({ value }) => configLocation(value)),
          used,
        ),
      };
    }
  },
};

/** A backup that is told which databases or which configuration to use is another one than the list describes. */
function namesDatabases({ code }: RuleContext): boolean {
  return runsOf(code, 'backup:run').tasks.some(({ line }) => line === undefined || /--(?:db-name|config)\b/.test(line));
}

function fixesOf(
  context: RuleContext,
  { origin }: WrittenValue,
  { file, range }: { readonly file: string; readonly range: { readonly start: number; readonly end: number } },
  items: readonly ReturnType<typeof configLocation>[],
  used: string,
): readonly Fix[] {
  const text = context.textOf(file);
  const [only, ...more] = items;
  if (text === undefined || !/^(?:\[|array)/.test(text.slice(range.start, range.end))) return [];
  const expression = origin.source === 'env' && origin.envKey !== undefined ? `env('${origin.envKey}')` : phpText(used);
  const inFile = (each: typeof only) => each !== undefined && each.file === file;
  const fixes: Fix[] = [];
  if (inFile(only) && only !== undefined && more.length === 0) {
    fixes.push({
      title: `Dump ${expression} instead`,
      preferred: true,
      edits: [{ file, edits: [{ range: only.range, newText: expression }] }],
    });
  }
  const last = items.at(-1);
  if (items.length === 0 || inFile(last)) {
    const edit = appendArrayItem(text, range, last?.range, expression);
    fixes.push({ title: `Dump ${expression} too`, preferred: false, edits: [{ file, edits: [edit] }] });
  }
  return fixes;
}
