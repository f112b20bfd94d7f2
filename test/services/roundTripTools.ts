// What a round trip needs besides the product: the servers' own programs, and a database described so that two can be compared.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { cacheDir } from '../../scripts/lib/servers.mjs';
import type { SqlProfile } from '../../src/core/connections/profile';
import type { TestServer } from './servers';

export type Flavour = 'mysql' | 'mariadb';

/** The administrator's profile for `database`. */
export function profileOf({ host, port, user }: TestServer, database: string): SqlProfile {
  return {
    id: '.env/mysql',
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address: { kind: 'tcp', host, port },
    user,
    password: { kind: 'none' },
    database,
    charset: 'utf8mb4',
    prefix: '',
    origins: [],
  };
}

/** MySQL's programs are in the folder that its server runs in. */
export function programOf(flavour: Flavour, name: 'client' | 'dump'): readonly string[] {
  if (flavour === 'mariadb') return [name === 'client' ? 'mariadb' : 'mariadb-dump'];
  return ['chroot', join(cacheDir, 'mysql9'), `/usr/bin/${name === 'client' ? 'mysql' : 'mysqldump'}`];
}

/** Runs one of the servers' own programs; gives what it printed. */
export function runProgram(
  [command = '', ...first]: readonly string[],
  { host, port, user }: TestServer,
  args: readonly string[],
  input?: AsyncIterable<Uint8Array> | Uint8Array,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The clients take comments out of what they send unless they are told not to.
    const client = /\/?(mysql|mariadb)$/.test(first.at(-1) ?? command) ? ['--comments'] : [];
    const all = [...first, '--no-defaults', ...client, `--host=${host}`, `--port=${port}`, `--user=${user}`, ...args];
    const child = spawn(command, all, { stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(Buffer.concat(output)) : reject(new Error(errors || `exit ${code}`)),
    );
    child.stdin.end(input);
  });
}

/** One line for everything that two databases have to have in common. */
export async function described(admin: Connection, database: string): Promise<readonly string[]> {
  const ask = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
    const [rows] = await admin.query<RowDataPacket[]>(sql);
    return rows;
  };
  const name = (text: unknown): string => `\`${String(text).replaceAll('`', '``')}\``;
  const lines: string[] = [];
  const shown = async (what: string): Promise<void> => {
    const [row = {}] = await ask(`SHOW CREATE ${what}`);
    const { Created: _when, Collation: _of, ...rest } = row;
    lines.push(
      `${what}: ${JSON.stringify(rest)
        .replaceAll(`\`${database}\`.`, '')
        .replaceAll(/CHARACTER SET utf8mb4 (?=COLLATE)/g, '')
        .replaceAll(`"${database}"`, '"db"')}`,
    );
  };
  await admin.query(`USE ${database}`);
  await admin.query("SET NAMES utf8mb4, SESSION sql_mode = '', SESSION time_zone = '+00:00'");
  const of = `_SCHEMA = '${database}'`;
  for (const { n, t } of await ask(
    `SELECT TABLE_NAME n, TABLE_TYPE t FROM information_schema.TABLES WHERE TABLE${of} ORDER BY 1`,
  )) {
    if (t === 'VIEW') {
      await shown(`VIEW ${name(n)}`);
      lines.push(`rows of ${String(n)}: ${JSON.stringify(await ask(`SELECT * FROM ${name(n)}`))}`);
    } else if (t === 'SEQUENCE') {
      await shown(`SEQUENCE ${name(n)}`);
      lines.push(JSON.stringify(await ask(`SELECT next_not_cached_value FROM ${name(n)}`)));
    } else {
      await shown(`TABLE ${name(n)}`);
      // A checksum of a system-versioned table holds the moments at which its rows were written.
      const [sum] =
        t === 'SYSTEM VERSIONED'
          ? await ask(`SELECT SUM(v) AS Checksum FROM ${name(n)}`)
          : await ask(`CHECKSUM TABLE ${name(n)}`);
      const [count] = await ask(`SELECT COUNT(*) AS n FROM ${name(n)}`);
      lines.push(`checksum of ${String(n)}: ${String(sum?.Checksum)}, ${String(count?.n)} rows`);
    }
  }
  for (const row of await ask(
    `SELECT TRIGGER_NAME n, EVENT_OBJECT_TABLE t, ACTION_TIMING a, EVENT_MANIPULATION e, ACTION_ORDER o FROM information_schema.TRIGGERS WHERE TRIGGER${of} ORDER BY 1`,
  )) {
    lines.push(JSON.stringify(row));
    await shown(`TRIGGER ${name(row.n)}`);
  }
  for (const { n, t } of await ask(
    `SELECT ROUTINE_NAME n, ROUTINE_TYPE t FROM information_schema.ROUTINES WHERE ROUTINE${of} ORDER BY 1`,
  ))
    await shown(`${String(t)} ${name(n)}`);
  for (const { n } of await ask(`SELECT EVENT_NAME n FROM information_schema.EVENTS WHERE EVENT${of} ORDER BY 1`))
    await shown(`EVENT ${name(n)}`);
  return lines;
}
