import { monitorReport } from '../backups/monitor';
import { runs } from '../code/schedule/runs';
import type { Remedy } from './area';
import { covered, gap, type Judgement, lowerFirst, notLooked, partial, unknown } from './check';
import { isLocal } from './effective';
import { type AssessmentFacts, environmentOf, type FileFacts, projectOf } from './facts';

/** What backup:monitor would say, and what it cannot see. */
export function judgeMonitor(files: FileFacts, { backups, now }: AssessmentFacts): Judgement {
  if (environmentOf(files)?.managedBackups === true) return unknown('the platform watches its own backups');
  if (backups === undefined) return notLooked('backups were not listed');
  const scheduled = runs(files.context.code, 'backup:monitor');
  const report = monitorReport(projectOf(files), backups, scheduled, now);
  if (report === undefined) return unknown('what watches the backups is not known');
  const source = 'config/backup.php';
  const remedies: readonly Remedy[] =
    scheduled === false
      ? [{ title: 'Add backup:monitor to the schedule', command: 'laravelOps.backups.configureSchedule' }]
      : [];
  const blind = report.blind.map((fact) => ({ fact, source }));
  if (blind.length > 0) return partial(lowerFirst(report.blind[0] ?? ''), { evidence: blind, remedies });
  const evidence = report.verdicts.map(({ name, disk, outcome, reasons }) => ({
    fact: `${name} on ${disk} is ${outcome}. ${reasons.join(' ')}`.trim(),
    source,
  }));
  const sick = report.verdicts.find(({ outcome }) => outcome === 'unhealthy');
  if (sick !== undefined && !isLocal(files))
    return gap(lowerFirst(sick.reasons[0] ?? `${sick.name} on ${sick.disk} is unhealthy`), { evidence });
  if (report.verdicts.some(({ outcome }) => outcome !== 'healthy'))
    return unknown('what backup:monitor finds is not known from here', { evidence });
  return covered('backup:monitor looks at every destination', { evidence });
}
