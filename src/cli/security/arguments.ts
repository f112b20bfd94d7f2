import { type LogLevel, logLevelOf, logLevels } from '../../core/security/level';
import { type Answers, answersOf, readVerbArguments } from '../verbArguments';

export const securityVerbs = ['logs', 'routes'] as const;
export type SecurityVerb = (typeof securityVerbs)[number];

/** A command line about logs or routes. `path`: the application. */
export interface SecurityCommand {
  readonly verb: SecurityVerb;
  readonly path: string;
  readonly json: boolean;
  readonly environmentFile: string | undefined;
  /** Name of the log; the first that there is when undefined. */
  readonly source: string | undefined;
  /** As in the stream. */
  readonly filter: string;
  readonly level: LogLevel;
  /** Milliseconds since 1970. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** Records that are printed, the newest. */
  readonly lines: number;
  readonly follow: boolean;
  /** What detectors find in place of the records. */
  readonly findings: boolean;
  /** Routes are listed with their rate limits. */
  readonly limits: boolean;
  /** Routes are asked of the application itself: it runs. */
  readonly artisan: boolean;
  readonly format: 'text' | 'csv' | 'md';
  readonly answers: Answers;
}

const options = {
  json: { type: 'boolean' },
  env: { type: 'string' },
  source: { type: 'string' },
  filter: { type: 'string' },
  level: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  lines: { type: 'string' },
  follow: { type: 'boolean', short: 'f' },
  findings: { type: 'boolean' },
  limits: { type: 'boolean' },
  artisan: { type: 'boolean' },
  csv: { type: 'boolean' },
  md: { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Which options each verb takes besides `--json`. */
const allowed: Readonly<Record<SecurityVerb, readonly (keyof typeof options)[]>> = {
  logs: ['env', 'source', 'filter', 'level', 'since', 'until', 'lines', 'follow', 'findings'],
  routes: ['env', 'limits', 'artisan', 'csv', 'md'],
};

const mostLines = 1_000_000;

/** Detectors want to see everything: half of an attack looks like none. */
const ofRecordsOnly = ['filter', 'level', 'until', 'lines'] as const;

export function isSecurityVerb(verb: string | undefined): verb is SecurityVerb {
  return securityVerbs.some((known) => known === verb);
}

/**
 * Reads a command line whose first argument is a verb of logs and routes.
 *
 * @param rest arguments after the verb
 * @param now what "--since 2h" counts back from
 * @returns the command, or what is wrong with it in a sentence
 */
export function readSecurityArguments(
  verb: SecurityVerb,
  rest: readonly string[],
  now: Date,
): SecurityCommand | { readonly verb: 'help' } | string {
  const read = readVerbArguments(verb, rest, { options, allowed: allowed[verb], argument: 'PATH' });
  if (typeof read === 'string' || 'verb' in read) return read;
  const { path, values } = read;
  if (values.findings === true && values.follow === true) return 'One at a time: --findings, --follow.';
  const ofRecords = values.findings === true ? ofRecordsOnly.find((name) => values[name] !== undefined) : undefined;
  if (ofRecords !== undefined) return `--${ofRecords} does not belong to --findings.`;
  if (values.until !== undefined && values.follow === true) return 'One at a time: --until, --follow.';
  const lines = Number(values.lines ?? '100');
  if (!Number.isInteger(lines) || lines < 1 || lines > mostLines) return `--lines is from 1 to ${mostLines}.`;
  const level = values.level === undefined ? 'debug' : logLevelOf(values.level);
  if (level === undefined) return `--level knows ${logLevels.join(', ')}, not "${values.level}".`;
  const since = momentOf(values.since, now);
  const until = momentOf(values.until, now);
  if (Number.isNaN(since))
    return `--since is a moment (2026-11-22 20:00) or a span (30m, 2h, 7d), not "${values.since}".`;
  if (Number.isNaN(until))
    return `--until is a moment (2026-11-22 20:00) or a span (30m, 2h, 7d), not "${values.until}".`;
  const formats = (['csv', 'md', 'json'] as const).filter((name) => values[name] === true).map((name) => `--${name}`);
  if (formats.length > 1) return `One format at a time: ${formats.join(', ')}.`;
  if (verb === 'routes' && values.limits !== true) return 'routes needs --limits: it lists the rate limits of routes.';
  return {
    verb,
    path,
    json: values.json === true,
    environmentFile: values.env,
    source: values.source,
    filter: values.filter ?? '',
    level,
    since,
    until,
    lines,
    follow: values.follow === true,
    findings: values.findings === true,
    limits: values.limits === true,
    artisan: values.artisan === true,
    format: values.csv === true ? 'csv' : values.md === true ? 'md' : 'text',
    answers: answersOf({}),
  };
}

const spans: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment in this machine's time, or a span before now; NaN when it is neither. */
function momentOf(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now.getTime() - Number(count) * (spans[unit] ?? 0);
  const [, day, rest] = /^(\d{4}-\d{2}-\d{2})(?:[ T](.+))?$/.exec(text) ?? [];
  // ECMAScript reads a day alone as UTC, with a time as local.
  return day === undefined ? Number.NaN : Date.parse(`${day}T${rest ?? '00:00'}`);
}
