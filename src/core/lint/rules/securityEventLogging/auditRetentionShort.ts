import type { Fix, Location } from '../../../finding';
import { asString, at, type ArrayValue, type Value } from '../../../laravel/value';
import { logChannels } from '../../../code/logging/logChannels';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, literalOrigin, locationOf, originInFile } from '../../written';
import { addToConfigArray } from '../alerting/channelEdits';

/** Names that say a channel holds security events: "security", "audit_daily", "auth-log". */
const security = /(?:^|[-_.])(?:security|audit|auth)(?:[-_.]|$)/i;

/** Sinks that keep lines elsewhere. */
const elsewhere = new Set(['syslog', 'remote', 'stderr', 'stdout', 'errorlog', 'unknown']);

/** SEC002: a security log is deleted sooner than settings ask for. */
export const auditRetentionShort: Rule = {
  code: 'SEC002',
  slug: 'audit-retention-short',
  area: 'securityEventLogging',
  severity: 'information',
  title: 'Security log kept too short',
  *check(context) {
    const evaluated = context.environments.filter(({ project }) => project.env !== undefined);
    for (const environment of evaluated) {
      const channels = logChannels(environment.project);
      for (const name of channels.names ?? []) {
        if (!security.test(name) || isKeptElsewhere(environment, name)) continue;
        const value = at(environment.project.config.get('logging.channels'), name);
        const kept =
          value.kind === 'array' && asString(at(value, 'driver')) === 'daily' ? daysOf(value, environment) : undefined;
        const { retentionDays } = context.declared;
        // 0 keeps everything.
        if (value.kind !== 'array' || kept === undefined || kept.days <= 0 || kept.days >= retentionDays) continue;
        yield {
          rule: 'SEC002',
          severity: 'information',
          message: `The security log \`${name}\` keeps ${kept.days} days${kept.key === undefined ? " (Laravel's own number)" : ''}; settings ask for ${retentionDays}.`,
          location: kept.location,
          related: [],
          fixes: keepLonger(context, value, kept, retentionDays),
        };
      }
    }
  },
};

interface Kept {
  readonly days: number;
  readonly location: Location;
  /** The configuration's key; absent when there is none and Laravel's own number counts. */
  readonly key?: 'days' | 'max_files';
  /** The environment variable that holds the number. */
  readonly envKey?: string;
}

/** `max_files` since Laravel 13.23, `days` before and since, else 7 (LogManager::createDailyDriver). Explicit numbers only. */
function daysOf(channel: ArrayValue, { project, envFile }: EvaluatedEnvironment): Kept | undefined {
  const keys = (project.version.major ?? 0) >= 13 ? (['max_files', 'days'] as const) : (['days'] as const);
  for (const key of keys) {
    const value = at(channel, key);
    if (value.kind === 'absent' || (value.kind === 'known' && value.value === null)) continue;
    const days = Number(asString(value)?.trim() || Number.NaN);
    if (value.kind !== 'known' || !Number.isInteger(days)) return undefined;
    const origin = originInFile(value, envFile) ?? literalOrigin(value);
    const location = origin === undefined ? undefined : locationOf(origin);
    if (origin === undefined || location === undefined) return undefined;
    return { days, location, key, ...(origin.envKey === undefined ? {} : { envKey: origin.envKey }) };
  }
  const location = configLocation(channel);
  return location === undefined ? undefined : { days: 7, location };
}

/** The channel stands in a stack beside one that sends lines away. */
function isKeptElsewhere({ project }: EvaluatedEnvironment, name: string): boolean {
  const channels = logChannels(project);
  return [...(channels.names ?? [])].some((each) => {
    const isStack = asString(at(project.config.get('logging.channels'), `${each}.driver`)) === 'stack';
    const { leaves } = isStack ? channels.target(each) : { leaves: [] };
    return leaves.some(({ channel }) => channel === name) && leaves.some(({ sink }) => elsewhere.has(sink));
  });
}

function keepLonger(
  context: RuleContext,
  channel: Value,
  { key, envKey, location }: Kept,
  days: number,
): readonly Fix[] {
  if (key === undefined) {
    const edits = addToConfigArray(context, channel, [`'days' => ${days}`]);
    return edits === undefined ? [] : [{ title: `Set 'days' => ${days}`, preferred: false, edits }];
  }
  const title = envKey === undefined ? `Set '${key}' => ${days}` : `Set ${envKey}=${days}`;
  const edits = [{ range: location.range, newText: String(days) }];
  return [{ title, preferred: false, edits: [{ file: location.file, edits }] }];
}
