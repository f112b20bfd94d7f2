import { formatBytes } from '../../base/format';
import {
  counted,
  fail,
  isOn,
  listed,
  pass,
  type PreflightInput,
  type PreflightJudge,
  unknown,
  variable,
  verifiedDump,
  warn,
  whyNot,
} from './preflightFacts';
import { mayGlobally } from './preflightGrants';

const products = { mysql: 'MySQL', mariadb: 'MariaDB' } as const;

/** Whether a dump goes from an older server to a newer one of the same kind, which is what both vendors promise to work. */
export const serverVersion: PreflightJudge = {
  id: 'serverVersion',
  title: 'Server',
  judge(input) {
    const { server } = input.facts;
    const here = `${products[server.flavour]} ${server.major}.${server.minor}`;
    const made = verifiedDump(input)?.server;
    if (made === undefined) return unknown(`This server is ${here}. Which server the dump comes from is not known.`);
    const parsed = /(mariadb|mysql)\D*(\d+)\.(\d+)/i.exec(made);
    if (parsed === null) return unknown(`This server is ${here}. The dump says “${made.slice(0, 60)}”.`);
    const [, flavour = '', major = '', minor = ''] = parsed;
    if (flavour.toLowerCase() !== server.flavour)
      return warn(
        `The dump comes from ${made}. This server is ${here}.`,
        'Read the rewritings below. Compare the copy with the live database before you switch.',
      );
    const older = Number(major) - server.major || Number(minor) - server.minor;
    if (older > 0)
      return warn(
        `The dump comes from ${made}. This server is older: ${here}.`,
        'The server may refuse newer definitions; then the restore stops and the live database stays as it is.',
      );
    return pass(`From ${made} to ${here}.`);
  },
};

/** The server takes writes, and no other server is the one to write to. */
export const writable: PreflightJudge = {
  id: 'writable',
  title: 'Replica or read-only',
  judge(input) {
    const { replica, sessions, grants } = input.facts;
    for (const name of ['innodb_read_only', 'super_read_only'])
      if (isOn(input, name) === true)
        return fail(`The server is read-only (${name} is on).`, 'Restore on the primary server.');
    if ('value' in replica && replica.value !== undefined)
      return fail(
        `This server copies from ${replica.value.from}${replica.value.running ? '' : ' (stopped now)'}. What you write here, the copying breaks on.`,
        'Restore on the primary server. The replica follows by itself.',
      );
    const readOnly = variable(input, 'read_only');
    if (readOnly !== undefined && !/^(?:off|0)$/i.test(readOnly)) {
      const writes =
        'value' in grants &&
        mayGlobally(grants.value, 'SUPER', 'READ_ONLY ADMIN', 'READ ONLY ADMIN', 'CONNECTION_ADMIN');
      if (!writes)
        return fail(
          'The server is read-only (read_only is on).',
          'Restore on the primary server, or run SET GLOBAL read_only = OFF there.',
        );
      return warn(
        'The server is read-only for applications (read_only is on). This account writes all the same.',
        'Make sure that this is the right server.',
      );
    }
    if (readOnly === undefined) return unknown(whyNot(input));
    if ('unknown' in replica)
      return unknown(`The server takes writes. Whether it is a replica is not known: ${replica.unknown}`);
    const replicas = 'value' in sessions ? sessions.value.replicas : 0;
    return pass(
      replicas === 0
        ? 'The server takes writes and copies from nobody.'
        : `The server takes writes. ${counted(replicas, 'replica')} will receive the restore too.`,
    );
  },
};

/** Names that the restore and the switch will use are free. */
export const freeName: PreflightJudge = {
  id: 'freeName',
  title: 'Name of the new database',
  judge({ facts: { taken }, target }) {
    if ('unknown' in taken) return unknown(taken.unknown);
    if (taken.value.length > 0)
      return fail(`The server already has ${listed(taken.value)}.`, 'Open the plan again: it chooses a free name.');
    return pass(`${target.database} is free.`);
  },
};

/** Data, indexes and the logs that are written on the way: measured data directories grew by up to this factor. */
const spaceFactor = 2.2;
/** Below this the load itself cannot end: rows and indexes alone need it. */
const leastFactor = 1.2;

/** Room for the copy where the server keeps its data. A full disk stops the live database too. */
export const freeDisk: PreflightJudge = {
  id: 'freeDisk',
  title: 'Free disk',
  judge(input) {
    const { freeBytes } = input.facts;
    const data = dataBytes(input);
    if ('unknown' in freeBytes)
      return unknown(
        data === undefined
          ? freeBytes.unknown
          : `${freeBytes.unknown} The copy needs about ${formatBytes(data.bytes * spaceFactor)}.`,
        'Look at the server’s disk yourself before you start.',
      );
    if (data === undefined)
      return unknown(`${formatBytes(freeBytes.value)} are free. How much the copy needs is not known.`);
    const log = isOn(input, 'log_bin') === true ? data.bytes : 0;
    const need = data.bytes * spaceFactor + log;
    const found = `${formatBytes(freeBytes.value)} are free. The copy needs about ${formatBytes(need)}${log === 0 ? '' : ' with its binary log'} (${data.from}).`;
    if (freeBytes.value < data.bytes * leastFactor + log)
      return fail(
        found,
        `Free ${formatBytes(need - freeBytes.value)}, or restore selected tables. A full disk stops the live database too.`,
      );
    if (freeBytes.value < need) return warn(found, `Free ${formatBytes(need - freeBytes.value)} to be sure.`);
    return pass(found);
  },
};

function dataBytes(input: PreflightInput): { readonly bytes: number; readonly from: string } | undefined {
  const chosen = input.tables === undefined ? undefined : new Set(input.tables);
  if ('value' in input.live && input.live.value.tables.length > 0) {
    const tables = input.live.value.tables.filter(({ name }) => chosen === undefined || chosen.has(name));
    const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
    const dump = chosen === undefined ? (verifiedDump(input)?.bytes ?? 0) : 0;
    if (bytes >= dump) return { bytes, from: `the same tables take ${formatBytes(bytes)} in ${input.target.live}` };
  }
  const dump = verifiedDump(input);
  return dump === undefined ? undefined : { bytes: dump.bytes, from: `the dump is ${formatBytes(dump.bytes)}` };
}

/** The largest row fits into what the server takes at once: between rows the restore cuts. */
export const packet: PreflightJudge = {
  id: 'packet',
  title: 'max_allowed_packet',
  judge(input) {
    const most = Number(variable(input, 'max_allowed_packet') ?? Number.NaN);
    const largest = input.traits?.largestStatementBytes;
    if (!Number.isFinite(most)) return unknown(whyNot(input));
    if (largest === undefined)
      return unknown(
        `The server takes ${formatBytes(most)} at once. The largest row of the dump is not known.`,
        'The restore cuts longer statements between rows. It stops, and says so, at a row that is larger.',
      );
    const found = `The largest row has ${formatBytes(largest)}. The server takes ${formatBytes(most)}.`;
    if (largest < most) return pass(found);
    const wanted = Math.min(2 ** 30, 2 ** Math.ceil(Math.log2(largest + 1)));
    return fail(
      found,
      'Let an administrator raise it; then check again.',
      `SET GLOBAL max_allowed_packet = ${wanted};`,
    );
  },
};

/** LOAD DATA LOCAL: twice as fast as statements, never needed. */
export const localInfile: PreflightJudge = {
  id: 'localInfile',
  title: 'Fast loading',
  judge(input) {
    const on = isOn(input, 'local_infile');
    if (on === undefined) return unknown(whyNot(input));
    if (on) return pass('The server takes rows by LOAD DATA LOCAL, the fastest way.');
    return pass(
      'local_infile is off. The restore sends statements, which takes longer.',
      'An administrator can switch it on for the time of the restore.',
      'SET GLOBAL local_infile = 1;',
    );
  },
};

/** What can be brought back of the time after the backup. */
export const pointInTime: PreflightJudge = {
  id: 'pointInTime',
  title: 'Binary log',
  judge(input) {
    const on = isOn(input, 'log_bin');
    if (on === undefined) return unknown(whyNot(input));
    if (!on) return pass(`The binary log is off. What changed after the backup stays in ${input.target.before} alone.`);
    const seconds =
      Number(variable(input, 'binlog_expire_logs_seconds') ?? 0) ||
      Number(variable(input, 'expire_logs_days') ?? 0) * 86_400;
    const kept = seconds > 0 ? ` The server keeps it for ${counted(Math.floor(seconds / 86_400), 'day')}.` : '';
    return pass(`The binary log is on. Changes after the backup can be replayed from it.${kept}`);
  },
};

/** A copy beside the live database must not act by itself. */
export const eventScheduler: PreflightJudge = {
  id: 'eventScheduler',
  title: 'Event scheduler',
  judge(input) {
    const events = verifiedDump(input)?.events;
    if (input.tables !== undefined || events === 0) return undefined;
    const state = variable(input, 'event_scheduler');
    if (state === undefined) return unknown(whyNot(input));
    const how = events === undefined ? 'Events of the dump' : counted(events, 'event');
    if (isOn(input, 'event_scheduler') === true)
      return pass(`${how}: switched off in the copy, switched on again by the switch.`);
    return pass(`${how}: the server’s event scheduler is ${state.toLowerCase()}, so none of them runs.`);
  },
};
