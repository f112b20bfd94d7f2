import { relativePath } from '../base/path';
import { asString } from '../laravel/value';
import { authEventCoverage, type EventCoverage } from '../security/coverage/authEventCoverage';
import { coverageDescription } from '../security/coverage/coverageText';
import { type LogSource, logSources } from '../security/sources';
import { type Check, covered, fromFiles, gap, type Judgement, notLooked, partial, seenAt, unknown } from './check';
import { placesOf } from './effective';
import { type FileFacts, projectOf } from './facts';
import { evidenceOf, findingsOf, remediesOf } from './ruleResults';

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
export interface AuthEventRow {
  readonly event: string;
  /** `no`: nothing in the application records it, and all of it was read. */
  readonly recorded: 'yes' | 'no' | 'unknown';
  /** Where: a place in the application, or a package's name. */
  readonly by: readonly string[];
}

/** Which of the events that an audit asks for reach a log; what never happens in this application is left out. */
export function authEventRows(files: FileFacts): readonly AuthEventRow[] {
  return asked(files).map(({ event, state, by }) => ({
    event: event.name,
    recorded: state === 'logged' ? 'yes' : state === 'notLogged' ? 'no' : 'unknown',
    by: [...new Set(by.map(({ text }) => text))],
  }));
}

function asked(files: FileFacts): readonly EventCoverage[] {
  const { code, root } = files.context;
  return authEventCoverage({ root, code, project: projectOf(files) }).filter(
    ({ event, state }) => event.worth === 'asked' && state !== 'neverFired',
  );
}

function judgeEvents(files: FileFacts): Judgement {
  const { root } = files.context;
  const rows = asked(files);
  const of = (state: EventCoverage['state']) => rows.filter((row) => row.state === state);
  const logged = of('logged');
  const missing = of('notLogged');
  const evidence = rows.flatMap((row) =>
    row.by.map(({ text, location }) => {
      const fact = `${row.event.name}: ${coverageDescription({ ...row, by: [] })}.`;
      return location === undefined
        ? { fact, source: text }
        : seenAt(fact, relativePath(root, location.file), location);
    }),
  );
  const remedies = [
    { title: `Record ${missing.map(({ event }) => event.name).join(', ')}: “Record Security Events…” writes it` },
  ];
  if (logged.length === rows.length) return covered(`${rows.length} of ${rows.length} events`, { evidence });
  if (missing.length === rows.length)
    return gap('none of them reaches a log', {
      evidence: [{ fact: `Nothing records ${missing.map(({ event }) => event.name).join(', ')}.`, source: 'app' }],
      remedies,
    });
  if (logged.length > 0 && missing.length > 0)
    return partial(`${logged.length} of ${rows.length} events`, { evidence, remedies });
  return unknown(`${logged.length} of ${rows.length} events for certain; not every listener can be read`, { evidence });
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
