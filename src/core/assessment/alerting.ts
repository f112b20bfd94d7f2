import { relativePath } from '../base/path';
import { jobFailed } from '../code/events/eventFacts';
import { eventListeners, listenersOf } from '../code/events/eventListeners';
import { schedule } from '../code/schedule/schedule';
import { logSources } from '../security/sources';
import type { Evidence } from './area';
import { type Check, covered, fromFiles, gap, type Judgement, notMeasured, partial, seenAt, unknown } from './check';
import { effective, placesOf } from './effective';
import { type FileFacts, projectOf } from './facts';
import { installed, packageEvidence } from './packages';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';
import { hasFailureCall, hasPing, taskEvidence } from './scheduled';

const exceptionTools = [
  'sentry/sentry-laravel',
  'bugsnag/bugsnag-laravel',
  'rollbar/rollbar-laravel',
  'honeybadger-io/honeybadger-laravel',
  'spatie/laravel-flare',
  'laravel/nightwatch',
  'airbrake/phpbrake',
  'mindscape/raygun4php',
  'inspector-apm/inspector-laravel',
];
const scheduleMonitors = ['spatie/laravel-schedule-monitor', 'laravel/nightwatch', 'sentry/sentry-laravel'];
const outsideMonitors = ['ohdearapp/ohdear-php-sdk', 'spatie/laravel-schedule-monitor'];

/** Is somebody told when something fails. */
export const alerting: readonly Check[] = [
  {
    id: 'alerting.exceptions',
    title: 'Exceptions are reported',
    weight: 4,
    rules: ['ALR001'],
    judge: fromFiles(judgeExceptions),
  },
  { id: 'alerting.queue', title: 'Failed jobs', weight: 3, judge: fromFiles(judgeQueue) },
  { id: 'alerting.schedule', title: 'Failed scheduled tasks', weight: 3, judge: fromFiles(judgeSchedule) },
  {
    id: 'alerting.backup',
    title: 'Failed backups',
    weight: 4,
    rules: ['BKP003', 'BKP004', 'ALR007'],
    judge: fromFiles(judgeBackup),
  },
  { id: 'alerting.heartbeat', title: 'Heartbeat to a service outside', weight: 2, judge: fromFiles(judgeHeartbeat) },
  notMeasured('alerting.test', 'A test alert arrived in the last 30 days', 3, 'comes with alerts'),
];

/** Channels that carry a message to people. */
const loud = /^(?:slack|papertrail|sentry|bugsnag|rollbar|flare|telegram|discord|custom)$/;

function judgeExceptions(files: FileFacts): Judgement {
  const { root } = files.context;
  const nothing = findingsOf(files, 'ALR001');
  if (nothing.length > 0)
    return gap('nothing is logged', { evidence: evidenceOf(nothing, root), remedies: remediesOf(nothing) });
  const tools = installed(files, exceptionTools);
  const [tool] = tools;
  if (tool !== undefined) return covered(`${tool} is installed`, { evidence: packageEvidence(files, tools) });
  const channel = effective(files, 'logging.default');
  if (!channel.known) return unknown(channel.why);
  const sources = logSources(projectOf(files));
  const chosen = sources.find(({ isDefault }) => isDefault);
  if (chosen === undefined) return unknown('the log channel in use is not known', { evidence: channel.evidence });
  const reached = [
    chosen,
    ...sources.filter(({ channel: name, also }) => [name, ...also].some((each) => chosen.members.includes(each))),
  ];
  const telling = reached.find(({ driver }) => driver !== undefined && loud.test(driver));
  const evidence = [
    ...channel.evidence,
    ...reached.flatMap(({ channel: name, what, origins }) => placesOf(files, origins, `Channel ${name} ${what}.`)),
  ];
  if (telling !== undefined) return covered(`channel ${telling.channel} carries them`, { evidence });
  if (
    reached.some(
      ({ driver }) => driver === undefined || driver === 'monolog' || driver === 'errorlog' || driver === 'syslog',
    )
  )
    return unknown('where the log goes is not known', { evidence });
  return gap('no exception tracker, and the log is a file', {
    evidence,
    remedies: [{ title: 'Install an exception tracker, or add a Slack channel to the log stack' }],
  });
}

function judgeQueue(files: FileFacts): Judgement {
  const found = installed(files, exceptionTools);
  const listeners = eventListeners(files.context.code);
  const places = listenersOf(listeners, jobFailed);
  const [first] = places;
  const evidence = [
    ...places.map((place) =>
      seenAt('Failed jobs are listened to.', relativePath(files.context.root, place.file), place),
    ),
    ...packageEvidence(files, found),
  ];
  if (first !== undefined) return covered('the application listens for failed jobs', { evidence });
  // A job that fails throws; trackers report what the worker reports.
  if (found[0] !== undefined) return covered(`${found[0]} reports them`, { evidence });
  const driver = effective(files, 'queue.default');
  if (driver.known && driver.value === 'sync') return unknown('no queue is used', { evidence: driver.evidence });
  if (!driver.known) return unknown(driver.why);
  if (!listeners.complete) return unknown('the listeners of the application cannot all be read');
  return gap('nobody is told of a failed job', {
    evidence: [{ fact: 'Nothing in the application listens to JobFailed.', source: 'app' }, ...driver.evidence],
    remedies: [{ title: 'Listen for failed jobs: Queue::failing(…) in a service provider' }],
  });
}

function judgeSchedule(files: FileFacts): Judgement {
  const found = installed(files, scheduleMonitors);
  const [first] = found;
  if (first !== undefined) return covered(`${first} watches them`, { evidence: packageEvidence(files, found) });
  const { tasks, complete, gaps } = schedule(files.context.code);
  if (tasks.length === 0)
    return complete
      ? covered('nothing is scheduled')
      : unknown(`the schedule cannot be read: ${gaps[0] ?? 'not followed'}`);
  const told = tasks.filter(hasFailureCall);
  const evidence: Evidence[] = told.map((task) => taskEvidence(files, task));
  if (told.length === tasks.length && complete) return covered(`all ${tasks.length} tasks tell`, { evidence });
  const silent = tasks.filter((task) => !hasFailureCall(task));
  const [place] = silent;
  const remedies =
    place === undefined
      ? []
      : [{ title: 'Add onFailure, emailOutputOnFailure or pingOnFailure', location: place.whole }];
  const counted = `${told.length} of ${tasks.length} tasks tell somebody`;
  const all = [...evidence, ...silent.slice(0, 10).map((task) => taskEvidence(files, task))];
  return told.length === 0
    ? gap('no task tells anybody', { evidence: all, remedies })
    : partial(counted, { evidence: all, remedies });
}

function judgeBackup(files: FileFacts): Judgement {
  const found = ['BKP003', 'BKP004', 'ALR007'].flatMap((code) => findingsOf(files, code));
  const evidence = evidenceOf(found, files.context.root);
  if (found.some(({ severity }) => severity === 'error' || severity === 'warning'))
    return gap('messages about failed backups reach nobody', { evidence, remedies: remediesOf(found) });
  if (found.length > 0)
    return partial('a backup that does not start is not noticed', { evidence, remedies: remediesOf(found) });
  if (installed(files, ['spatie/laravel-backup']).length === 0) return unknown('not known what makes the backups');
  const to = effective(files, 'backup.notifications.mail.to');
  if (!to.known) return unknown(to.why);
  const mailer = effective(files, 'mail.default');
  if (typeof to.value !== 'string' || to.value === '') return unknown('nobody is named in config/backup.php');
  // The address itself is nobody's business in a report.
  const written = projectOf(files).config.get('backup.notifications.mail.to');
  const origins = written.kind === 'absent' ? [] : written.origins;
  const named = placesOf(files, origins, 'backup.notifications.mail.to names an address.');
  if (!mailer.known) return unknown(mailer.why, { evidence: named });
  return covered('they are mailed', { evidence: [...named, ...mailer.evidence] });
}

function judgeHeartbeat(files: FileFacts): Judgement {
  const found = installed(files, outsideMonitors);
  const { tasks, complete, gaps } = schedule(files.context.code);
  const pinging = tasks.filter(hasPing);
  const evidence = [...pinging.map((task) => taskEvidence(files, task)), ...packageEvidence(files, found)];
  if (evidence.length > 0) return covered('a service outside notices silence', { evidence });
  if (!complete) return unknown(`the schedule cannot be read completely: ${gaps[0] ?? 'not followed'}`);
  return unknown('no task pings a service; one may watch from outside all the same');
}
