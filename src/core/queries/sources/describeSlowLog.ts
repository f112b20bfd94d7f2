import { momentText } from '../../base/clock';
import type { SqlClient } from '../../connections/sql';
import { toMoment } from '../numbers';
import { ownBeginning, tryFirst } from './ask';
import { readVariables } from './serverVariables';
import { slowLogGrant } from './slowLogTable';
import { titles, type SourceState } from './sourceState';

/** How the server writes its slow log now. */
export interface SlowLogSettings {
  readonly on: boolean;
  readonly toTable: boolean;
  readonly toFile: boolean;
  /** Seconds, for connections that begin now. */
  readonly threshold: number;
  /** Absolute on the server's machine; undefined when the server does not say. */
  readonly file?: string;
}

/** Reads the settings of the slow log. Needs no privilege. */
export async function readSlowLogSettings(client: SqlClient, signal?: AbortSignal): Promise<SlowLogSettings> {
  const variables = await readVariables(
    client,
    ['slow_query_log', 'log_output', 'long_query_time', 'slow_query_log_file', 'datadir'],
    signal,
  );
  const outputs = (variables.get('log_output') ?? '').toUpperCase().split(',');
  // NONE wins over what stands beside it (MySQL manual 8.4, 7.4.1).
  const none = outputs.includes('NONE');
  const file = variables.get('slow_query_log_file') ?? '';
  const folder = variables.get('datadir') ?? '';
  const absolute = /^(?:[\\/]|[A-Za-z]:)/.test(file) ? file : `${folder.replace(/[\\/]+$/, '')}/${file}`;
  return {
    on: variables.get('slow_query_log') === 'ON',
    toTable: !none && outputs.includes('TABLE'),
    toFile: !none && outputs.includes('FILE'),
    threshold: Number(variables.get('long_query_time') ?? '10'),
    ...(file === '' || (absolute !== file && folder === '') ? {} : { file: absolute }),
  };
}

/** State of the log in `mysql.slow_log`. Looks at its first entry alone: finding the newest would read all of it. */
export async function describeSlowLogTable(
  client: SqlClient,
  { on, toTable, threshold }: SlowLogSettings,
  now: Date,
  signal?: AbortSignal,
): Promise<SourceState> {
  const live = on && toTable;
  const state = { id: 'slowLogTable', title: titles.slowLogTable, live } as const;
  const first = await tryFirst(
    client,
    `${ownBeginning}, UNIX_TIMESTAMP(start_time) AS at FROM mysql.slow_log LIMIT 1`,
    [],
    signal,
  );
  if ('refused' in first)
    return first.refused === 'absent'
      ? { ...state, usable: false, why: 'This server has no table mysql.slow_log.' }
      : {
          ...state,
          usable: false,
          why: `The login ${client.server.currentUser} cannot read mysql.slow_log.`,
          next: 'Ask an administrator to run the statement.',
          sql: [slowLogGrant(client)],
        };
  if (first.row !== undefined) {
    const since = toMoment(first.row['at']);
    return {
      ...state,
      usable: true,
      since,
      detail: live
        ? `Since ${momentText(since, now)}; threshold ${threshold} s: faster statements are not seen.`
        : `Entries since ${momentText(since, now)}; nothing is added now: ${on ? 'the log goes elsewhere' : 'the log is off'}.`,
    };
  }
  if (live)
    return {
      ...state,
      usable: false,
      why: `The log is on and empty: no statement took longer than ${threshold} s.`,
      ...(threshold > 1
        ? {
            next: 'A lower threshold shows more; connections that are open keep the old one.',
            sql: ['SET GLOBAL long_query_time = 1;'],
          }
        : {}),
    };
  return {
    ...state,
    usable: false,
    why: on ? 'The slow log is on, but does not go to the table.' : 'The slow log is off, and the table is empty.',
    next: 'Capture slow statements for some minutes, which sets this and sets it back; or let an administrator run the statements.',
    sql: [
      "SET GLOBAL log_output = 'TABLE';",
      'SET GLOBAL long_query_time = 1;',
      ...(on ? [] : ['SET GLOBAL slow_query_log = ON;']),
    ],
  };
}

/** State of the log in a file, which only this machine's own eyes can read. */
export async function describeSlowLogFile(
  { on, toFile, threshold, file }: SlowLogSettings,
  isReadable: ((path: string) => Promise<boolean>) | undefined,
): Promise<SourceState> {
  const live = on && toFile;
  const state = { id: 'slowLogFile', title: titles.slowLogFile, live } as const;
  if (file === undefined) return { ...state, usable: false, why: 'The server does not say where its slow log is.' };
  if (isReadable === undefined)
    return {
      ...state,
      usable: false,
      why: `The file ${file} is on the server's machine, not on this one.`,
      next: 'Copy it here and open the copy.',
    };
  if (await isReadable(file))
    return {
      ...state,
      usable: true,
      detail: live
        ? `${file}; threshold ${threshold} s: faster statements are not seen.`
        : `${file}; nothing is added now: ${on ? 'the log goes elsewhere' : 'the log is off'}.`,
    };
  return {
    ...state,
    usable: false,
    why: live ? `Your user cannot read ${file}.` : `The slow log is ${on ? 'not written to a file' : 'off'}.`,
    ...(live
      ? { next: 'Let your user read it (on Debian and Ubuntu its group is adm), or copy it and open the copy.' }
      : {
          next: 'Let an administrator write the lines under [mysqld] in my.cnf, or run SET GLOBAL with the same values.',
          config: ['slow_query_log = ON', 'long_query_time = 1', 'log_output = FILE'],
        }),
  };
}
