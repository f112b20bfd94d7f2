import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SqlProfile } from '../../src/core/connections/profile';
import { createActivityLog, parseRecord, verifyChain } from '../../src/core/guard/activity';
import { createGuard } from '../../src/core/guard/guard';
import type { Operation } from '../../src/core/guard/operation';
import { activityFile } from '../../src/node/activityFile';
import { createSqlConnector } from '../../src/node/drivers/mysql';
import { isThere } from './servers';
import { ofSuite } from './support';

const found = inject('mariadb');
describe.skipIf(!isThere(found))('guard, driver and activity log together on MariaDB', () => {
  const server = ofSuite(found);
  let admin: Connection;
  let folder: string;

  beforeAll(async () => {
    const { host, port, user, password } = server;
    admin = await createConnection({ host, port, user, password, multipleStatements: true });
    await admin.query(
      'DROP DATABASE IF EXISTS ops_guard; CREATE DATABASE ops_guard; CREATE TABLE ops_guard.jobs (id INT)',
    );
    folder = await mkdtemp(join(tmpdir(), 'ops-guard-'));
  });
  afterAll(async () => {
    await admin?.end();
    await rm(folder, { recursive: true, force: true });
  });

  test('on production a T3 operation writes after unlock, typed name and wait, and all of it is on record', async () => {
    const store = activityFile(join(folder, 'activity.jsonl'));
    const asked: string[] = [];
    let now = Date.UTC(2026, 10, 22, 3, 7);
    const guard = createGuard({
      ask: {
        confirm: async () => true,
        type: async (_, expected) => {
          asked.push(expected);
          return expected;
        },
        reason: async () => 'Queue is stuck, ticket 4711',
        hold: async (_, seconds) => {
          now += seconds * 1000;
          return true;
        },
      },
      activity: createActivityLog(store, { now: () => new Date(now), redact: (text) => text }),
      clock: { now: () => new Date(now), after: () => ({ dispose: () => undefined }) },
      unlockMinutes: () => 15,
      onActivityLost: (error) => {
        throw error;
      },
    });
    const profile: SqlProfile = {
      id: 'live/mysql',
      connection: 'mysql',
      driver: 'mysql',
      serves: 'both',
      address: { kind: 'tcp', host: server.host, port: server.port },
      user: server.user,
      password: { kind: 'none' },
      database: 'ops_guard',
      charset: 'utf8mb4',
      prefix: '',
      origins: [],
    };
    const client = await createSqlConnector().connect(profile, server.password, {
      connectTimeoutMs: 3_000,
      statementTimeoutMs: 5_000,
      programName: 'laravel-ops-test',
    });
    const operation: Operation = {
      id: 'queues.flush',
      tier: 3,
      title: 'Flush the jobs table',
      verb: 'Delete All Jobs',
      preview: ['DELETE FROM jobs'],
      target: {
        root: '/srv/shop',
        app: 'shop',
        environment: { id: 'live', name: 'production', role: 'production', suspicions: [] },
        database: 'ops_guard',
      },
    };
    await admin.query('INSERT INTO ops_guard.jobs VALUES (1), (2)');
    const { affectedRows } = await guard.run(
      operation,
      (permit, signal) => client.execute(permit, 'DELETE FROM jobs', [], { signal }),
      new AbortController().signal,
    );
    await client.close();
    guard.dispose();

    expect(affectedRows).toBe(2);
    expect(asked).toEqual(['ops_guard@production']);
    const [rows] = await admin.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM ops_guard.jobs');
    expect(rows[0]?.['n']).toBe(0);
    const lines = await store.readAll();
    expect(
      lines.map((line) => parseRecord(line)).map((record) => `${record?.kind} ${record?.outcome} ${record?.detail}`),
    ).toEqual([
      'unlock finished 15 min: Queue is stuck, ticket 4711',
      'operation started Flush the jobs table',
      'operation finished Flush the jobs table',
    ]);
    expect(await verifyChain(lines)).toEqual({ intact: true, records: 3, torn: [] });
  });
});
