import { OpsError } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import { readServerRun, readVariables, type ServerRun } from '../sources/serverVariables';
import { missingGrants } from './privileges';
import {
  captureConsumers,
  captureVariables,
  keyOf,
  readSettings,
  sameValue,
  settingSql,
  type CaptureSetting,
} from './settings';

export interface CaptureOptions {
  readonly minutes: number;
  /** Writes slow statements down; left out: the slow log stays as it is. */
  readonly log?: {
    /** The table mysql.slow_log, which is read through the connection, or the server's file. */
    readonly to: 'table' | 'file';
    /** Statements that take longer, seconds; 0 for all. */
    readonly thresholdSeconds: number;
    /** Statements that use no index too, however fast. */
    readonly withoutIndex: boolean;
  };
  /** Keeps recent statements with their values in performance_schema, where it is on. */
  readonly recentStatements: boolean;
}

/** What a capture will set, before anything is set. */
export interface CapturePlan {
  readonly minutes: number;
  readonly run: ServerRun;
  /** In the order in which they are set; put back in the opposite order. Empty: the server has these values already. */
  readonly settings: readonly CaptureSetting[];
  /** Exactly what is run, for people to read before. */
  readonly statements: readonly string[];
  /** Exactly what puts it back. */
  readonly reverting: readonly string[];
  /** What a person should know before, a sentence each. */
  readonly remarks: readonly string[];
  /** Privileges that the login lacks, as an administrator grants them. Empty: nothing is known to be missing. */
  readonly grants: readonly string[];
}

const mostMinutes = 24 * 60;

/**
 * Plans a capture; reads only.
 *
 * @throws OpsError `badRequest` for times that make no sense
 */
export async function planCapture(
  client: SqlClient,
  options: CaptureOptions,
  signal?: AbortSignal,
): Promise<CapturePlan> {
  const { minutes, log } = options;
  if (!(minutes > 0 && minutes <= mostMinutes))
    throw new OpsError('badRequest', 'A capture takes from one minute to a day.');
  if (log !== undefined && !(log.thresholdSeconds >= 0 && log.thresholdSeconds <= 3600))
    throw new OpsError('badRequest', 'The threshold of a capture is from 0 to 3600 s.');
  const run = await readServerRun(client, signal);
  const recent = options.recentStatements && client.server.performanceSchema;
  const now = await readSettings(
    client,
    [
      ...captureVariables.map((name) => ({ kind: 'variable' as const, name })),
      ...(recent ? captureConsumers.map((name) => ({ kind: 'consumer' as const, name })) : []),
    ],
    signal,
  );
  const others = await readVariables(client, ['general_log', 'log_slow_filter'], signal);
  const general = others.get('general_log') === 'ON';
  const wanted: readonly (readonly [CaptureSetting['kind'], string, string])[] = [
    ...(log === undefined
      ? []
      : logSettings(log, now, general).map(([name, value]) => ['variable', name, value] as const)),
    ...(recent ? captureConsumers.map((name) => ['consumer', name, 'YES'] as const) : []),
  ];
  const settings = wanted.flatMap(([kind, name, during]): readonly CaptureSetting[] => {
    const before = now.get(keyOf({ kind, name }));
    return before === undefined || sameValue(before, during) ? [] : [{ kind, name, before, during }];
  });
  return {
    minutes,
    run,
    settings,
    statements: settings.map((setting) => `${settingSql(setting, 'during')};`),
    reverting: settings.toReversed().map((setting) => `${settingSql(setting, 'before')};`),
    remarks: [
      ...remarksOf(client, options, settings, general),
      ...filterRemark(options, others.get('log_slow_filter')),
    ],
    grants: await missingGrants(client, settings, log?.to === 'table', signal),
  };
}

/** The log is turned on last, so that nothing is written by half of the settings. */
function logSettings(
  { to, thresholdSeconds, withoutIndex }: NonNullable<CaptureOptions['log']>,
  now: ReadonlyMap<string, string>,
  general: boolean,
): readonly (readonly [string, string])[] {
  const on = now.get('variable slow_query_log') === 'ON';
  const outputs = (now.get('variable log_output') ?? '').split(',').filter((output) => /^(?:FILE|TABLE)$/.test(output));
  const target = to === 'table' ? 'TABLE' : 'FILE';
  // Somebody may read what is written now: it goes on where it went, and to our place beside it.
  const kept = on || general ? outputs.filter((output) => output !== target) : [];
  return [
    ['long_query_time', String(thresholdSeconds)],
    ['min_examined_row_limit', '0'],
    [
      'log_queries_not_using_indexes',
      withoutIndex ? 'ON' : (now.get('variable log_queries_not_using_indexes') ?? 'OFF'),
    ],
    // MariaDB alone: every statement and not every n-th, and plans where there is a place for them.
    ['log_slow_rate_limit', '1'],
    ...(to === 'file' ? [['log_slow_verbosity', 'query_plan,explain'] as const] : []),
    ['log_output', [...kept, target].toSorted().join(',')],
    ['slow_query_log', 'ON'],
  ];
}

function remarksOf(
  { server }: SqlClient,
  { log, recentStatements }: CaptureOptions,
  settings: readonly CaptureSetting[],
  general: boolean,
): readonly string[] {
  const output = settings.find(({ name }) => name === 'log_output');
  return [
    ...(settings.length === 0 ? ['The server writes all of this down already: nothing has to be set.'] : []),
    ...(log === undefined
      ? []
      : [
          'Connections that are open keep their settings: PHP-FPM opens new ones with each request; queue workers, Octane and persistent connections are captured after they reconnect (php artisan queue:restart, octane:reload).',
          'Connections opened meanwhile keep the lower threshold until they close, for as long as the log is on.',
          log.to === 'table'
            ? 'Statements are written to mysql.slow_log with their values. These rows are not deleted afterwards.'
            : "Statements are written to the server's slow-log file with their values, and stay there.",
        ]),
    ...(log?.thresholdSeconds === 0
      ? ['A threshold of 0 writes every statement down: on a busy server that is a lot of disk, and costs time.']
      : []),
    ...(general && output !== undefined
      ? ['The general log is on and goes where log_output says: it is written there too, meanwhile.']
      : []),
    ...(recentStatements && !server.performanceSchema
      ? ['Recent statements cannot be kept: performance_schema is off on this server.']
      : []),
    'If the server restarts meanwhile, its settings are back by themselves.',
  ];
}

/** MariaDB's default lets every plan pass: each statement that is executed is a miss of the query cache. */
function filterRemark({ log }: CaptureOptions, filter: string | undefined): readonly string[] {
  if (log === undefined || filter === undefined || filter === '' || filter.split(',').includes('query_cache_miss'))
    return [];
  return [
    `log_slow_filter is "${filter}" on this server: statements whose plans have none of these are not written down.`,
  ];
}
