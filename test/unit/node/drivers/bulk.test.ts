import { connect as connectTcp, createServer as createTcp, type Server } from 'node:net';
import { createServer } from 'mysql2';
import { afterEach, describe, expect, test } from 'vitest';
import { Permit } from '../../../../src/core/connections/permit';
import type { BulkSession } from '../../../../src/core/connections/bulk';
import type { SqlProfile } from '../../../../src/core/connections/profile';
import { createBulkConnector } from '../../../../src/node/drivers/bulk';

/** What of mysql2's server side is used; its declarations know less. */
interface ServerSide {
  serverHandshake(options: object): void;
  writeOk(answer?: { affectedRows?: number; warningCount?: number }): void;
  writeError(error: { code: number; message: string }): void;
  writeTextResult(rows: object[], columns: object[]): void;
  on(event: 'query', listener: (sql: string) => void): void;
  on(event: 'error', listener: () => void): void;
  stream: { write(bytes: Uint8Array): void; prependListener(event: 'data', listener: (bytes: Buffer) => void): void };
  sequenceId: number;
}

const signal = new AbortController().signal;
const greeting = { version: '8.0.99', user: 'x@%', id: '7', ps: '1', packet: '67108864' };

const columnOf = (name: string): object => ({
  catalog: 'def',
  schema: '',
  table: '',
  orgTable: '',
  name,
  orgName: name,
  characterSet: 45,
  columnLength: 100,
  columnType: 253,
  flags: 0,
  decimals: 0,
});

/** A server that answers the greeting as MySQL would, and everything else as told. */
async function fakeServer(
  answer: (connection: ServerSide, sql: string) => void,
): Promise<{ port: number; received: Buffer[]; close: () => void }> {
  const received: Buffer[] = [];
  const server = createServer((raw: unknown) => {
    const connection = raw as ServerSide;
    // The client leaves without a word when it is refused.
    connection.on('error', () => undefined);
    // In front of mysql2's own listener: a command begins at 0, and its server side counts on.
    connection.stream.prependListener('data', (bytes) => {
      received.push(bytes);
      if (bytes[3] === 0) connection.sequenceId = 0;
    });
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.99',
      connectionId: 7,
      statusFlags: 2,
      characterSet: 45,
      capabilityFlags: 0x00_bf_ff_ff & ~0x800,
    });
    connection.on('query', (sql) => {
      if (sql.startsWith('SELECT VERSION()'))
        connection.writeTextResult([greeting], Object.keys(greeting).map(columnOf));
      else answer(connection, sql);
    });
  });
  const { _server: tcp } = server as unknown as { _server: Server };
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const address = tcp.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received,
    close: () => void tcp.close(),
  };
}

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function connect(port: number, permit: Permit, database?: string): Promise<BulkSession> {
  const profile: SqlProfile = {
    id: '.env/mysql',
    connection: 'mysql',
    driver: 'mysql',
    serves: 'both',
    address: { kind: 'tcp', host: '127.0.0.1', port },
    user: 'shop',
    password: { kind: 'none' },
    database: 'live',
    charset: 'utf8mb4',
    prefix: '',
    origins: [],
  };
  return createBulkConnector().connectBulk(permit, profile, undefined, {
    signal,
    connectTimeoutMs: 2_000,
    programName: 'test',
    database,
    setup: [],
  });
}

/** "Give me this file": the answer to a LOAD DATA LOCAL, sent for whatever was asked. */
function askForFile(connection: ServerSide, name: string): void {
  const payload = Buffer.concat([Buffer.from([0xfb]), Buffer.from(name)]);
  connection.stream.write(Buffer.concat([Buffer.from([payload.length, 0, 0, connection.sequenceId]), payload]));
  connection.sequenceId++;
}

const permitted = (): Permit => {
  const { permit, release } = Permit.issue('test', '/srv/shop', '.env');
  closing.push(release);
  return permit;
};

describe('a hostile server', () => {
  test('gets no file for a statement that is no LOAD DATA, and the session ends', async () => {
    const server = await fakeServer((connection) => askForFile(connection, '/etc/passwd'));
    closing.push(server.close);
    const session = await connect(server.port, permitted());
    await expect(session.run('INSERT INTO t VALUES (1)', signal)).rejects.toMatchObject({ reason: 'hostile' });
    await expect(session.run('SELECT 1', signal)).rejects.toMatchObject({ reason: 'connectionLost' });
    expect(Buffer.concat(server.received).toString('latin1')).not.toContain('root:');
  });

  test('gets no other file than the one that was offered', async () => {
    const server = await fakeServer((connection) => askForFile(connection, '/etc/passwd'));
    closing.push(server.close);
    const session = await connect(server.port, permitted());
    let read = 0;
    async function* data(): AsyncGenerator<Uint8Array> {
      read++;
      yield Buffer.from('(1)');
    }
    await expect(session.load("LOAD DATA LOCAL INFILE 'rows' INTO TABLE t", data(), signal)).rejects.toMatchObject({
      reason: 'hostile',
    });
    expect(read).toBe(0);
    expect(Buffer.concat(server.received).toString('latin1')).not.toContain('root:');
  });

  test('gets no file while the session begins', async () => {
    const server = await fakeServer((connection) => askForFile(connection, '/etc/passwd'));
    closing.push(server.close);
    await expect(connect(server.port, permitted(), 'copy')).rejects.toMatchObject({ reason: 'hostile' });
    expect(Buffer.concat(server.received).toString('latin1')).not.toContain('root:');
  });
});

describe('a bulk session', () => {
  test("never enters the profile's own database", async () => {
    const server = await fakeServer((connection) => connection.writeOk());
    closing.push(server.close);
    await connect(server.port, permitted());
    expect(Buffer.concat(server.received).toString('latin1')).not.toContain('live');
  });

  test('ends with its permit', async () => {
    const server = await fakeServer((connection) => connection.writeOk());
    closing.push(server.close);
    const { permit, release } = Permit.issue('test', '/srv/shop', '.env');
    const session = await connect(server.port, permit);
    await session.run('INSERT INTO t VALUES (1)', signal);
    release();
    await expect(session.run('INSERT INTO t VALUES (1)', signal)).rejects.toMatchObject({ reason: 'noPermit' });
  });

  test('is not opened for another environment', async () => {
    const { permit, release } = Permit.issue('test', '/srv/shop', '.env.production');
    closing.push(release);
    await expect(connect(1, permit)).rejects.toMatchObject({ reason: 'noPermit' });
  });

  test('says that the connection broke when the server goes away within a statement', async () => {
    const sockets: { destroy(): void }[] = [];
    const server = await fakeServer(() => {
      for (const socket of sockets) socket.destroy();
    });
    closing.push(server.close);
    // In between, so that the break is the network's.
    const between = createTcp((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      const onward = connectTcp(server.port, '127.0.0.1');
      sockets.push(onward);
      onward.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    closing.push(() => between.close());
    const address = between.address();
    const session = await connect(typeof address === 'object' && address !== null ? address.port : 0, permitted());
    await expect(session.run('INSERT INTO t VALUES (1)', signal)).rejects.toMatchObject({ reason: 'connectionLost' });
  });
});
