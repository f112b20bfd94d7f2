import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OpsError } from '../../../src/core/base/errors';
import { silentLogger } from '../../../src/core/base/log';
import type { SqlProfile } from '../../../src/core/connections/profile';
import type { SqlClient } from '../../../src/core/connections/sql';
import { SqlSessions, type WantedSession } from '../../../src/services/sqlSessions';
import { fakeSqlClient, mariadbServer } from '../../fakes/sqlClient';

const profile: SqlProfile = {
  id: 'env/mysql',
  connection: 'mysql',
  driver: 'mysql',
  serves: 'both',
  address: { kind: 'tcp', host: '127.0.0.1', port: 3306 },
  user: 'shop_app',
  password: { kind: 'none' },
  charset: 'utf8mb4',
  prefix: '',
  origins: [],
};

interface Opened {
  client: SqlClient;
  broken: boolean;
  closed: number;
}

let opened: Opened[];
let sessions: SqlSessions;
/** Opens at once unless a test says otherwise. */
let opening: () => Promise<void>;

const wanted: WantedSession = {
  profile,
  statementTimeoutMs: 5_000,
  open: async () => {
    await opening();
    const session: Opened = {
      broken: false,
      closed: 0,
      client: {
        ...fakeSqlClient(mariadbServer, []),
        broken: () => session.broken,
        close: async () => void session.closed++,
      },
    };
    opened.push(session);
    return session.client;
  },
};
const use = (signal?: AbortSignal): Promise<SqlClient> => sessions.use(wanted, signal, async (client) => client);

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  opening = async () => undefined;
  sessions = new SqlSessions(silentLogger);
});
afterEach(() => vi.useRealTimers());

test('readers at the same time and after each other share one session', async () => {
  const [first, second] = await Promise.all([use(), use()]);
  expect(await use()).toBe(first);
  expect(second).toBe(first);
  expect(opened).toHaveLength(1);
});

test('an idle session is closed, one that is used is not', async () => {
  let finish: () => void = () => undefined;
  const working = sessions.use(wanted, undefined, () => new Promise<void>((resolve) => (finish = resolve)));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened[0]?.closed).toBe(0);
  finish();
  await working;
  await vi.advanceTimersByTimeAsync(89_000);
  expect(opened[0]?.closed).toBe(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(opened[0]?.closed).toBe(1);
  await use();
  expect(opened).toHaveLength(2);
});

test('a session whose server went away while it was idle is replaced before it is used', async () => {
  await use();
  const first = opened[0];
  if (first !== undefined) first.broken = true;
  expect(await use()).not.toBe(first?.client);
  expect(first?.closed).toBe(1);
});

test('a statement that failed leaves the session to the others, unless its connection broke', async () => {
  const failing = (reason: string): Promise<unknown> =>
    sessions
      .use(wanted, undefined, () => Promise.reject(new OpsError(reason, 'failed')))
      .catch((error: unknown) => error);
  await failing('timeout');
  expect(opened[0]?.closed).toBe(0);
  const first = opened[0];
  if (first !== undefined) first.broken = true;
  await failing('connectionLost');
  expect(first?.closed).toBe(1);
});

test('a connect that failed is told to its caller and tried again for the next one', async () => {
  opening = () => Promise.reject(new OpsError('refused', 'nothing listens there'));
  await expect(use()).rejects.toMatchObject({ reason: 'refused' });
  opening = async () => undefined;
  await use();
  expect(opened).toHaveLength(1);
});

test('an aborted caller does not wait for the connect; the other one gets the session', async () => {
  let connected: () => void = () => undefined;
  opening = () => new Promise((resolve) => (connected = resolve));
  const stop = new AbortController();
  const [first, second] = [use(stop.signal), use()];
  stop.abort();
  await expect(first).rejects.toMatchObject({ reason: 'cancelled' });
  connected();
  await second;
  expect(opened).toHaveLength(1);
});

test('disposal closes what is open and what is still being opened, sets no timer, and opens nothing after it', async () => {
  await use();
  let connected: () => void = () => undefined;
  opening = () => new Promise((resolve) => (connected = resolve));
  const late = sessions.use(
    { ...wanted, profile: { ...profile, id: 'other/mysql' } },
    undefined,
    async () => undefined,
  );
  sessions.dispose();
  connected();
  await late;
  expect(opened.map(({ closed }) => closed)).toEqual([1, 1]);
  expect(vi.getTimerCount()).toBe(0);
  await expect(use()).rejects.toMatchObject({ reason: 'cancelled' });
  expect(opened).toHaveLength(2);
});

test('a failed connect leaves no timer behind', async () => {
  opening = () => Promise.reject(new OpsError('refused', 'nothing listens there'));
  await use().catch(() => undefined);
  expect(vi.getTimerCount()).toBe(0);
});
