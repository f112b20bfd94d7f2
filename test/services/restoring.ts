// Restores for tests: by our loader and by the server's own client, into databases of their own, and what is then in them.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { cacheDir } from '../../scripts/lib/servers.mjs';
import type { DumpBytes } from '../../src/core/backups/dump/dumpBytes';
import type { LoadOptions, LoadReport } from '../../src/core/backups/restore/load';
import { loadDump } from '../../src/core/backups/restore/loadDump';
import type { Permit } from '../../src/core/connections/permit';
import type { SqlProfile } from '../../src/core/connections/profile';
import { quoteName } from '../../src/core/connections/sqlNames';
import { createBulkConnector } from '../../src/node/drivers/bulk';
import type { TestServer } from './servers';
import { permitFor } from './support';

export type Flavour = 'mariadb' | 'mysql';

export function bulkProfile(server: TestServer, user = server.user): SqlProfile {
  return {
    id: '.env/mysql',
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address: { kind: 'tcp', host: server.host, port: server.port },
    user,
    password: { kind: 'none' },
    // The live database; nothing may ever enter it by itself.
    database: 'no_such_live_database',
    charset: 'utf8mb4',
    prefix: '',
    origins: [],
  };
}

/** A dump in memory, in chunks of `chunk` bytes. */
export function dumpOf(sql: string | Uint8Array, chunk = 65_521): DumpBytes {
  const bytes = typeof sql === 'string' ? Buffer.from(sql) : Buffer.from(sql);
  let read = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (read < bytes.length) {
      const part = Uint8Array.from(bytes.subarray(read, read + chunk));
      read += part.length;
      yield part;
    }
  }
  return {
    name: 'test.sql',
    chunks: chunks(),
    readBytes: () => read,
    totalBytes: bytes.length,
    sizeBytes: bytes.length,
  };
}

export type RestoreOptions = Partial<LoadOptions> & {
  readonly user?: string;
  readonly password?: string;
  readonly permit?: Permit;
};

/** Loads a dump into `database`, which has to be there. */
export async function restore(
  server: TestServer,
  database: string,
  dump: DumpBytes,
  { user, password, permit, ...options }: RestoreOptions = {},
): Promise<LoadReport> {
  const own = permitFor('.env');
  const connector = createBulkConnector();
  try {
    return await loadDump(
      dump,
      {
        database,
        open: (setup, signal) =>
          connector.connectBulk(permit ?? own.permit, bulkProfile(server, user), password ?? server.password, {
            signal,
            connectTimeoutMs: 5_000,
            programName: 'laravel-ops-test',
            database,
            setup,
          }),
      },
      { signal: new AbortController().signal, ...options },
    );
  } finally {
    own.release();
  }
}

const mysqlRoot = join(cacheDir, 'mysql9');

/** The server's own programs: of MariaDB those of the system, of MySQL those that came with the server. */
function program(flavour: Flavour, name: 'client' | 'dump'): string[] {
  if (flavour === 'mariadb') return [name === 'client' ? 'mariadb' : 'mariadb-dump'];
  return ['chroot', mysqlRoot, name === 'client' ? '/usr/bin/mysql' : '/usr/bin/mysqldump'];
}

function run(command: readonly string[], input: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { stdio: 'pipe' });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(output)) : reject(new Error(`${file}: ${errors}`)),
    );
  });
}

const login = ({ host, port, user }: TestServer): string[] => ['--no-defaults', `-h${host}`, `-P${port}`, `-u${user}`];

/** What the server's own dump program writes of a database, with everything in it. */
export function dumpDatabase(
  server: TestServer,
  flavour: Flavour,
  database: string,
  ...more: string[]
): Promise<Buffer> {
  const gtid = flavour === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
  const all = ['--single-transaction', '--routines', '--events', '--triggers', ...gtid, ...more, database];
  return run([...program(flavour, 'dump'), ...login(server), ...all], new Uint8Array(0));
}

/** Restores as a person would, with the server's client. */
export async function restoreByClient(
  server: TestServer,
  flavour: Flavour,
  database: string,
  sql: Uint8Array,
): Promise<void> {
  await run([...program(flavour, 'client'), ...login(server), database], sql);
}

/** Everything that is in a database, as text that is equal for equal contents. */
export async function contentsOf(admin: Connection, database: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  await admin.query(`USE ${database}`);
  const rows = async (sql: string): Promise<RowDataPacket[]> => (await admin.query<RowDataPacket[]>(sql))[0];
  const inside = (name: unknown): string => `${quoteName(database)}.${quoteName(String(name))}`;
  const plain = (value: unknown): string =>
    String(value).replaceAll(`\`${database}\``, '`this`').replaceAll(`'${database}'`, "'this'");
  for (const { name, type } of await rows(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${database}' ORDER BY 1`,
  )) {
    const [create = {}] = await rows(`SHOW CREATE ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ${inside(name)}`);
    contents[`${type} ${name}`] = plain(Object.values(create)[1]);
    if (type === 'VIEW') continue;
    const [sum] = await rows(`CHECKSUM TABLE ${inside(name)}`);
    contents[`${type} ${name}`] += ` ${String(sum?.['Checksum'])}`;
  }
  const schema = `'${database}'`;
  for (const { name } of await rows(
    `SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${schema}`,
  )) {
    const [one = {}] = await rows(`SHOW CREATE TRIGGER ${inside(name)}`);
    contents[`TRIGGER ${name}`] = plain(JSON.stringify({ ...one, Created: undefined }));
  }
  for (const { name, type } of await rows(
    `SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${schema}`,
  )) {
    const [one = {}] = await rows(`SHOW CREATE ${type} ${inside(name)}`);
    contents[`${type} ${name}`] = plain(JSON.stringify(one));
  }
  for (const { name } of await rows(
    `SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${schema}`,
  )) {
    const [one = {}] = await rows(`SHOW CREATE EVENT ${inside(name)}`);
    contents[`EVENT ${name}`] = plain(JSON.stringify(one));
  }
  return contents;
}

let made = 0;

/** A new, empty database. */
export async function newDatabase(admin: Connection, purpose: string): Promise<string> {
  const name = `ops_restore_${purpose}_${process.pid}_${++made}`;
  await admin.query(
    `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  );
  return name;
}
