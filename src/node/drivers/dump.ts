import { isOpsError, OpsError } from '../../core/base/errors';
import type { SqlProfile } from '../../core/connections/profile';
import { addressText } from '../../core/connections/profile';
import type { DatabaseDumper, DatabaseDumpOptions, DumpSink, DumpSource } from '../../core/backups/dumper/dumper';
import { dumpEnd, dumpHead } from '../../core/backups/dumper/frame';
import { createDumpWriter } from '../../core/backups/dumper/rowWriter';
import { readDumpCatalog, textOf } from './dumpCatalog';
import { dumpEverything } from './dumpEverything';
import { openDumpSession } from './dumpSession';
import type { DumpSession } from './dumpSession';
import { endpointOf } from './endpoint';

/** An INSERT has at most so many bytes, unless one row alone is larger; as mysqldump's net_buffer_length. */
const usualStatementBytes = 1_040_000;

/** Dumps databases through mysql2: a consistent snapshot, rows as bytes. */
export function createDatabaseDumper(): DatabaseDumper {
  return { open };
}

async function open(
  profile: SqlProfile,
  password: string | undefined,
  options: DatabaseDumpOptions,
): Promise<DumpSource> {
  const database = options.database ?? profile.database;
  if (database === undefined || database === '')
    throw new OpsError(
      'unknownDatabase',
      `Connection ${profile.connection} names no database, so there is nothing to back up.`,
    );
  const endpoint = endpointOf(profile.address, profile.user, profile.password, password);
  const session = await openDumpSession(
    { profile: { ...profile, database }, password, endpoint, options },
    options.signal,
  );
  try {
    const { flavour, serverVersion, maxAllowedPacket } = await beginSnapshot(session);
    return {
      flavour,
      serverVersion,
      database,
      async dump(sink) {
        try {
          const gate = gateTo(sink);
          const writer = createDumpWriter(gate.take);
          const catalog = await readDumpCatalog(session, database);
          const host = profile.address.kind === 'tcp' ? profile.address.host : addressText(profile.address);
          const { charset, collation } = catalog;
          writer.text(dumpHead({ flavour, host, database, serverVersion, charset, collation }));
          const statementBytes = Math.min(usualStatementBytes, maxAllowedPacket - 1024);
          const summary = await dumpEverything({
            session,
            database,
            catalog,
            writer,
            wait: gate.wait,
            flavour,
            statementBytes,
            ...(options.withoutRowsOf === undefined ? {} : { withoutRowsOf: options.withoutRowsOf }),
            ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
          });
          writer.text(dumpEnd(options.now));
          writer.flush();
          await gate.wait();
          return { ...summary, dumpBytes: writer.total() };
        } catch (error) {
          throw explained(error);
        } finally {
          session.close();
        }
      },
      close: () => session.close(),
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Sets the session up as mysqldump does and begins the snapshot; it can only read. */
async function beginSnapshot(
  session: DumpSession,
): Promise<{ flavour: 'mysql' | 'mariadb'; serverVersion: string; maxAllowedPacket: number }> {
  const [facts = new Map()] = await session.rows('SELECT VERSION() AS version, @@max_allowed_packet AS packet');
  const serverVersion = textOf(facts, 'version');
  const flavour = /mariadb/i.test(serverVersion) ? 'mariadb' : 'mysql';
  // A slow disk here must not end the dump there: the server waits an hour for us, and no statement limit cuts a table short. A table
  // that somebody alters is waited for two minutes; the servers' own limits are a day and a year.
  const unlimited = flavour === 'mariadb' ? 'SESSION max_statement_time = 0' : 'SESSION max_execution_time = 0';
  await session.run(
    `SET SESSION net_write_timeout = 3600, SESSION wait_timeout = 28800, SESSION lock_wait_timeout = 120, ${unlimited}, SESSION time_zone = '+00:00', SESSION sql_mode = '', SESSION sql_quote_show_create = 1`,
  );
  await session.run('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  const packet = Number(textOf(facts, 'packet'));
  return { flavour, serverVersion, maxAllowedPacket: Math.min(packet > 4096 ? packet : 1 << 20, 16 << 20) };
}

/** Counts what the sink has not taken yet: the reader stops while there is any. */
function gateTo(sink: DumpSink): { take: (bytes: Uint8Array) => void; wait: () => Promise<void> | undefined } {
  let pending: Promise<void> | undefined;
  return {
    take(bytes) {
      const before = pending;
      const waits = sink.write(bytes);
      if (before === undefined && waits === undefined) return;
      pending = before === undefined ? waits : before.then(() => waits);
      // Whoever waits next hears of it.
      pending?.catch(() => undefined);
    },
    wait() {
      const waiting = pending;
      pending = undefined;
      return waiting;
    },
  };
}

function explained(error: unknown): unknown {
  if (!isOpsError(error) || !/\((1412|1146)\)/.test(error.message)) return error;
  return new OpsError('tableChanged', `A table was changed while it was being backed up. ${error.message}`, {
    safe: 'The database was only read, and no archive was kept.',
    next: 'Wait until the migration has ended, then back up again.',
  });
}
