import { insertTasks } from '../../../code/schedule/insertion';
import { runsOf } from '../../../code/schedule/runs';
import { schedule } from '../../../code/schedule/schedule';
import type { ScheduledTask } from '../../../code/schedule/task';
import type { Fix } from '../../../finding';
import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule, RuleContext } from '../../rule';
import { readHere, writtenValue } from '../../written';
import { mayCopyElsewhere, usesBackupPackage } from '../automatedBackups/backupPackage';

/** REC006: uploads are on the server's disk, and only the database is saved. */
export const uploadsNotBackedUp: Rule = {
  code: 'REC006',
  slug: 'uploads-not-backed-up',
  area: 'recoveryProcedures',
  severity: 'information',
  title: 'Uploads are not backed up',
  *check(context) {
    if (context.machine?.storageAppHasFiles !== true) return;
    const { tasks, complete } = runsOf(context.code, 'backup:run');
    const [first] = tasks;
    if (!complete || first === undefined || mayCopyElsewhere(context)) return;
    if (!tasks.every(({ line }) => line !== undefined && /--only-db(?![\w-])/.test(line))) return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const { project, managedBackups } = environment;
      if (managedBackups || !usesBackupPackage(project)) continue;
      const written = writtenValue(environment, 'filesystems.default');
      const disk = written === undefined ? undefined : asString(written.value);
      if (written === undefined || disk === undefined) continue;
      const driver = project.config.get(`filesystems.disks.${disk}.driver`);
      if (asString(driver) !== 'local') continue;
      if (driver.kind !== 'known' || driver.origins.some(({ source }) => source === 'default')) continue;
      yield {
        rule: 'REC006',
        severity: 'information',
        message: `Uploads live on this server (disk \`${disk}\`), and the scheduled backup saves the database only: no archive holds them.`,
        location: written.location,
        related: [
          ...tasks.map(({ task }) => ({ location: task.location, message: 'The backup is scheduled here.' })),
          ...readHere(context, written),
          ...saysProduction(production, written.location),
        ],
        fixes: withFiles(context, first.task),
      };
    }
  },
};

function withFiles(context: RuleContext, { calls }: ScheduledTask): readonly Fix[] {
  const { insertion } = schedule(context.code);
  if (insertion === undefined) return [];
  const once = calls.some(({ method }) => method === 'onOneServer') ? '->onOneServer()' : '';
  const statement = `command('backup:run --only-files')->dailyAt('02:00')${once};`;
  const edits = insertTasks(insertion, [statement], context.textOf(insertion.file));
  return [{ title: 'Schedule a backup of the files every night', preferred: false, edits }];
}
