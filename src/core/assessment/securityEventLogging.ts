import { relativePath } from '../base/path';
import { eventListeners, listenersOf } from '../code/events/eventListeners';
import { asString } from '../laravel/value';
import { type LogSource, logSources } from '../security/sources';
import { type Check, covered, fromFiles, gap, type Judgement, notLooked, partial, seenAt, unknown } from './check';
import { placesOf } from './effective';
import { type FileFacts, projectOf } from './facts';
import { installed, packageEvidence } from './packages';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';

/** Events of Illuminate\Auth\Events that an audit asks for; all of them exist in Laravel 6 to 13. */
export const coreAuthEvents = [
  'Login',
  'Failed',
  'Logout',
  'Lockout',
  'PasswordReset',
  'Registered',
  'Verified',
] as const;

/** What packages record by themselves: rappasoft's listeners of its own configuration. */
const recordedByPackage: Readonly<Record<string, readonly string[]>> = {
  'rappasoft/laravel-authentication-log': ['Login', 'Failed', 'Logout'],
};
/** Packages that record changes of models; whether they see a login depends on code that calls them. */
const audits = ['spatie/laravel-activitylog', 'owen-it/laravel-auditing'];

/** Is it recorded who came in, and is the record kept. */
export const securityEventLogging: readonly Check[] = [
  {
    id: 'securityEventLogging.events',
    title: 'Authentication events are recorded',
    weight: 5,
    judge: fromFiles(judgeEvents),
  },
  {
    id: 'securityEventLogging.retention',
    title: 'Retention',
    weight: 3,
    rules: ['SEC002'],
    judge: fromFiles(judgeRetention),
  },
  { id: 'securityEventLogging.offHost', title: 'A copy on another machine', weight: 3, judge: fromFiles(judgeOffHost) },
  {
    id: 'securityEventLogging.reviewed',
    title: 'Reviewed in the last 30 days',
    weight: 2,
    // No file can say it: somebody does, as a decision with an owner and an end.
    judge: () => notLooked('nobody said so: record it as a decision'),
  },
];

/** One row of the coverage matrix. */
export interface AuthEventCoverage {
  readonly event: string;
  /** `no`: nothing in the application listens, and all of it was read. */
  readonly recorded: 'yes' | 'no' | 'unknown';
  /** Where: a place in the application, or a package's name. */
  readonly by: readonly string[];
}

/** Which of the core authentication events something listens to. */
export function authEventCoverage(files: FileFacts): readonly AuthEventCoverage[] {
  const listeners = eventListeners(files.context.code);
  const packages = installed(files, Object.keys(recordedByPackage));
  return coreAuthEvents.map((event) => {
    const places = listenersOf(listeners, `Illuminate\\Auth\\Events\\${event}`);
    const by = [
      ...new Set(places.map(({ file }) => relativePath(files.context.root, file))),
      ...packages.filter((name) => recordedByPackage[name]?.includes(event) === true),
    ];
    return { event, recorded: by.length > 0 ? 'yes' : listeners.complete ? 'no' : 'unknown', by };
  });
}

function judgeEvents(files: FileFacts): Judgement {
  const { code, root } = files.context;
  const coverage = authEventCoverage(files);
  const recorded = coverage.filter((each) => each.recorded === 'yes');
  const missing = coverage.filter((each) => each.recorded === 'no').map(({ event }) => event);
  const listeners = eventListeners(code);
  const evidence = [
    ...coreAuthEvents.flatMap((event) =>
      listenersOf(listeners, `Illuminate\\Auth\\Events\\${event}`).map((place) =>
        seenAt(`${event} is listened to.`, relativePath(root, place.file), place),
      ),
    ),
    ...packageEvidence(files, installed(files, Object.keys(recordedByPackage))),
  ];
  const all = coreAuthEvents.length;
  const remedies = [{ title: `Listen to ${missing.join(', ')} and write them to a security log` }];
  if (recorded.length === all) return covered(`${all} of ${all} events`, { evidence });
  const auditing = installed(files, audits);
  if (recorded.length > 0 && missing.length > 0)
    return partial(`${recorded.length} of ${all} events`, { evidence, remedies });
  if (missing.length < all - recorded.length)
    return unknown(`${recorded.length} of ${all} events for certain; not every listener can be read`, { evidence });
  // An application may write its own log from its controllers: with an audit package at hand that is likely.
  if (auditing[0] !== undefined)
    return unknown(`${auditing[0]} is installed; whether it records logins is not known`, {
      evidence: packageEvidence(files, auditing),
    });
  return gap('no listener for any of them', {
    evidence: [{ fact: `Nothing listens to ${coreAuthEvents.join(', ')}.`, source: 'app' }],
    remedies,
  });
}

const securityName = /secur|audit|auth|login/i;

function securityChannel(files: FileFacts): LogSource | undefined {
  return logSources(projectOf(files)).find(({ channel, also }) =>
    [channel, ...also].some((name) => securityName.test(name)),
  );
}

function judgeRetention(files: FileFacts): Judgement {
  const found = findingsOf(files, 'SEC002');
  if (found.length > 0)
    return gap('kept too short', { evidence: evidenceOf(found, files.context.root), remedies: remediesOf(found) });
  const source = securityChannel(files);
  if (source === undefined) return unknown('no channel of its own for security events');
  const { config } = projectOf(files);
  const wanted = files.context.declared.retentionDays;
  const evidence = placesOf(files, source.origins, `Channel ${source.channel}: ${source.what}.`);
  if (source.driver === 'single') return covered('kept until somebody deletes it', { evidence });
  if (source.driver !== 'daily') return unknown(`channel ${source.channel}: how long is not known`, { evidence });
  // LogManager::createDailyDriver: `max_files` since Laravel 13, `days` before and beside it, else 7.
  const keys = (projectOf(files).version.major ?? 0) >= 13 ? ['max_files', 'days'] : ['days'];
  const values = keys.map((key) => config.get(`logging.channels.${source.channel}.${key}`));
  const value = values.find(({ kind }) => kind !== 'absent');
  const days = value === undefined ? 7 : Number(asString(value) ?? Number.NaN);
  if (Number.isNaN(days)) return unknown(`how many days channel ${source.channel} keeps is not known`, { evidence });
  // 0 keeps every file (Monolog's RotatingFileHandler).
  if (days === 0 || days >= wanted) return covered(days === 0 ? 'all days' : `${days} days`, { evidence });
  return gap(`${days} days, ${wanted} are asked for`, {
    evidence,
    remedies: [
      {
        title: `Keep ${wanted} days`,
        ...(evidence[0]?.location === undefined ? {} : { location: evidence[0].location }),
      },
    ],
  });
}

function judgeOffHost(files: FileFacts): Judgement {
  const sources = logSources(projectOf(files));
  const own = securityChannel(files);
  const chosen = own ?? sources.find(({ isDefault }) => isDefault);
  if (chosen === undefined) return unknown('the log channel in use is not known');
  const reached = [chosen, ...sources.filter(({ channel }) => chosen.members.includes(channel))];
  const evidence = reached.flatMap(({ channel, what, origins }) =>
    placesOf(files, origins, `Channel ${channel}: ${what}.`),
  );
  const away = reached.find(({ driver }) => driver === 'papertrail' || driver === 'syslog' || driver === 'slack');
  if (away !== undefined) return covered(`channel ${away.channel} leaves the machine`, { evidence });
  if (reached.some(({ path }) => path === undefined)) return unknown('where the log goes is not known', { evidence });
  return unknown('files on this machine; whether something ships them is not known', { evidence });
}
