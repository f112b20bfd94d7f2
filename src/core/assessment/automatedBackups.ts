import { formatAge, formatBytes } from '../base/format';
import { retentionText } from '../backups/runbook/collect';
import { runsOf } from '../code/schedule/runs';
import type { Evidence } from './area';
import { judgeVerified, usable } from './backupEvidence';
import { judgeMonitor } from './backupMonitor';
import { backUpNow, backupTasks, latestAfterMs, makesBackup } from './backupTasks';
import { type Check, covered, fromFiles, gap, type Judgement, lowerFirst, notLooked, partial, unknown } from './check';
import { isLocal } from './effective';
import { type AssessmentFacts, environmentOf, type FileFacts, projectOf } from './facts';
import { judgeOffSite } from './offSite';
import { installed } from './packages';
import { findingsOf, remediesOf } from './ruleResults';
import { taskEvidence, tasksLike } from './scheduled';

/** Names that speak of backups: of this application's data, or of something else that it looks after. */
const maybeBackup = /backup(?!:(?:run|clean|monitor|list))/i;
const looksAfterBackups = /clean|prune|delete|purge|remove|monitor|check|list|verify/i;
/** Files of an application that say nothing about how it is run. */
const noDeployment = /^(?:\.gitignore|phpunit\.xml|package\.json)/;

/** Are backups made, recent, kept elsewhere, encrypted and cleaned up. */
export const automatedBackups: readonly Check[] = [
  { id: 'automatedBackups.source', title: 'Backups are made by themselves', weight: 5, judge: fromFiles(judgeSource) },
  { id: 'automatedBackups.recent', title: 'Newest backup', weight: 5, judge: judgeRecent },
  {
    id: 'automatedBackups.offSite',
    title: 'Off-site copy',
    weight: 4,
    rules: ['BKP002'],
    judge: fromFiles(judgeOffSite),
  },
  { id: 'automatedBackups.encrypted', title: 'Encryption', weight: 2, judge: judgeEncrypted },
  { id: 'automatedBackups.verified', title: 'Newest backup is verified', weight: 3, judge: judgeVerified },
  { id: 'automatedBackups.size', title: 'Size as usual', weight: 3, judge: judgeSize },
  {
    id: 'automatedBackups.cleanup',
    title: 'Old archives are deleted',
    weight: 2,
    rules: ['BKP005'],
    judge: fromFiles(judgeCleanup),
  },
  {
    id: 'automatedBackups.monitor',
    title: 'Somebody hears when backups stop',
    weight: 2,
    judge: fromFiles(judgeMonitor),
  },
  { id: 'automatedBackups.scheduler', title: 'The scheduler runs', weight: 3, judge: judgeScheduler },
];

function judgeSource(files: FileFacts, { backups }: AssessmentFacts): Judgement {
  if (environmentOf(files)?.managedBackups === true)
    return covered('the platform makes them', {
      evidence: [{ fact: 'Settings say that the platform makes the backups.', source: 'laravelOps.environments' }],
    });
  const { tasks, known, all, why } = backupTasks(files);
  const [certain] = tasks.filter(({ conditional }) => !conditional);
  const evidence = tasks.map((task) => taskEvidence(files, task));
  if (certain !== undefined) return covered(`${certain.what ?? 'a backup'} is scheduled`, { evidence });
  if (tasks.length > 0) return partial('scheduled under a condition only', { evidence });
  const archives = backups?.backups.length ?? 0;
  if (!known) return unknown(`the schedule cannot be read completely: ${lowerFirst(why)}`);
  const read: Evidence = {
    fact: `The schedule was read completely: ${all} tasks, none names a backup.`,
    source: 'schedule',
  };
  if (archives > 0) return partial('archives exist, but nothing in the schedule makes them', { evidence: [read] });
  const maybe = tasksLike(files, maybeBackup).tasks.filter(({ what = '' }) => !looksAfterBackups.test(what));
  if (maybe[0] !== undefined)
    return unknown(`${maybe[0].what ?? ''} is scheduled; whether it backs this application up is not known`, {
      evidence: maybe.map((task) => taskEvidence(files, task)),
    });
  const elsewhere = [...files.context.deployment]
    .filter(([file, text]) => !noDeployment.test(file) && (makesBackup.test(text) || /backup/i.test(text)))
    .map(([file]) => file);
  if (elsewhere[0] !== undefined)
    return partial(`${elsewhere[0]} speaks of backups, the schedule does not`, {
      evidence: elsewhere.map((file) => ({ fact: `${file} speaks of backups.`, source: file })),
    });
  const spatie = installed(files, ['spatie/laravel-backup']).length > 0;
  return gap('no backup in the schedule', {
    evidence: [read],
    remedies: [
      spatie
        ? { title: 'Add backup:run to the schedule', command: 'laravelOps.backups.configureSchedule' }
        : { title: 'Install spatie/laravel-backup', copies: 'composer require spatie/laravel-backup' },
    ],
  });
}

/** No archive here says nothing about other machines: unknown, never a gap. */
function judgeRecent({ backups, files, now }: AssessmentFacts): Judgement {
  if (backups === undefined) return notLooked('backups were not listed');
  const newest = usable(backups.backups);
  const unlisted = backups.problems.map(({ destination, message }) => ({
    fact: `Destination ${destination.label} was not listed: ${message}`,
    source: destination.id,
  }));
  if (newest === undefined) {
    const none = backups.backups.length === 0;
    return unknown(none ? 'no backup found on this machine' : 'no readable backup on this machine', {
      evidence: unlisted,
    });
  }
  const age = formatAge(newest.createdAt, now);
  const ago = age === 'just now' ? age : `${age} ago`;
  const evidence = [
    {
      fact: `The newest backup is ${newest.fileName}, ${formatBytes(newest.sizeBytes)}, made ${ago}.`,
      source: newest.path,
    },
    ...unlisted,
  ];
  if (now.getTime() - newest.createdAt.getTime() <= latestAfterMs(files)) return covered(`newest ${age}`, { evidence });
  const remote = unlisted.length > 0 || files === undefined;
  if (remote || isLocal(files)) return unknown(`newest here ${age} old`, { evidence });
  return gap(`newest ${age} old`, { evidence, remedies: [backUpNow] });
}

function judgeEncrypted({ backups }: AssessmentFacts): Judgement {
  const newest = backups === undefined ? undefined : usable(backups.backups);
  if (newest?.contents === undefined) return notLooked('no archive was opened');
  const evidence = [{ fact: `${newest.fileName} was opened.`, source: newest.path }];
  return newest.contents.encrypted
    ? covered('the newest archive needs a password', { evidence })
    : partial('the newest archive is not encrypted', {
        evidence,
        remedies: [{ title: 'Set a password for archives in config/backup.php' }],
      });
}

function judgeSize({ backups }: AssessmentFacts): Judgement {
  const newest = backups === undefined ? undefined : usable(backups.backups);
  if (newest === undefined) return notLooked('no backup was found on this machine');
  const ratio = newest.sizeAgainstMedian;
  if (ratio === undefined) return unknown('fewer than four backups to compare');
  const percent = Math.round(ratio * 100);
  const evidence = [
    { fact: `${newest.fileName} has ${percent} % of the median of the backups before it.`, source: newest.path },
  ];
  // A fifth of the data gone, or twice as much, is worth a look; 40 % is beyond ordinary growth.
  return Math.abs(ratio - 1) <= 0.4
    ? covered(`${percent} % of the usual size`, { evidence })
    : gap(`${percent} % of the usual size`, {
        evidence,
        remedies: [{ title: 'Look into the newest backup', command: 'laravelOps.backups.focus' }],
      });
}

function judgeCleanup(files: FileFacts): Judgement {
  const { code } = files.context;
  const clean = runsOf(code, 'backup:clean');
  const evidence = clean.tasks.map(({ task }) => taskEvidence(files, task));
  if (clean.tasks.length > 0) {
    const kept = retentionText(projectOf(files));
    const rules = kept === undefined ? [] : [{ fact: kept, source: 'config/backup.php' }];
    return covered('backup:clean is scheduled', { evidence: [...evidence, ...rules] });
  }
  const { tasks } = runsOf(code, 'backup:run');
  const [run] = tasks;
  if (run === undefined) return unknown('not known what makes the backups');
  if (!clean.complete) return unknown('the schedule cannot be read completely');
  const [fix] = remediesOf(findingsOf(files, 'BKP005'));
  return partial('backup:run is scheduled, backup:clean is not', {
    evidence: tasks.map(({ task }) => taskEvidence(files, task)),
    remedies: [fix ?? { title: 'Add backup:clean to the schedule', command: 'laravelOps.backups.configureSchedule' }],
  });
}

/** A scheduled backup that is recent was started by a scheduler that runs. What a file starts is not known to run. */
function judgeScheduler(facts: AssessmentFacts): Judgement {
  const { files } = facts;
  if (files === undefined) return notLooked('not evaluated yet');
  const starts = [...files.context.deployment]
    .filter(([, text]) => /schedule:(?:run|work)/.test(text))
    .map(([file]) => ({ fact: `${file} starts the scheduler.`, source: file }));
  const made = usable(facts.backups?.backups ?? []);
  const scheduled = backupTasks(files).tasks.length > 0;
  if (made?.destination.source === 'spatie' && scheduled && judgeRecent(facts).outcome === 'covered')
    return covered('it made the newest backup', {
      evidence: [...starts, { fact: `${made.fileName} is as recent as the schedule says.`, source: made.path }],
    });
  return unknown('whether the scheduler runs has to be seen on the server', { evidence: starts });
}
