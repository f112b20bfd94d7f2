import { insertTasks } from '../../../code/schedule/insertion';
import { runs, runsOf } from '../../../code/schedule/runs';
import { schedule } from '../../../code/schedule/schedule';
import type { ScheduledTask } from '../../../code/schedule/task';
import type { Fix } from '../../../finding';
import { asString } from '../../../laravel/value';
import type { Rule, RuleContext } from '../../rule';
import { textsOf, usesBackupPackage } from './backupPackage';

/** BKP005: backups are made and none is ever deleted. */
export const backupWithoutCleanup: Rule = {
  code: 'BKP005',
  slug: 'backup-without-cleanup',
  area: 'automatedBackups',
  severity: 'information',
  title: 'Old backups are never deleted',
  offByDefault: 'unproven',
  *check(context) {
    const { code, project, deployment } = context;
    if (!usesBackupPackage(project) || runs(code, 'backup:clean') !== false) return;
    if ([...deployment.values()].some((text) => /backup:clean/.test(text))) return;
    if (!onLocalDisks(context)) return;
    const [first] = runsOf(code, 'backup:run').tasks.filter(({ task }) => !task.conditional);
    if (first === undefined) return;
    yield {
      rule: 'BKP005',
      severity: 'information',
      message: 'Nothing deletes old archives (`backup:clean` is not scheduled); the disk fills until backups fail.',
      location: first.task.location,
      related: [],
      fixes: cleanup(context, first.task),
    };
  },
};

/** A bucket may have a rule of its own that deletes old files. */
function onLocalDisks({ project }: RuleContext): boolean {
  const disks = textsOf(project.config.get('backup.backup.destination.disks'));
  return (
    disks !== undefined &&
    disks.every(({ text }) => asString(project.config.get(`filesystems.disks.${text}.driver`)) === 'local')
  );
}

function cleanup(context: RuleContext, { calls }: ScheduledTask): readonly Fix[] {
  const { insertion } = schedule(context.code);
  if (insertion === undefined) return [];
  const once = calls.some(({ method }) => method === 'onOneServer') ? '->onOneServer()' : '';
  const statement = `command('backup:clean')->dailyAt('01:00')${once};`;
  const edits = insertTasks(insertion, [statement], context.textOf(insertion.file));
  return [{ title: 'Schedule backup:clean every night', preferred: false, edits }];
}
