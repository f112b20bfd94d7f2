import { relativePath } from '../../base/path';
import type { Code } from '../../code/collector';
import { routeTable } from '../../code/routes/routeTable';
import { runsOf } from '../../code/schedule/runs';
import { schedule } from '../../code/schedule/schedule';
import type { ScheduledTask } from '../../code/schedule/task';
import type { SqlProfile } from '../../connections/profile';
import type { LaravelProject } from '../../laravel/project';
import type { Origin } from '../../laravel/value';
import { applicationFacts } from '../application/facts';
import { applicationSteps, restoredBesides } from '../application/steps';
import type { BackupCatalog } from '../catalog';
import { backupDestinations, placeText } from '../destination';
import type { DrillSummary } from '../drill/summary';
import { cleanupStrategy } from '../retentionConfig';
import type { VerifyReport } from '../verify/report';
import type { RunbookFacts } from './facts';

/** What the facts are collected from; what was not looked at is left out. */
export interface RunbookSources {
  readonly now: Date;
  readonly project: LaravelProject;
  readonly code?: Code;
  readonly environment: { readonly name: string; readonly role: string };
  /** The connection that is restored. */
  readonly profile?: SqlProfile;
  readonly catalog?: BackupCatalog;
  /** Of the newest archive. */
  readonly verification?: VerifyReport;
  readonly drills?: DrillSummary;
  /** What a connection told: `log_bin` and the server's name, "MariaDB 10.11.14". */
  readonly live?: { readonly server?: string; readonly logBin?: string };
}

/** Commands that make a dump, as far as they are not spatie's. */
const dumpers = /\b(mysqldump|mariadb-dump|mydumper|laravel-ops)\b/;
const healthUri = /^(?:up|health|healthz|healthcheck|health-check|livez|readyz|_health|api\/health|api\/up|ping)$/;

/** The facts of an application for its runbook. Command lines and settings that may hold a secret are not quoted. */
export function collectRunbookFacts(sources: RunbookSources): RunbookFacts {
  const { now, project, code, environment, profile, verification, drills, live } = sources;
  const application = applicationFacts(project, code);
  const { full, major } = project.version;
  const laravel = full ?? major?.toString();
  const retention = retentionText(project);
  const newest = newestOf(sources);
  const health = code === undefined ? undefined : healthOf(code, application.url);
  return {
    writtenAt: now,
    application: {
      name: project.name,
      environment: environment.name,
      role: environment.role,
      ...(laravel === undefined ? {} : { laravel }),
    },
    database: databaseOf(profile, live?.server),
    destinations: backupDestinations(project).map((destination) => {
      const { label, folder, s3, unlisted = '' } = destination;
      const certain = folder !== undefined || s3 !== undefined || !/cannot be known|is not set/.test(unlisted);
      return { label, place: placeText(destination, project.root), certain };
    }),
    encryption: encryptionOf(project),
    ...(code === undefined ? {} : { makers: makersOf(code, project.root) }),
    steps: applicationSteps(application),
    besides: restoredBesides(application),
    binaryLog: live?.logBin === undefined ? 'unknown' : /^(?:on|1)$/i.test(live.logBin) ? 'on' : 'off',
    ...(retention === undefined ? {} : { retention }),
    ...(newest === undefined ? {} : { newest }),
    ...(verification === undefined ? {} : { verification }),
    ...(drills === undefined ? {} : { drills }),
    ...(health === undefined ? {} : { health }),
  };
}

function databaseOf(profile: SqlProfile | undefined, server: string | undefined): RunbookFacts['database'] {
  const asked = server === undefined ? {} : { server };
  if (profile === undefined) return asked;
  const { driver, address, user, database: name } = profile;
  return {
    ...asked,
    driver,
    user,
    address: address.kind === 'socket' ? { socket: address.path } : { host: address.host, port: address.port },
    ...(name === undefined ? {} : { name }),
  };
}

function newestOf({ catalog, project }: RunbookSources): RunbookFacts['newest'] {
  const backup = catalog?.backups.find(({ error }) => error === undefined);
  if (backup === undefined) return undefined;
  const { path, destination, createdAt, sizeBytes, contents } = backup;
  return {
    file: relativePath(project.root, path),
    destination: destination.label,
    createdAt,
    sizeBytes,
    dumps: contents?.dumps.map(({ entry, compression }) => ({ entry, compression })) ?? [],
    ...(contents === undefined ? {} : { encrypted: contents.encrypted, files: contents.files }),
  };
}

/** In the order of the schedule. A command line is named by its program alone: it may hold a password. */
function makersOf(code: Code, root: string): NonNullable<RunbookFacts['makers']> {
  const runs = runsOf(code, 'backup:run');
  const spatie = new Map(runs.tasks.map(({ task, line }) => [task, line ?? 'backup:run']));
  const nameOf = (task: ScheduledTask): string | undefined => {
    const line = spatie.get(task);
    // Through a command line it is the arguments of artisan, which hold no password of ours to know of.
    if (line !== undefined) return task.kind === 'exec' ? 'backup:run' : line;
    return dumpers.exec(task.what ?? '')?.[1];
  };
  const { tasks, complete } = schedule(code);
  return {
    complete: complete && runs.complete,
    tasks: tasks.flatMap((task) => {
      const what = nameOf(task);
      if (what === undefined) return [];
      const { cron, conditional, location } = task;
      return [{ what, conditional, file: relativePath(root, location.file), ...(cron === undefined ? {} : { cron }) }];
    }),
  };
}

/** What backup:clean keeps, in a sentence; undefined where that is not known, or spatie/laravel-backup not used. */
export function retentionText(project: LaravelProject): string | undefined {
  const strategy = cleanupStrategy(project);
  if (strategy === undefined) return undefined;
  if (strategy.kind === 'unknown') return undefined;
  const { allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears, megabytes } = strategy.rules;
  const limit = megabytes === null ? '' : ` At most ${megabytes} MB together.`;
  return `backup:clean keeps all of ${allDays} days, then one a day for ${dailyDays} days, one a week for ${weeklyWeeks} weeks, one a month for ${monthlyMonths} months, one a year for ${yearlyYears} years.${limit}`;
}

/** `backup.backup.password` of spatie/laravel-backup v6 to v10: null, or empty, is no password. */
function encryptionOf(project: LaravelProject): RunbookFacts['encryption'] {
  const value = project.config.get('backup.backup.password');
  const origins: readonly Origin[] = value.kind === 'absent' ? [] : value.origins;
  const variable = origins
    .map((origin) => ('envKey' in origin ? origin.envKey : undefined))
    .find((key) => key !== undefined);
  const named = variable === undefined ? {} : { variable };
  if (value.kind === 'known') return { state: value.value === null || value.value === '' ? 'off' : 'on', ...named };
  return { state: 'unknown', ...named };
}

function healthOf(code: Code, url: string | undefined): RunbookFacts['health'] {
  const route = routeTable(code).routes.find(
    ({ uri, methods }) => uri !== undefined && methods.includes('GET') && healthUri.test(uri),
  );
  if (route?.uri === undefined) return undefined;
  const path = `/${route.uri}`;
  return { path, ...(url === undefined || !/^https?:\/\//i.test(url) ? {} : { url: `${withoutUser(url)}${path}` }) };
}

/** An address without slashes at its end, and without a name and password in it. */
function withoutUser(url: string): string {
  return url.replace(/\/+$/, '').replace(/^(https?:\/\/)[^/@]*@/i, '$1');
}
