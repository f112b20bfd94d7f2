import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { LimitedRoute } from '../../src/core/security/limits/limitedRoute';
import { limitInventory } from '../../src/core/security/limits/inventory';
import type { LimitProof } from '../../src/core/security/limits/proof';
import { planProof, type ProofChoice } from '../../src/core/security/limits/proofPlan';
import { limitProofText } from '../../src/core/security/limits/proofText';
import { proofVerdict } from '../../src/core/security/limits/proofVerdict';
import { sendProof } from '../../src/node/burst';
import { laravel13, laravel8, type LaravelHost, type PlacedApp } from './laravelHosts';
import { type AppOptions, contextOf, limitedApp, serve, type Served } from './limitsApp';
import { isThere } from './servers';

// Proofs against a real Laravel 8 and 13, served on this machine.

const hosts = { 'Laravel 8': laravel8(), 'Laravel 13': laravel13(inject('laravel13')) };
const { signal } = new AbortController();

interface Running {
  readonly app: PlacedApp;
  readonly served: Served;
  readonly major: number | undefined;
  route(id: string): LimitedRoute;
}

const running: Running[] = [];
afterAll(async () => {
  await Promise.all(running.map(({ served }) => served.stop()));
  for (const { app } of running) app.remove();
});

async function run(host: LaravelHost, options: AppOptions = {}): Promise<Running> {
  const app = limitedApp(host, options);
  const { context, surroundings } = await contextOf(app);
  const { routes } = limitInventory(context.code, surroundings);
  const served = await serve(host, app.root);
  const one: Running = {
    app,
    served,
    major: context.project.version.major,
    route(id) {
      const found = routes.find((each) => each.id === id);
      if (found === undefined) throw new Error(`no route ${id}`);
      return found;
    },
  };
  running.push(one);
  return one;
}

async function prove(on: Running, id: string, choice: Partial<ProofChoice> = {}): Promise<LimitProof> {
  const plan = planProof(on.route(id), { origin: on.served.origin, nonce: 'seed42', ...choice }, on.major);
  const proof = proofVerdict(plan, await sendProof(plan, { signal }));
  expect(proof.sent).toBeLessThanOrEqual(plan.most);
  expect(limitProofText(proof)).toContain(proof.summary);
  return proof;
}

describe.each(Object.entries(hosts).filter(([, host]) => isThere(host)))('proofs on %s', (name, host) => {
  const is13 = name === 'Laravel 13';
  let plain: Running;
  beforeAll(async () => {
    if (isThere(host)) plain = await run(host);
  });

  test('a limit by address: as written, one counter for each address', async () => {
    const proof = await prove(plain, 'GET api/address');
    expect(proof).toMatchObject({
      outcome: 'limited',
      allowed: 6,
      expected: [6],
      agreement: 'asWritten',
      limit: 6,
      counter: 'ip',
    });
    expect(proof.findings).toEqual([]);
    expect(proof.retryAfter).toBeGreaterThan(0);
    expect(proof.retryAfter).toBeLessThanOrEqual(60);
    expect(proof.usedUp).toContain('locked out of GET /api/address for');
    // The window is not over: what the first proof used up is seen by the second.
    const again = await prove(plain, 'GET api/address');
    expect(again).toMatchObject({ outcome: 'limited', allowed: 0, agreement: 'asWritten' });
    expect(again.remarks.join(' ')).toContain('6 attempts were counted before');
  });

  test('a limit by user, shown with two tokens', async () => {
    const proof = await prove(plain, 'GET api/account', { tokens: ['ann', 'bob'] });
    expect(proof).toMatchObject({ outcome: 'limited', allowed: 4, agreement: 'asWritten', counter: 'user' });
  });

  test('without a token nothing is counted, and that is said', async () => {
    const proof = await prove(plain, 'GET api/account');
    expect(proof).toMatchObject({ outcome: 'notCounted' });
    expect(proof.summary).toMatch(/before a limiter counted/);
  });

  test('stacked limits: two of one key share a counter up to Laravel 10', async () => {
    const proof = await prove(plain, 'GET api/stacked');
    expect(proof).toMatchObject({ outcome: 'limited', agreement: 'asWritten', allowed: is13 ? 8 : 4 });
  });

  test('numeric throttles: with a prefix alone, without one together', async () => {
    expect(await prove(plain, 'GET api/numeric')).toMatchObject({ allowed: 7, agreement: 'asWritten', counter: 'ip' });
    const twice = await prove(plain, 'GET api/twice');
    expect(twice).toMatchObject({ outcome: 'limited', allowed: 3, agreement: 'asWritten' });
    expect(twice.usedUp).toContain('share that counter');
  });

  test('one counter for everybody is a finding', async () => {
    const proof = await prove(plain, 'GET api/everyone');
    expect(proof).toMatchObject({ outcome: 'limited', allowed: 5, counter: 'everyone' });
    expect(proof.findings.map(({ kind }) => kind)).toEqual(['oneForAll']);
  });

  test('answers of the application’s own at the limit', async () => {
    const answering = await prove(plain, 'GET api/answering');
    expect(answering).toMatchObject({ outcome: 'limited', allowed: 3, agreement: 'asWritten', counter: 'ip' });
    expect(answering.remarks.join(' ')).toContain('answers 403 of its own');
    const quiet = await prove(plain, 'GET api/quiet');
    expect(quiet).toMatchObject({ outcome: 'limited', allowed: 3, counter: 'ip' });
    expect(quiet.remarks.join(' ')).toContain('does not say that it is a limit');
  });

  test('no limit, and Limit::none(), are never limited', async () => {
    for (const id of ['GET api/open', 'GET api/none']) {
      const proof = await prove(plain, id, { count: 25 });
      expect(proof).toMatchObject({ outcome: 'notLimited', sent: 25 });
      expect(proof.findings.map(({ kind }) => kind)).toEqual(['noLimit']);
    }
  });

  test('a login: a session and its token first, then a counter by account and address', async () => {
    const proof = await prove(plain, 'POST login');
    expect(proof).toMatchObject({ outcome: 'limited', allowed: 5, counter: 'accountAndIp' });
    expect(proof.usedUp).toContain('made-up account');
  });

  test('a login whose token is not taken: 419 before anything is counted', async () => {
    const proof = await prove(plain, 'POST login', { form: '/api/open' });
    expect(proof).toMatchObject({ outcome: 'notCounted' });
    expect(proof.summary).toContain('419');
  });

  test('a login without a limit is a warning', async () => {
    const proof = await prove(plain, 'POST api/token', { count: 20 });
    expect(proof).toMatchObject({ outcome: 'notLimited', findings: [{ kind: 'noLimit', severity: 'warning' }] });
  });

  test('a limiter that nobody defines', async () => {
    const proof = await prove(plain, 'GET api/missing', { count: 3 });
    expect(proof).toMatchObject(is13 ? { outcome: 'notCounted' } : { outcome: 'limited', allowed: 0 });
  });

  test('redirects are not followed', async () => {
    const proof = await prove(plain, 'GET api/elsewhere', { count: 2 });
    expect(proof.bursts).toMatchObject([{ as: 'first', runs: [{ status: 302, count: 2 }] }]);
    expect(proof.outcome).toBe('notCounted');
  });

  test('a cancel stops at once and keeps what was seen', async () => {
    const controller = new AbortController();
    const plan = planProof(
      plain.route('GET api/open'),
      { origin: plain.served.origin, nonce: 'a', count: 200 },
      plain.major,
    );
    let answered = 0;
    const sent = await sendProof(plan, {
      signal: controller.signal,
      atOnce: 1,
      onProgress({ sent: count }) {
        answered = count;
        if (count === 4) controller.abort();
      },
    });
    expect(answered).toBe(4);
    expect(sent.stopped).toBe('cancelled');
    expect(proofVerdict(plan, sent)).toMatchObject({ outcome: 'stopped', sent: 4 });
  });

  test('every address trusted as a proxy: a made-up header gets a fresh counter', async () => {
    if (!isThere(host)) return;
    const wide = await run(host, { trustAll: true });
    const proof = await prove(wide, 'GET api/address');
    expect(proof).toMatchObject({ outcome: 'limited', allowed: 6, counter: 'ip' });
    expect(proof.findings).toMatchObject([{ kind: 'forgeable', severity: 'warning' }]);
  });

  test('a store that forgets never limits, as the inventory says', async () => {
    if (!isThere(host)) return;
    const forgetful = await run(host, { store: 'array' });
    expect(forgetful.route('GET api/address')).toMatchObject({ group: 'apiUnlimited', store: { sharing: 'forgets' } });
    const proof = await prove(forgetful, 'GET api/address', { count: 20 });
    expect(proof).toMatchObject({ outcome: 'notLimited', limit: 6 });
  });
});
