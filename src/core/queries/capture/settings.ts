import { OpsError } from '../../base/errors';
import type { SqlClient } from '../../connections/sql';
import { toText } from '../numbers';
import { mark, type Row } from '../sources/digestRows';
import { readVariables } from '../sources/serverVariables';
import { within } from '../sources/ask';

/** One thing that a capture sets for its time: a global variable, or a consumer of performance_schema. */
export interface CaptureSetting {
  readonly kind: 'variable' | 'consumer';
  readonly name: string;
  /** As the server says it: SHOW GLOBAL VARIABLES, setup_consumers.ENABLED. */
  readonly before: string;
  readonly during: string;
}

/** A capture touches nothing else, whatever a journal says. */
const variables: ReadonlyMap<string, RegExp> = new Map([
  ['slow_query_log', /^(?:ON|OFF)$/],
  ['log_output', /^(?:FILE|TABLE|NONE)(?:,(?:FILE|TABLE|NONE)){0,2}$/],
  ['long_query_time', /^\d{1,8}(?:\.\d{1,6})?$/],
  ['min_examined_row_limit', /^\d{1,20}$/],
  ['log_queries_not_using_indexes', /^(?:ON|OFF)$/],
  ['log_slow_rate_limit', /^\d{1,10}$/],
  ['log_slow_verbosity', /^[a-z_,]{0,200}$/],
]);

const consumers = new Set(['events_statements_current', 'events_statements_history', 'events_statements_history_long']);

/** What is read from a server, or a journal, and may be set. */
export const captureVariables: readonly string[] = [...variables.keys()];
export const captureConsumers: readonly string[] = [...consumers];

/** True when both values of the setting are ones that a capture sets: a journal is a file, and files get edited. */
export function isCaptureSetting({ kind, name, before, during }: CaptureSetting): boolean {
  return [before, during].every((value) =>
    kind === 'variable'
      ? (variables.get(name)?.test(value) ?? false)
      : consumers.has(name) && /^(?:YES|NO)$/.test(value),
  );
}

/**
 * The statement that gives a setting a value, exactly as it is run.
 *
 * @throws OpsError `badSetting` for anything that a capture does not set
 */
export function settingSql(setting: CaptureSetting, to: 'before' | 'during'): string {
  if (!isCaptureSetting(setting))
    throw new OpsError('badSetting', `"${setting.name}" is nothing that a capture sets, or has a value it never has.`, {
      safe: 'Nothing was run.',
    });
  const value = setting[to];
  if (setting.kind === 'consumer')
    return `UPDATE performance_schema.setup_consumers SET ENABLED = '${value}' WHERE NAME = '${setting.name}'`;
  const bare = /^[\d.]+$/.test(value) || value === 'ON' || value === 'OFF';
  return `SET GLOBAL ${setting.name} = ${bare ? value : `'${value}'`}`;
}

/** Values as they are now, by `keyOf`; what the server does not have is absent. Consumers are asked for only when named. */
export async function readSettings(
  client: SqlClient,
  wanted: readonly Pick<CaptureSetting, 'kind' | 'name'>[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const result = new Map<string, string>();
  const names = wanted.filter(({ kind }) => kind === 'variable').map(({ name }) => name);
  if (names.length > 0)
    for (const [name, value] of await readVariables(client, names, signal))
      result.set(keyOf({ kind: 'variable', name }), value);
  if (wanted.some(({ kind }) => kind === 'consumer')) {
    const rows = await client.query<Row>(
      `${mark}, NAME AS name, ENABLED AS enabled FROM performance_schema.setup_consumers`,
      [],
      within(signal),
    );
    for (const row of rows)
      result.set(keyOf({ kind: 'consumer', name: toText(row['name']) ?? '' }), toText(row['enabled']) ?? '');
  }
  return result;
}

export function keyOf({ kind, name }: Pick<CaptureSetting, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** The same value, however it is written: "10" and "10.000000", "TABLE,FILE" and "FILE,TABLE". */
export function sameValue(one: string, other: string): boolean {
  const number = (text: string): number => (/^[\d.]+$/.test(text) ? Number(text) : Number.NaN);
  if (number(one) === number(other)) return true;
  const parts = (text: string): string => text.toUpperCase().split(',').toSorted().join(',');
  return parts(one) === parts(other);
}
