// Servers that get into trouble: a data directory on a small disk, a network that can be cut, a process that can be killed; and a
// shop on them, opened through the services as the editor does, with everything it leaves behind in reach.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { cacheDir, startMariadb, startMysql } from '../../scripts/lib/servers.mjs';
import { OpsError } from '../../src/core/base/errors';
import type { Restorable } from '../../src/core/backups/restorable';
import type { App } from '../../src/services/app';
import { backUpNow } from '../../src/services/backups/backUp';
import { restorableOf } from '../../src/services/backups/choose';
import { openRestores } from '../../src/services/backups/openRestores';
import { writeArchive } from '../../src/node/dumper/archiveWriter';
import { ensureOwnFolder } from '../../src/node/ownFolder';
import { Workspace } from '../../src/services/workspace';
import { memoryHost, refusing, type EnvLines, type MemoryHost, type temporary } from './host';
import { contentsOf } from './restoring';
import { administrator } from './sqlSessions';

export const kinds = ['mariadb', 'mysql'] as const;
export type Kind = (typeof kinds)[number];

export const never = new AbortController().signal;
export const quiet = {
  password: async () => undefined,
  show: () => undefined,
  acceptRisks: async () => false,
};

/** mulberry32: the same numbers for the same seed. */
export function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Puts a small disk of its own in a folder's place; false where that is not allowed. */
export function smallDisk(folder: string, megabytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0;
}

export const unmount = (folder: string): boolean => spawnSync('umount', ['--lazy', folder]).status === 0;

/** Whether this machine lets us mount; where not, tests of full disks are skipped. */
export function mayMount(): boolean {
  const folder = join(cacheDir, 'run', `try-${process.pid}`);
  const may = smallDisk(folder, 1) && unmount(folder);
  rmSync(folder, { recursive: true, force: true });
  return may;
}

/** A port that stays the same while the server behind it comes and goes, and that loses connections on demand. */
async function openWire(): Promise<{ port: number; to(port: number): void; cut(): void; close(): void }> {
  const ends = new Set<Socket>();
  let target = 0;
  const wire = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const address = wire.address();
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    to: (port) => void (target = port),
    cut,
    close() {
      cut();
      wire.close();
    },
  };
}

export interface OwnServer {
  readonly kind: Kind;
  readonly dataDir: string;
  /** The same through every restart. */
  readonly port: number;
  admin(): Promise<Connection>;
  /** Loses every connection that goes through `port`. */
  cut(): void;
  /** SIGKILL. */
  kill(): void;
  isUp(): boolean;
  /** Starts it again; nothing where it runs. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A server of a test file's own. @returns why there is none */
export async function ownServer(
  kind: Kind,
  name: string,
  { megabytes, extraArgs = [] }: { megabytes?: number; extraArgs?: readonly string[] } = {},
): Promise<OwnServer | string> {
  const folder = `${name}-${process.pid}`;
  const dataDir = kind === 'mariadb' ? join(cacheDir, 'run', folder) : join(cacheDir, 'mysql9/var/lib/runs', folder);
  if (megabytes !== undefined && !smallDisk(dataDir, megabytes)) return 'mounting a small disk is not allowed here';
  const wire = await openWire();
  const begin = async () => {
    // As a server that loses nothing at a crash of its own, which is how they come.
    const args = ['--innodb-flush-log-at-trx-commit=1', ...extraArgs];
    const started =
      kind === 'mariadb'
        ? await startMariadb({ dataDir, performanceSchema: false, extraArgs: args })
        : await startMysql({ dataDir, extraArgs: args });
    if (started.kind === 'running') wire.to(started.port);
    return started;
  };
  const first = await begin();
  if (first.kind === 'missing') {
    wire.close();
    if (megabytes !== undefined) unmount(dataDir);
    return `${first.what}: ${first.reason}`;
  }
  let server = first;
  const pid = (): number => {
    const owner: unknown = JSON.parse(readFileSync(join(dataDir, 'laravel-ops-server.json'), 'utf8'));
    return (owner as { pid: number }).pid;
  };
  const isUp = (): boolean => {
    try {
      process.kill(pid(), 0);
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid()}/status`, 'utf8'));
    } catch {
      return false; // It is gone, and perhaps its files with it.
    }
  };
  return {
    kind,
    dataDir,
    port: wire.port,
    admin: () => administrator({ ...server, port: server.port }),
    cut: () => wire.cut(),
    isUp,
    kill: () => {
      process.kill(pid(), 'SIGKILL');
    },
    async start() {
      for (let waited = 0; isUp() && waited < 5_000; waited += 50) {
        const alive = await answers(server.port);
        if (alive) return;
        await sleep(50);
      }
      const again = await begin();
      if (again.kind === 'missing') throw new Error(again.reason);
      server = again;
    },
    async stop() {
      await server.stop();
      wire.close();
      if (megabytes !== undefined) unmount(dataDir);
      for (const path of [dataDir, `${dataDir}-tmp`]) rmSync(path, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => undefined);
    const end = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.setTimeout(2_000, () => end(false));
  });
}

export interface ShopOptions {
  readonly user?: string;
  readonly password?: string;
  readonly env?: EnvLines;
}

/** A shop on a server, opened through the services. */
export interface TroubledShop {
  readonly host: MemoryHost;
  readonly workspace: Workspace;
  readonly app: App;
  readonly live: string;
  /** Everything in the live database, by content. */
  contents(): Promise<Record<string, string>>;
  /** Databases beside the live one. */
  beside(): Promise<readonly string[]>;
  /** Sessions of ours that are still there, after those that were told to go had a moment. */
  sessionsLeft(): Promise<number>;
  /** A dump as a backup of the app, encrypted when there is a password. */
  archive(sql: string | Uint8Array, password?: string): Promise<Restorable>;
  /** Backs the live database up. */
  backUp(): Promise<Restorable>;
  /** What is left that should not be: databases, open journals, sessions, half files. */
  leftovers(): Promise<unknown>;
}

/** What `leftovers` says when there are none. */
export const nothingLeft = { databases: [], restores: [], sessions: 0, halfFiles: [], openFiles: [] };

/** Answers yes to a local environment's questions. */
export const confirming = { ...refusing, confirm: async () => true };

export async function openShop(
  server: OwnServer,
  live: string,
  copies: ReturnType<typeof temporary>,
  { user = 'root', password = '', env = {} }: ShopOptions = {},
): Promise<TroubledShop> {
  const root = await copies.shop({
    DB_CONNECTION: server.kind,
    DB_HOST: '127.0.0.1',
    DB_PORT: server.port,
    DB_DATABASE: live,
    DB_USERNAME: user,
    DB_PASSWORD: password,
    ...env,
  });
  const host = memoryHost(await copies.folder(), root);
  host.state.statementTimeoutMs = 20_000;
  host.prompts = confirming;
  const workspace = new Workspace(host);
  await workspace.discover();
  const app = workspace.appAt(root);
  const asking = async <T>(ask: (admin: Connection) => Promise<T>): Promise<T> => {
    const admin = await server.admin();
    try {
      return await ask(admin);
    } finally {
      await admin.end();
    }
  };
  const beside = (): Promise<readonly string[]> =>
    asking(async (admin) => {
      const [rows] = await admin.query<RowDataPacket[]>('SHOW DATABASES');
      return rows.map((row) => String(row['Database'])).filter((name) => name.startsWith(`${live}_`));
    });
  const sessionsLeft = (): Promise<number> =>
    asking(async (admin) => {
      for (let attempt = 0; ; attempt++) {
        const [rows] = await admin.query<RowDataPacket[]>(
          `SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND (USER = '${user}') AND COMMAND NOT IN ('Daemon', 'Binlog Dump')`,
        );
        const count = Number(rows[0]?.['n']);
        if (count === 0 || attempt === 60) return count;
        await sleep(50);
      }
    });
  return {
    host,
    workspace,
    app,
    live,
    contents: () => asking((admin) => contentsOf(admin, live)),
    beside,
    sessionsLeft,
    async archive(sql, secret) {
      const { backups } = await ensureOwnFolder(root);
      const bytes = typeof sql === 'string' ? Buffer.from(sql) : sql;
      const { path } = await writeArchive(
        {
          folder: backups,
          now: new Date(),
          timeZone: undefined,
          entry: `db-dumps/mysql-${live}.sql`,
          signal: never,
          ...(secret === undefined ? {} : { password: secret }),
        },
        async (sink) => {
          for (let from = 0; from < bytes.length; from += 1 << 18)
            await sink.write(bytes.subarray(from, from + (1 << 18)));
        },
      );
      return restorableOf(app, path, undefined, never);
    },
    async backUp() {
      const { path } = await backUpNow(workspace, app, { way: 'builtIn', show: () => undefined }, never);
      return restorableOf(app, path, undefined, never);
    },
    async leftovers() {
      const { backups } = await ensureOwnFolder(root);
      return {
        databases: await beside(),
        restores: (await openRestores(app, never)).map(({ title, detail }) => `${title}: ${detail}`),
        sessions: await sessionsLeft(),
        halfFiles: readdirSync(backups).filter((name) => !name.endsWith('.zip')),
        openFiles: await filesHeldOpen(root),
      };
    },
  };
}

/** Makes the shop's database: foreign key, trigger, view, routine, and rows of `kilobytes` in all. */
export async function fillShop(
  server: OwnServer,
  live: string,
  mark: string,
  { kilobytes = 2_000, user = 'root', password = '' } = {},
): Promise<void> {
  const admin = await createConnection({
    host: '127.0.0.1',
    port: server.port,
    user,
    password,
    multipleStatements: true,
  });
  try {
    await admin.query(`DROP DATABASE IF EXISTS \`${live}\`; CREATE DATABASE \`${live}\` CHARACTER SET utf8mb4; USE \`${live}\`;
      CREATE TABLE customers (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, name VARCHAR(200), KEY (name));
      CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY AUTO_INCREMENT, customer_id BIGINT UNSIGNED, note TEXT,
        KEY orders_note (note(40)), CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id));
      CREATE TABLE audit (id INT PRIMARY KEY AUTO_INCREMENT, what TEXT);
      CREATE TABLE migrations (id INT PRIMARY KEY AUTO_INCREMENT, migration VARCHAR(255), batch INT);
      CREATE VIEW totals AS SELECT customer_id, COUNT(*) AS orders FROM orders GROUP BY customer_id;
      INSERT INTO customers (name) VALUES ('${mark} one'), ('${mark} two');`);
    const line = 'x'.repeat(900);
    for (let written = 0; written < kilobytes; written += 500)
      await admin.query('INSERT INTO orders (customer_id, note) VALUES ?', [
        Array.from({ length: 500 }, (_, n) => [1 + (n % 2), `${mark} ${written + n} ${line}`]),
      ]);
    // Alone: MySQL keeps the semicolon of one that stands before others.
    await admin.query('CREATE PROCEDURE count_orders() SELECT COUNT(*) FROM orders');
    await admin.query(
      `CREATE TRIGGER \`orders_audit\` AFTER INSERT ON \`orders\` FOR EACH ROW INSERT INTO audit (what) VALUES (CONCAT('order ', NEW.id))`,
    );
  } finally {
    await admin.end();
  }
}

/** Files below a folder that this process holds open (Linux), after those that are being closed had a moment. */
async function filesHeldOpen(folder: string): Promise<readonly string[]> {
  for (let attempt = 0; ; attempt++) {
    const held = readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        const path = readlinkSync(`/proc/self/fd/${fd}`);
        return path.startsWith(folder) ? [path] : [];
      } catch {
        return []; // It was the one that listed them.
      }
    });
    if (held.length === 0 || attempt === 20) return held;
    await sleep(50);
  }
}

/** What a promise rejected with, as it has to: in words for people. */
export async function failure(work: Promise<unknown>): Promise<OpsError> {
  const error: unknown = await work.then(
    (result: unknown) => new Error(`it went well: ${JSON.stringify(result)?.slice(0, 300)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OpsError)) throw new Error('an OpsError was expected', { cause: error });
  return error;
}

/** Every file below a folder, with its text. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) found.set(path, readFileSync(path, 'latin1'));
  }
  return found;
}
