import { formatAge, formatBytes } from '../base/format';
import { relativePath } from '../base/path';
import { backupDestinations } from '../backups/destination';
import type { Backup } from '../backups/catalog';
import { runsOf } from '../code/schedule/runs';
import type { Evidence } from './area';
import { type Check, covered, fromFiles, gap, type Judgement, notLooked, notMeasured, partial, unknown } from './check';
import { isLocal, placesOf } from './effective';
import { type AssessmentFacts, environmentOf, type FileFacts, projectOf } from './facts';
import { installed } from './packages';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';
import { longestIntervalHours, taskEvidence, tasksLike } from './scheduled';

/** Commands that make a dump or an archive, whoever wrote the application. */
const makesBackup = /\b(?:mysqldump|mariadb-dump|mydumper|pg_dump|snapshot:create)\b/i;
/** Names that speak of backups: of this application's data, or of something else that it looks after. */
const maybeBackup = /backup(?!:(?:run|clean|monitor|list))/i;
const looksAfterBackups = /clean|prune|delete|purge|remove|monitor|check|list|verify/i;
/** Files of an application that say nothing about how it is run. */
const noDeployment = /^(?:\.gitignore|phpunit\.xml|package\.json)/;
const hourMs = 3_600_000;

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
  notMeasured('automatedBackups.verified', 'A backup was restored as a test', 3, 'comes with restore drills'),
  { id: 'automatedBackups.size', title: 'Size as usual', weight: 3, judge: judgeSize },
  {
    id: 'automatedBackups.cleanup',
    title: 'Old archives are deleted',
    weight: 2,
    rules: ['BKP005'],
    judge: fromFiles(judgeCleanup),
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
        ? { title: 'Add backup:run to the schedule' }
        : { title: 'Install spatie/laravel-backup', copies: 'composer require spatie/laravel-backup' },
    ],
  });
}

/** Tasks that make backups for certain: backup:run however it is reached, and programs that dump. */
function backupTasks(files: FileFacts): ReturnType<typeof tasksLike> {
  const named = tasksLike(files, makesBackup);
  const run = runsOf(files.context.code, 'backup:run');
  const tasks = [...new Set([...run.tasks.map(({ task }) => task), ...named.tasks])];
  return { ...named, tasks, known: named.known && run.complete };
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
  const limit = 1.5 * expectedHours(files) * hourMs;
  if (now.getTime() - newest.createdAt.getTime() <= limit) return covered(`newest ${age}`, { evidence });
  const remote = unlisted.length > 0 || files === undefined;
  if (remote || isLocal(files)) return unknown(`newest here ${age} old`, { evidence });
  return gap(`newest ${age} old`, { evidence });
}

/** A day, unless the schedule makes backups less often. */
function expectedHours(files: FileFacts | undefined): number {
  if (files === undefined) return 24;
  const intervals = backupTasks(files).tasks.map(({ cron }) => longestIntervalHours(cron));
  return intervals.length === 0 ? 24 : Math.min(...intervals);
}

function judgeOffSite(files: FileFacts): Judgement {
  const project = projectOf(files);
  const { root } = files.context;
  const found = findingsOf(files, 'BKP002');
  if (found.length > 0)
    return gap('only on this server', { evidence: evidenceOf(found, root), remedies: remediesOf(found) });
  if (environmentOf(files)?.managedBackups === true) return unknown('the platform decides where backups are kept');
  const destinations = backupDestinations(project).filter(({ source }) => source === 'spatie');
  if (destinations.length === 0) return unknown('no destination is configured in the application');
  const places = destinations.map(({ label, disk, folder, unlisted, origins }) => ({
    disk,
    driver: disk === undefined ? undefined : project.config.get(`filesystems.disks.${disk}.driver`),
    inside: folder?.startsWith(`${root}/`) === true,
    evidence: placesOf(
      files,
      origins,
      `Destination ${label}: ${unlisted ?? relativePath(root, folder ?? 'not known')}.`,
    ),
  }));
  const evidence = places.flatMap((place) => place.evidence);
  const remote = places.find(({ driver }) => driver?.kind === 'known' && driver.value !== 'local');
  if (remote !== undefined) return covered(`disk ${remote.disk ?? ''} is elsewhere`, { evidence });
  if (places.some(({ driver }) => driver?.kind !== 'known')) return unknown('a destination is not known', { evidence });
  // A folder outside the application may be a mount of another machine.
  if (!places.every(({ inside }) => inside))
    return unknown('a destination is outside the application, maybe a mount', { evidence });
  if (isLocal(files)) return unknown('only a local environment was looked at', { evidence });
  return gap('only on this server', { evidence, remedies: [{ title: 'Add a disk on another machine' }] });
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
  if (clean.tasks.length > 0) return covered('backup:clean is scheduled', { evidence });
  const { tasks } = runsOf(code, 'backup:run');
  const [run] = tasks;
  if (run === undefined) return unknown('not known what makes the backups');
  if (!clean.complete) return unknown('the schedule cannot be read completely');
  const [fix] = remediesOf(findingsOf(files, 'BKP005'));
  return partial('backup:run is scheduled, backup:clean is not', {
    evidence: tasks.map(({ task }) => taskEvidence(files, task)),
    remedies: [fix ?? { title: 'Add backup:clean to the schedule', location: run.task.location }],
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

function usable(backups: readonly Backup[]): Backup | undefined {
  return backups.find(({ error }) => error === undefined);
}

function lowerFirst(text: string): string {
  const first = text.replace(/\.$/, '');
  return first.charAt(0).toLowerCase() + first.slice(1);
}
