import { momentText } from '../../base/clock';
import type { SqlClient } from '../../connections/sql';
import type { QuerySource } from '../digest';
import { toMoment } from '../numbers';
import { ownBeginning, tryFirst } from './ask';
import { packageTable, type PackageTables } from './packageTables';
import { packageGrant } from './pulse';
import { titles, type SourceState } from './sourceState';

/** State of Laravel Pulse's recordings. */
export async function describePulse(
  client: SqlClient,
  tables: PackageTables,
  now: Date,
  signal?: AbortSignal,
): Promise<SourceState> {
  const table = packageTable(tables, 'pulse_entries');
  const first = await tryFirst(
    client,
    `${ownBeginning}, \`timestamp\` AS at FROM ${table} WHERE \`type\` = 'slow_query' ORDER BY id LIMIT 1`,
    [],
    signal,
  );
  if ('refused' in first) return refusedState(client, 'pulse', table, first.refused);
  const state = { id: 'pulse', title: titles.pulse, live: true } as const;
  if (first.row === undefined)
    return {
      ...state,
      usable: false,
      why: 'Pulse has recorded no slow query: none was over its threshold (1 s by default).',
    };
  const since = toMoment(first.row['at']);
  return {
    ...state,
    usable: true,
    since,
    detail: `Slow queries of the application with their lines, since ${momentText(since, now)}; only those over Pulse's threshold (1 s by default).`,
  };
}

/** State of Laravel Telescope's recordings. */
export async function describeTelescope(
  client: SqlClient,
  tables: PackageTables,
  signal?: AbortSignal,
): Promise<SourceState> {
  const table = packageTable(tables, 'telescope_entries');
  const first = await tryFirst(
    client,
    `${ownBeginning}, sequence FROM ${table} WHERE \`type\` = 'query' AND should_display_on_index = 1 LIMIT 1`,
    [],
    signal,
  );
  if ('refused' in first) return refusedState(client, 'telescope', table, first.refused);
  const state = { id: 'telescope', title: titles.telescope, live: true } as const;
  return first.row === undefined
    ? {
        ...state,
        usable: false,
        why: 'Telescope has recorded no query.',
        next: 'Use the application with Telescope on.',
      }
    : { ...state, usable: true, detail: 'Queries of the application with their lines, the newest 5,000.' };
}

function refusedState(client: SqlClient, id: QuerySource, table: string, refused: 'denied' | 'absent'): SourceState {
  const state = { id, title: titles[id], live: false, usable: false };
  return refused === 'absent'
    ? { ...state, why: `There is no table ${table}.` }
    : {
        ...state,
        why: `The login ${client.server.currentUser} cannot read ${table}.`,
        next: 'Ask an administrator to run the statement.',
        sql: [packageGrant(client, table)],
      };
}
