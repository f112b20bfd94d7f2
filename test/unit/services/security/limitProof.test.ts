import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type ActivityRecord, parseRecord } from '../../../../src/core/guard/activity';
import type { ProofChoice } from '../../../../src/core/security/limits/proofPlan';
import { provableRoutes, proofQuestions, proveLimit } from '../../../../src/services/security/limitProof';
import { type EnvLines, refusing, temporary } from '../../../services/host';
import { type OpenedShop, openShop } from './openShop';

const made = temporary();
let shop: OpenedShop;
let server: Server;
let origin = '';
let requests: string[] = [];
let abort: AbortController;
let asked: string[] = [];

async function open(env: EnvLines = {}): Promise<void> {
  shop?.workspace.dispose();
  shop = await openShop(made, env);
  shop.host.prompts = {
    confirm: async (operation) => (asked.push(`confirm ${operation.title}`), true),
    type: async (_, expected) => (asked.push('type'), expected),
    reason: async () => (asked.push('reason'), 'ticket 4711'),
    hold: async () => (asked.push('hold'), true),
  };
}
beforeEach(async () => {
  [requests, asked, abort] = [[], [], new AbortController()];
  // An application that answers and limits nothing.
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end('ok');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await open();
});
afterEach(async () => {
  shop.workspace.dispose();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
afterAll(() => made.remove());

const prove = (id: string, choice: Partial<ProofChoice> = {}, onProgress: () => void = () => undefined) =>
  proveLimit(shop.workspace, shop.app, id, { origin, count: 8, ...choice }, { onProgress, signal: abort.signal });
async function activity(): Promise<readonly ActivityRecord[]> {
  const lines = await shop.workspace.activity.readAll(new AbortController().signal);
  return lines.flatMap((line) => parseRecord(line) ?? []);
}
async function idOf(part: string): Promise<string> {
  const found = (await provableRoutes(shop.app, abort.signal)).find(({ id }) => id.includes(part));
  if (found === undefined) throw new Error(`no route ${part}`);
  return found.id;
}

test('a proof is sent to this machine, judged, and on record', async () => {
  let heard = 0;
  const proof = await prove(await idOf('search'), {}, () => heard++);
  expect(requests.length).toBeGreaterThanOrEqual(8);
  expect(new Set(requests)).toEqual(new Set(['GET /search']));
  expect(heard).toBeGreaterThan(0);
  expect(proof).toBeDefined();
  expect((await activity()).map(({ operation, outcome }) => [operation, outcome])).toEqual([
    ['security.proveLimit', 'started'],
    ['security.proveLimit', 'finished'],
  ]);
});

test.each([
  'http://192.0.2.1',
  'http://10.0.0.5:8000',
  'http://0.0.0.0',
  'http://[::ffff:127.0.0.1]',
  'ftp://127.0.0.1',
  'no address',
])('another place is refused before anybody is asked: %s', async (other) => {
  await expect(prove(await idOf('search'), { origin: other })).rejects.toMatchObject({
    reason: expect.stringMatching(/^(?:notLoopback|origin)$/),
    advice: { safe: 'Nothing was sent.' },
  });
  expect([requests, asked, await activity()]).toEqual([[], [], []]);
});

test('what may change something wants a word first', async () => {
  const id = await idOf('logout');
  await expect(prove(id)).rejects.toMatchObject({ reason: 'notConfirmed' });
  expect([requests, asked]).toEqual([[], []]);
  expect((await proofQuestions(shop.app, id, abort.signal)).confirmation).toContain('may change or delete');
});

test('an environment that is production asks as one; turned away, nothing is sent', async () => {
  await open({ APP_ENV: 'production' });
  await prove(await idOf('search'));
  expect(asked).toContain('reason');
  expect(requests.length).toBeGreaterThan(0);
  await open({ APP_ENV: 'production' });
  requests = [];
  shop.host.prompts = refusing;
  await expect(prove(await idOf('search'))).rejects.toMatchObject({
    reason: expect.stringMatching(/cancelled|refused/),
  });
  expect(requests).toEqual([]);
});

test('stopped in the middle, it says what was sent, and that is on record; stopped before, nothing is', async () => {
  const id = await idOf('search');
  const proof = await prove(id, { count: 60 }, () => abort.abort());
  expect(proof.outcome).toBe('stopped');
  expect(requests.length).toBeLessThan(60);
  expect((await activity()).map(({ outcome }) => outcome)).toEqual(['started', 'finished']);
  requests = [];
  await expect(prove(id)).rejects.toMatchObject({ reason: 'cancelled' });
  expect(requests).toEqual([]);
});

test('a route that is gone is said to be; nothing is sent', async () => {
  await expect(prove('GET nowhere')).rejects.toMatchObject({ reason: 'gone', advice: { safe: 'Nothing was sent.' } });
});

test('what to ask: the address of the environment where it is this machine, the parameters by name', async () => {
  const product = await proofQuestions(shop.app, await idOf('products/'), abort.signal);
  expect(product.parameters).toEqual(['product']);
  await open({ APP_URL: 'http://127.0.0.1:8000' });
  expect((await proofQuestions(shop.app, await idOf('search'), abort.signal)).origin).toBe('http://127.0.0.1:8000');
  await open({ APP_URL: 'http://192.0.2.1' });
  expect((await proofQuestions(shop.app, await idOf('search'), abort.signal)).origin).toBeUndefined();
});
